import csp
from csp import ts
from datetime import datetime, timedelta

MS = timedelta(milliseconds=1)
S = timedelta(seconds=1)


@csp.node
def watchdog(beat: ts[int]) -> ts[str]:
    with csp.alarms():
        due: ts[int] = csp.alarm(int)
    with csp.state():
        s_handle = None
    if csp.ticked(beat):
        if s_handle is None:
            s_handle = csp.schedule_alarm(due, S, beat)
        elif beat % 2 == 0:
            s_handle = csp.reschedule_alarm(due, s_handle, S)
        else:
            s_handle = csp.reschedule_alarm(due, s_handle, csp.now() + 300 * MS)
    if csp.ticked(due):
        s_handle = None
        return f"silent since {due}"


@csp.graph
def main():
    beats = [(1000, 1), (1500, 2), (2000, 4), (2200, 3), (4000, 5), (4500, 6), (4600, 7), (7000, 8)]
    csp.print("watchdog", watchdog(csp.curve(int, [(t * MS, v) for t, v in beats])))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=9 * S)
