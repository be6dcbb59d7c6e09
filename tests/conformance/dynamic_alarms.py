import csp
from csp import ts
from datetime import datetime, timedelta
from typing import Dict

S = timedelta(seconds=1)
CMDS = [(1 * S, "set a 1"), (2 * S, "set b 2"), (3 * S, "del a"), (4 * S, "set a 4"), (6 * S, "del b")]


@csp.node
def table(cmd: ts[str]) -> Dict[ts[str], ts[int]]:
    if csp.ticked(cmd):
        for one in cmd.split(";"):
            parts = one.split()
            if parts[0] == "set":
                csp.output({parts[1]: int(parts[2])})
            else:
                csp.remove_dynamic_key(parts[1])


@csp.node
def work(key: str, x: ts[int]):
    with csp.alarms():
        due = csp.alarm(int)
    with csp.start():
        csp.schedule_alarm(due, timedelta(milliseconds=500), 0)
    if csp.ticked(x):
        csp.schedule_alarm(due, timedelta(milliseconds=2500), x)
        csp.schedule_alarm(due, timedelta(milliseconds=1750), x * 10)
    if csp.ticked(due):
        print(csp.now(), key, due)


@csp.graph
def sub(key: str, x: ts[int]):
    work(key, x)


@csp.graph
def main():
    csp.dynamic(table(csp.curve(str, CMDS)), sub, csp.snapkey(), csp.attach())


csp.run(main, starttime=datetime(2020, 1, 1), endtime=10 * S)
