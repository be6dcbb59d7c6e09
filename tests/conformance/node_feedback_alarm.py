import csp
from csp import ts
from datetime import datetime, timedelta

MS = timedelta(milliseconds=1)
S = timedelta(seconds=1)


@csp.node
def mix(x: ts[int], back: ts[int]) -> ts[int]:
    with csp.alarms():
        later: ts[int] = csp.alarm(int)
    if csp.ticked(x):
        csp.schedule_alarm(later, 0 * S, x * 10)
    total = 0
    if csp.ticked(x):
        total += x
    if csp.ticked(back):
        total += 1000
    if csp.ticked(later):
        total += later
    if total < 5000:
        return total


@csp.node
def halve(x: ts[int]) -> ts[int]:
    if csp.ticked(x):
        if x >= 1000 and x < 3000:
            return x
        if x < 1000 and x % 2 == 0:
            return x // 2


@csp.graph
def main():
    loop = csp.feedback(int)
    out = mix(csp.curve(int, [(S, 1), (2 * S, 2), (2 * S, 4), (3 * S, 7)]), loop.out())
    loop.bind(csp.filter(out < 1000, halve(out)))
    csp.print("out", out)


csp.run(main, starttime=datetime(2020, 1, 1), endtime=6 * S)
