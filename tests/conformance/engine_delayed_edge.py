import csp
from csp import ts
from datetime import datetime, timedelta

S = timedelta(seconds=1)


@csp.node
def both(x: ts[int], y: ts[int]) -> ts[str]:
    if csp.ticked(x, y):
        return f"{x if csp.ticked(x) else 0} {y if csp.ticked(y) else 0}"


@csp.graph
def main():
    later = csp.DelayedEdge(ts[int])
    x = csp.count(csp.timer(S))
    csp.print("both", both(x, later))
    later.bind(x * 10)


csp.run(main, starttime=datetime(2020, 1, 1), endtime=3 * S)
