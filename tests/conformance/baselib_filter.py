import csp
from csp import ts
from datetime import datetime, timedelta

MS = timedelta(milliseconds=1)
S = timedelta(seconds=1)


@csp.graph
def main():
    x = csp.count(csp.timer(500 * MS))
    flag = csp.curve(bool, [(S, True), (2200 * MS, False), (3 * S, False), (4 * S, True)])
    csp.print("filter", csp.filter(flag, x))
    halves = csp.split(flag, x)
    csp.print("true", csp.delay(halves.true, MS))
    csp.print("false", csp.delay(halves.false, 2 * MS))
    csp.print("even", csp.delay(csp.filter(x % 2 == 0, x), 3 * MS))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=6 * S)
