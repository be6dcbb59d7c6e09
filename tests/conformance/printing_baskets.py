import csp
from csp import ts
from datetime import datetime, timedelta

MS = timedelta(milliseconds=1)
S = timedelta(seconds=1)


class Point(csp.Struct):
    x: int
    label: str


@csp.node
def halves(x: ts[int]) -> csp.Outputs(small=ts[int], large=ts[str]):
    if csp.ticked(x):
        if x < 3:
            csp.output(small=x)
        if x > 1:
            csp.output(large=f"L{x}")


@csp.graph
def main():
    x = csp.count(csp.timer(S))
    slow = csp.count(csp.timer(2 * S))
    csp.print("list", [x, slow])
    csp.print("dict", {"fast": x, "slow": slow})
    h = halves(x)
    text = csp.apply(csp.delay(h.small, MS), str, str)
    csp.print("outputs", {"small": text, "large": csp.delay(h.large, MS)})
    csp.print("strings", [csp.curve(str, [(1100 * MS, "a'b")]), csp.curve(str, [(1100 * MS, "c")])])
    two = csp.curve(Point, [(1200 * MS, Point(x=2, label="two"))])
    csp.print("structs", {1: csp.curve(Point, [(1200 * MS, Point(x=1))]), 2: two})


csp.run(main, starttime=datetime(2020, 1, 1), endtime=4 * S)
