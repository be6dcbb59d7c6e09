import csp
from csp import ts
from datetime import datetime, timedelta

MS = timedelta(milliseconds=1)
S = timedelta(seconds=1)


@csp.graph
def main():
    x = csp.curve(str, [(S, "a"), (2 * S, "b"), (2 * S, "c"), (3 * S, "d"), (4 * S, "e")])
    csp.print("time", csp.delay(x, 1500 * MS))
    csp.print("ticks", csp.delay(x, 2))
    csp.print("zero", csp.delay(csp.delay(x, timedelta()), MS))
    csp.print("twice", csp.delay(csp.delay(x, 500 * MS), 600 * MS))
    csp.print("past", csp.delay(x, 10 * S))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=5 * S)
