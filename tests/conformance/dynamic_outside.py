import csp
from csp import ts
from datetime import datetime, timedelta
from typing import Dict

S = timedelta(seconds=1)
CMDS = [(1 * S, "set a 1"), (3 * S, "set b 2"), (5 * S, "set c 3")]


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
def look(key: str, clock: ts[int], x: ts[int], late: ts[int]):
    if csp.ticked(x):
        print(csp.now(), key, "came", csp.valid(clock), csp.ticked(clock), csp.valid(late))
    if csp.ticked(clock):
        print(csp.now(), key, "clock", clock)
    if csp.ticked(late):
        print(csp.now(), key, "late", late)


@csp.graph
def sub(key: str, x: ts[int], clock: ts[int], late: ts[int]):
    look(key, clock, x, late)


@csp.graph
def main():
    clock = csp.curve(int, [(2 * S, 10), (3 * S, 11), (6 * S, 12)])
    late = csp.curve(int, [(7 * S, 1)])
    csp.dynamic(table(csp.curve(str, CMDS)), sub, csp.snapkey(), csp.attach(), clock, late)


csp.run(main, starttime=datetime(2020, 1, 1), endtime=10 * S)
