import csp
from csp import ts
from datetime import datetime, timedelta
from typing import Dict

S = timedelta(seconds=1)
CMDS = [(1 * S, "set a 1"), (2 * S, "set b 5"), (6 * S, "del a")]


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
    return csp.filter(csp.count(csp.timer(S)) >= 3, csp.count(csp.timer(S)))


@csp.node
def show(x: Dict[ts[str], ts[int]]):
    if csp.ticked(x) or csp.ticked(x.shape):
        print(csp.now(), list(x.keys()), list(x.tickeditems()))


@csp.graph
def main():
    show(csp.dynamic(table(csp.curve(str, CMDS)), sub, csp.attach()))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=10 * S)
