import csp
from csp import ts
from datetime import datetime, timedelta

MS = timedelta(milliseconds=1)
S = timedelta(seconds=1)


@csp.node
def work(x: ts[int]) -> ts[str]:
    with csp.alarms():
        a: ts[int] = csp.alarm(int)
        b: ts[int] = csp.alarm(int)
    with csp.start():
        csp.schedule_alarm(a, 2 * S, 1)
        csp.schedule_alarm(b, 2 * S, 2)
        csp.schedule_alarm(b, 2 * S, 3)
        csp.schedule_alarm(a, 3 * S, 4)
    parts = ""
    if csp.ticked(x):
        parts += f" x={x}"
    if csp.ticked(a):
        parts += f" a={a}"
    if csp.ticked(b):
        parts += f" b={b}"
    return f"{csp.ticked(a, b)}{parts}"


@csp.graph
def main():
    points = [(1, 10), (2, 20), (2, 21), (2, 22), (3, 30)]
    csp.print("work", work(csp.curve(int, [(t * S, v) for t, v in points])))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=4 * S)
