import csp
from csp import ts
from datetime import datetime, timedelta
from typing import Dict

S = timedelta(seconds=1)
CMDS = [(1 * S, "set a 1"), (2 * S, "set b 1"), (3 * S, "set a -1"), (4 * S, "set b 2"), (5 * S, "set a 3"), (6 * S, "set b 99"), (7 * S, "set b 4")]


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
def until(key: str, x: ts[int]):
    with csp.stop():
        print("stop", key)
    if csp.ticked(x):
        print(csp.now(), key, x)
        if x < 0:
            csp.stop_engine(dynamic=True)
        if x == 99:
            csp.stop_engine()


@csp.graph
def sub(key: str, x: ts[int]):
    until(key, x)


@csp.graph
def main():
    csp.dynamic(table(csp.curve(str, CMDS)), sub, csp.snapkey(), csp.attach())


csp.run(main, starttime=datetime(2020, 1, 1), endtime=10 * S)
