import csp
from csp import ts
from datetime import datetime, timedelta

S = timedelta(seconds=1)


@csp.node
def ends(x: ts[int]):
    with csp.stop():
        print("stopped at", csp.now())
    if csp.ticked(x):
        print("saw", x)


@csp.graph
def main():
    x = csp.curve(int, [(S, 1), (2 * S, 2), (2 * S, 3), (3 * S, 4)])
    ends(x)
    csp.stop_engine(csp.filter(x == 2, x))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=9 * S)
