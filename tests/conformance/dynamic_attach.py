import csp
from csp import ts
from datetime import datetime, timedelta
from typing import Dict

S = timedelta(seconds=1)
CMDS = [(1 * S, "set a 1"), (2 * S, "set b 20"), (3 * S, "set a 2"), (4 * S, "set b 21"), (5 * S, "set c 300")]


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
def show(key: str, x: ts[int], first: int):
    if csp.ticked(x):
        print(key, x, first, csp.num_ticks(x), csp.now())


@csp.graph
def sub(key: str, x: ts[int], first: int):
    show(key, x, first)


@csp.graph
def main():
    cmd = csp.curve(str, CMDS)
    csp.dynamic(table(cmd), sub, csp.snapkey(), csp.attach(), csp.snap(csp.count(cmd)))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=10 * S)
