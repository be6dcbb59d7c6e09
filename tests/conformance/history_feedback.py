import csp
from csp import ts
from datetime import datetime, timedelta

S = timedelta(seconds=1)


class Point(csp.Struct):
    x: int
    name: str


@csp.node
def step(x: ts[int], back: ts[Point]) -> ts[Point]:
    with csp.start():
        csp.set_buffering_policy(back, tick_count=3)
        csp.make_passive(back)
    if csp.ticked(x):
        a = csp.value_at(back, -2, default=Point(x=0, name="none"))
        return Point(x=a.x + x, name=f"{a.name}-{x}"[-12:])


@csp.graph
def main():
    loop = csp.feedback(Point)
    out = step(csp.count(csp.timer(S)), loop.out())
    loop.bind(out)
    csp.print("out", out)


csp.run(main, starttime=datetime(2020, 1, 1), endtime=8 * S)
