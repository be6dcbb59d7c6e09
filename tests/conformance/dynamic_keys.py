import csp
from csp import ts
from datetime import datetime, timedelta
from typing import Dict

S = timedelta(seconds=1)
CMDS = [(1 * S, "set a 1"), (2 * S, "set b 2;set c 3"), (3 * S, "del b;set a 4"), (4 * S, "set b 5"), (5 * S, "del a;del b;del c"), (6 * S, "set c 6")]


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
def show(x: Dict[ts[str], ts[int]]):
    if csp.ticked(x.shape):
        print(csp.now(), "came", sorted(x.shape.added), "went", sorted(x.shape.removed))
    if csp.ticked(x):
        print(csp.now(), sorted(x.keys()), sorted(x.tickeditems()), sorted(x.validvalues()), len(x))
    if "a" in x.keys() and csp.ticked(x["a"]):
        print(csp.now(), "a", x["a"])


@csp.graph
def main():
    show(table(csp.curve(str, CMDS)))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=10 * S)
