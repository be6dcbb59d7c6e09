import csp
from csp import ts
from datetime import datetime, timedelta

MS = timedelta(milliseconds=1)
S = timedelta(seconds=1)


@csp.node
def work(x: ts[int], cancels: bool, moves: bool) -> ts[str]:
    with csp.alarms():
        due: ts[str] = csp.alarm(str)
    with csp.state():
        s_second = None
        s_third = None
    if csp.ticked(x):
        csp.schedule_alarm(due, S, "first")
        s_second = csp.schedule_alarm(due, S, "second")
        s_third = csp.schedule_alarm(due, csp.now() + S, "third")
        csp.schedule_alarm(due, S, "fourth")
    if csp.ticked(due):
        if due == "first":
            if cancels:
                csp.cancel_alarm(due, s_second)
            if moves:
                s_third = csp.reschedule_alarm(due, s_third, 500 * MS)
        return due


@csp.graph
def main():
    csp.print("plain", work(csp.curve(int, [(S, 1)]), False, False))
    csp.print("cancels", work(csp.curve(int, [(3 * S, 1)]), True, False))
    csp.print("moves", work(csp.curve(int, [(5 * S, 1)]), False, True))
    csp.print("both", work(csp.curve(int, [(7 * S, 1)]), True, True))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=9 * S)
