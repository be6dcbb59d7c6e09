import csp
from csp import ts
from datetime import datetime, timedelta

MS = timedelta(milliseconds=1)
S = timedelta(seconds=1)


@csp.node
def pick(x: ts[int], y: ts[int]) -> ts[str]:
    with csp.start():
        csp.make_passive(y)
    if csp.ticked(x):
        if x == 2:
            csp.make_active(y)
        if x == 4:
            csp.make_passive(x)
    if csp.ticked(y) and y == 70:
        csp.make_active(x)
        csp.make_passive(y)
    return f"{csp.ticked(x)} {csp.ticked(y)} {csp.valid(y)}"


@csp.graph
def main():
    n = csp.count(csp.timer(S))
    csp.print("pick", pick(n, csp.filter(n > 1, n * 10)))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=10 * S)
