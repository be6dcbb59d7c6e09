import csp
from csp import ts
from datetime import datetime, timedelta
from typing import Dict

S = timedelta(seconds=1)
CMDS = [(1 * S, "set a 1"), (2 * S, "set b 2"), (3 * S, "set a 3"), (4 * S, "set b -4"), (5 * S, "del b"), (6 * S, "set a 7")]


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
def sub(x: ts[int]) -> csp.Outputs(total=ts[int], low=ts[int]):
    csp.output(total=csp.accum(x), low=csp.filter(x < 0, x))


@csp.node
def show(name: str, x: Dict[ts[str], ts[int]]):
    if csp.ticked(x) or csp.ticked(x.shape):
        print(csp.now(), name, list(x.keys()), list(x.tickeditems()))


@csp.graph
def main():
    out = csp.dynamic(table(csp.curve(str, CMDS)), sub, csp.attach())
    show("total", out.total)
    csp.print("low", csp.dynamic_collect(out.low))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=10 * S)
