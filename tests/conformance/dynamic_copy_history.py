import csp
from csp import ts
from datetime import datetime, timedelta
from typing import Dict

S = timedelta(seconds=1)
CMDS = [(1 * S, "set a 1"), (2 * S, "set b 10"), (3 * S, "set a 2"), (4 * S, "set a 4"), (5 * S, "set b 30"), (6 * S, "set a 5")]


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
def past(key: str, x: ts[int], y: ts[int]):
    with csp.start():
        csp.set_buffering_policy(x, tick_count=2)
        csp.set_buffering_policy(y, tick_count=3)
    if csp.ticked(x):
        print(csp.now(), key, x, csp.value_at(x, -1, default=-1), csp.value_at(y, -2, default=-1))


@csp.graph
def sub(key: str, x: ts[int], y: ts[int]):
    past(key, x, y)


@csp.graph
def main():
    y = csp.count(csp.timer(timedelta(milliseconds=400)))
    csp.dynamic(table(csp.curve(str, CMDS)), sub, csp.snapkey(), csp.attach(), y)


csp.run(main, starttime=datetime(2020, 1, 1), endtime=10 * S)
