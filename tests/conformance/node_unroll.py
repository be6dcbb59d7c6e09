import csp
from csp import ts
from datetime import datetime, timedelta

MS = timedelta(milliseconds=1)
S = timedelta(seconds=1)


@csp.node
def cycles(x: ts[int], y: ts[int]) -> ts[str]:
    if csp.ticked(x, y):
        return f"{x if csp.ticked(x) else 0} {y if csp.ticked(y) else 0}"


@csp.graph
def main():
    lists = csp.curve([int], [(S, [1, 2, 3]), (2 * S, [4]), (2 * S, [5, 6]), (3 * S, [7])])
    each = csp.unroll(lists)
    csp.print("cycles", cycles(each, csp.count(lists)))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=4 * S)
