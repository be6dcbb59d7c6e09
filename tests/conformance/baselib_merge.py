import csp
from csp import ts
from datetime import datetime, timedelta

MS = timedelta(milliseconds=1)
S = timedelta(seconds=1)


@csp.graph
def main():
    x = csp.curve(int, [(S, 1), (3 * S, 3), (3 * S, 33)])
    y = csp.curve(int, [(2 * S, 20), (3 * S, 30), (4 * S, 40)])
    z = csp.curve(int, [(2 * S, 200), (3 * S, 300), (5 * S, 500)])
    csp.print("xy", csp.merge(x, y))
    csp.print("yx", csp.delay(csp.merge(y, x), MS))
    csp.print("all", csp.delay(csp.merge(x, csp.merge(y, z)), 2 * MS))
    csp.print("self", csp.delay(csp.merge(x, x), 3 * MS))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=5 * S)
