import csp
from csp import ts
from datetime import datetime, timedelta

MS = timedelta(milliseconds=1)
S = timedelta(seconds=1)


@csp.node
def halve(x: ts[int], again: ts[int]) -> ts[int]:
    with csp.state():
        s_rounds = 0
    if csp.ticked(again):
        s_rounds += 1
        if again > 1:
            return again // 2
    elif csp.ticked(x):
        return x


@csp.node
def loop(tick: ts[bool], seen: ts[int]) -> ts[int]:
    with csp.start():
        csp.make_passive(seen)
    if csp.ticked(tick):
        return seen + 1 if csp.valid(seen) else 0


@csp.graph
def main():
    again = csp.feedback(int)
    x = halve(csp.curve(int, [(S, 20), (2 * S, 3)]), again.out())
    again.bind(x)
    csp.print("halve", x)
    seen = csp.feedback(int)
    n = loop(csp.timer(400 * MS), seen.out())
    seen.bind(csp.delay(n, 500 * MS))
    csp.print("loop", csp.delay(n, MS))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=3 * S)
