import csp
from csp import ts
from datetime import datetime, timedelta

S = timedelta(seconds=1)


@csp.node
def watch(x: ts[int], back: ts[int], item: ts[int]) -> ts[str]:
    with csp.alarms():
        soon = csp.alarm(int)
    if csp.ticked(x):
        csp.schedule_alarm(soon, timedelta(), x * 10)
        if x == 1:
            csp.schedule_alarm(soon, timedelta(), x * 100)
    if csp.ticked(x, back, item, soon):
        a, b = x if csp.ticked(x) else 0, back if csp.ticked(back) else 0
        return f"{a} {b} {item if csp.ticked(item) else 0} {soon if csp.ticked(soon) else 0}"


@csp.graph
def main():
    x = csp.curve(int, [(S, 1), (S, 2), (2 * S, 3)])
    item = csp.unroll(csp.curve([int], [(S, [7, 8, 9]), (2 * S, [6, 5])]))
    csp.print("watch", watch(x, csp.wrap_feedback(x), item))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=3 * S)
