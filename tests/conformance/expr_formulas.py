from datetime import datetime, timedelta

import csp


@csp.graph
def main():
    s = lambda n: timedelta(seconds=n)
    x = csp.curve(float, [(s(1), 1.0), (s(2), 2.0), (s(4), -3.0)])
    y = csp.curve(float, [(s(1), 0.5), (s(3), 4.0)])
    csp.print("sum", csp.baselib.exprtk("x + y * 2", {"x": x, "y": y}))
    csp.print("square", csp.baselib.exprtk("x * x - y / 4", {"x": x, "y": y}))
    csp.print("abs", csp.baselib.exprtk("abs(x)", {"x": x}))
    csp.print("min", csp.baselib.exprtk("min(x, y) + max(x, 1.5)", {"x": x, "y": y}))


csp.run(main, starttime=datetime(1970, 1, 1), endtime=timedelta(seconds=10))
