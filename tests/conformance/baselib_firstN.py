import csp
from csp import ts
from datetime import datetime, timedelta

MS = timedelta(milliseconds=1)
S = timedelta(seconds=1)


@csp.graph
def main():
    x = csp.curve(str, [(S, "a"), (2 * S, "b"), (2 * S, "c"), (3 * S, "d")])
    csp.print("zero", csp.firstN(x, 0))
    csp.print("one", csp.firstN(x, 1))
    csp.print("two", csp.delay(csp.firstN(x, 2), MS))
    csp.print("ten", csp.delay(csp.firstN(x, 10), 2 * MS))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=5 * S)
