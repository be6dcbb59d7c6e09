import csp
from csp import ts
from datetime import datetime, timedelta

MS = timedelta(milliseconds=1)
S = timedelta(seconds=1)


@csp.node
def past(trigger: ts[bool], x: ts[int]) -> ts[str]:
    with csp.start():
        csp.set_buffering_policy(x, tick_history=3 * S)
        csp.make_passive(x)
    if csp.ticked(trigger):
        a = [csp.value_at(x, -500 * MS * i, default=-1) for i in range(7)]
        b = csp.value_at(x, csp.now() - 1500 * MS, default=-1)
        return f"{a} {b} {csp.value_at(x, csp.now(), default=-1)}"


@csp.graph
def main():
    points = [(500, 1), (1000, 2), (1500, 3), (1500, 4), (4000, 5), (4500, 6), (11000, 7)]
    x = csp.curve(int, [(t * MS, v) for t, v in points])
    csp.print("past", past(csp.timer(S), x))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=14 * S)
