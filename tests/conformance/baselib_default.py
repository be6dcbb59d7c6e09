import csp
from csp import ts
from datetime import datetime, timedelta

MS = timedelta(milliseconds=1)
S = timedelta(seconds=1)


@csp.graph
def main():
    csp.print("at once", csp.default(csp.curve(int, [(timedelta(), 1), (2 * S, 2)]), 9))
    csp.print("missing", csp.delay(csp.default(csp.curve(int, [(S, 1), (2 * S, 2)]), 9), MS))
    csp.print("late", csp.delay(csp.default(csp.curve(int, [(3 * S, 1)]), 9, delay=2 * S), 2 * MS))
    csp.print("early", csp.delay(csp.default(csp.curve(int, [(S, 1), (3 * S, 3)]), 9, delay=2 * S), 3 * MS))
    csp.print("same", csp.delay(csp.default(csp.curve(int, [(2 * S, 1), (3 * S, 3)]), 9, delay=2 * S), 4 * MS))
    csp.print("null", csp.delay(csp.default(csp.null_ts(int), 9), 5 * MS))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=5 * S)
