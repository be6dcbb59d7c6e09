import csp
from csp import ts
from datetime import datetime, timedelta

MS = timedelta(milliseconds=1)
S = timedelta(seconds=1)


@csp.node
def echo(x: ts[int]) -> ts[str]:
    with csp.alarms():
        again: ts[int] = csp.alarm(int)
    if csp.ticked(x):
        csp.schedule_alarm(again, 0 * S, x)
    both = csp.ticked(x) and csp.ticked(again)
    if csp.ticked(again) and again > 100 and again < 103:
        csp.schedule_alarm(again, 0 * S, again + 1)
    return f"{x if csp.ticked(x) else -1} {again if csp.ticked(again) else -1} {both}"


@csp.graph
def main():
    points = [(1, 1), (1, 2), (1, 3), (2, 101), (3, 5)]
    csp.print("echo", echo(csp.curve(int, [(t * S, v) for t, v in points])))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=4 * S)
