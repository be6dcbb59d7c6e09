import csp
from csp import ts
from datetime import datetime, timedelta
from typing import Dict

S = timedelta(seconds=1)
CMDS = [(1 * S, "set b 1"), (2 * S, "set a 2"), (3 * S, "set c 3"), (4 * S, "set a 5;set c 6;set b 7"), (6 * S, "del a"), (7 * S, "set a 1"), (8 * S, "set a 2;set b 3;set c 4")]


@csp.node
def table(cmd: ts[str]) -> Dict[ts[str], ts[int]]:
    if csp.ticked(cmd):
        for one in cmd.split(";"):
            parts = one.split()
            if parts[0] == "set":
                csp.output({parts[1]: int(parts[2])})
            else:
                csp.remove_dynamic_key(parts[1])


@csp.graph
def sub(key: str, x: ts[int], clock: ts[int]):
    csp.print(key, csp.sample(clock, x))


@csp.graph
def main():
    clock = csp.curve(int, [(timedelta(milliseconds=4500), 1), (timedelta(milliseconds=8500), 2)])
    csp.dynamic(table(csp.curve(str, CMDS)), sub, csp.snapkey(), csp.attach(), clock)


csp.run(main, starttime=datetime(2020, 1, 1), endtime=10 * S)
