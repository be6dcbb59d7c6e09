import csp
from csp import ts
from datetime import datetime, timedelta

MS = timedelta(milliseconds=1)
S = timedelta(seconds=1)


@csp.graph
def main():
    x = csp.curve(int, [(1500 * MS, 1), (3 * S, 2), (3 * S, 3)])
    csp.print("timer", csp.sample(csp.timer(S), x))
    csp.print("burst", csp.delay(csp.sample(csp.curve(int, [(S, 0), (3 * S, 0), (3 * S, 0), (3 * S, 0)]), x), MS))
    csp.print("self", csp.delay(csp.sample(x, x), 2 * MS))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=5 * S)
