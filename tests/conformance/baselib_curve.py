import csp
from csp import ts
from datetime import datetime, timedelta

MS = timedelta(milliseconds=1)
S = timedelta(seconds=1)


@csp.graph
def main():
    t = datetime(2020, 1, 1)
    csp.print("delta", csp.curve(int, [(0 * S, 1), (S, 2), (S, 3), (4 * S, 4), (5 * S, 5)]))
    at = csp.curve(int, [(t - S, 1), (t + S, 2), (t + 2 * S, 3), (t + 2 * S, 4), (t + 5 * S, 5)])
    csp.print("at", csp.delay(at, MS))
    csp.print("empty", csp.curve(int, []))
    csp.print("count", csp.delay(csp.count(csp.curve(str, [(S, "a"), (S, "a"), (3 * S, "b")])), 2 * MS))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=4 * S)
