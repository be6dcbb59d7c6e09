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
    x = csp.curve(int, [(S, 1), (S, 2), (2 * S, 3)])
    csp.print("both", both(x, csp.wrap_feedback(x)))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=3 * S)
