import csp
from csp import ts
from datetime import datetime, timedelta

MS = timedelta(milliseconds=1)
S = timedelta(seconds=1)


@csp.graph
def main():
    x = csp.curve(int, [(S, 1), (2 * S, -3), (2 * S, 5), (4 * S, 0)])
    y = csp.curve(float, [(S, 0.1), (2 * S, 0.2), (3 * S, 1e300), (4 * S, -1e300)])
    csp.print("count", csp.count(x))
    csp.print("accum", csp.delay(csp.accum(x), MS))
    csp.print("from", csp.delay(csp.accum(x, 10), 2 * MS))
    csp.print("float", csp.delay(csp.accum(y, 0.0), 3 * MS))
    csp.print("start", csp.delay(csp.accum(y, -0.5), 4 * MS))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=4 * S)
