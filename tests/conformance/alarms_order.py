import csp
from csp import ts
from datetime import datetime, timedelta

MS = timedelta(milliseconds=1)
S = timedelta(seconds=1)


@csp.node
def work(x: ts[int]) -> ts[str]:
    with csp.alarms():
        due: ts[str] = csp.alarm(str)
    with csp.state():
        s_handles = []
    if csp.ticked(x):
        s_handles.append(csp.schedule_alarm(due, datetime(2020, 1, 1, 0, 0, 10), f"at {x}"))
        if x == 3:
            s_handles[0] = csp.reschedule_alarm(due, s_handles[0], datetime(2020, 1, 1, 0, 0, 10))
    if csp.ticked(due):
        return f"{due} {csp.ticked(x)}"


@csp.graph
def main():
    csp.print("work", work(csp.curve(int, [(S, 1), (2 * S, 2), (3 * S, 3), (4 * S, 4)])))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=12 * S)
