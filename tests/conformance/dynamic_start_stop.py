import csp
from csp import ts
from datetime import datetime, timedelta
from typing import Dict

S = timedelta(seconds=1)
CMDS = [(1 * S, "set a 1"), (2 * S, "set b 2"), (4 * S, "del a")]


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
def life(key: str, x: ts[int]):
    with csp.alarms():
        due = csp.alarm(str)
    with csp.state():
        s_n = 0
    with csp.start():
        print("start", key)
        csp.schedule_alarm(due, timedelta(), "now")
        csp.schedule_alarm(due, 5 * S, "later")
    with csp.stop():
        print("stop", key, s_n)
    s_n += 1
    if csp.ticked(due):
        print(csp.now(), key, due, csp.ticked(x))


@csp.graph
def sub(key: str, x: ts[int]):
    life(key, x)


@csp.graph
def main():
    csp.dynamic(table(csp.curve(str, CMDS)), sub, csp.snapkey(), csp.attach())


csp.run(main, starttime=datetime(2020, 1, 1), endtime=10 * S)
