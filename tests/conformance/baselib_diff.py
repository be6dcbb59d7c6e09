import csp
from csp import ts
from datetime import datetime, timedelta

MS = timedelta(milliseconds=1)
S = timedelta(seconds=1)


@csp.graph
def main():
    x = csp.curve(float, [(S, 1.0), (2 * S, 4.0), (3 * S, 9.0), (3 * S, 10.0), (5 * S, 25.0)])
    csp.print("one", csp.diff(x, 1))
    csp.print("two", csp.delay(csp.diff(x, 2), MS))
    csp.print("second", csp.delay(csp.diff(x, S), 2 * MS))
    csp.print("long", csp.delay(csp.diff(x, 2500 * MS), 3 * MS))
    csp.print("int", csp.delay(csp.diff(csp.count(x), 1), 4 * MS))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=6 * S)
