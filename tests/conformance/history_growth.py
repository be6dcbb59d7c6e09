import csp
from csp import ts
from datetime import datetime, timedelta

MS = timedelta(milliseconds=1)
S = timedelta(seconds=1)


@csp.node
def past(x: ts[int]) -> ts[str]:
    with csp.start():
        csp.set_buffering_policy(x, tick_history=2 * S)
    if csp.ticked(x):
        return f"{len(csp.values_at(x, -2 * S, 0 * S))} {csp.values_at(x).tolist()}"


@csp.graph
def main():
    fast = [(100 * MS * i, i) for i in range(30)]
    slow = [(10 * S + 1500 * MS * i, 100 + i) for i in range(8)]
    again = [(40 * S + 250 * MS * i, 200 + i) for i in range(20)]
    csp.print("past", past(csp.curve(int, fast + slow + again)))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=60 * S)
