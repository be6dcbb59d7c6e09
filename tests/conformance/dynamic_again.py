import csp
from csp import ts
from datetime import datetime, timedelta
from typing import Dict

S = timedelta(seconds=1)
CMDS = [(1 * S, "set a 1"), (2 * S, "set a 2"), (3 * S, "del a"), (5 * S, "set a 5"), (6 * S, "set a 6")]


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
def sub(x: ts[int]) -> ts[int]:
    return csp.accum(x)


@csp.node
def show(x: Dict[ts[str], ts[int]]):
    if csp.ticked(x):
        print(csp.now(), list(x.tickeditems()), list(x.keys()))


@csp.graph
def main():
    show(csp.dynamic(table(csp.curve(str, CMDS)), sub, csp.attach()))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=10 * S)
