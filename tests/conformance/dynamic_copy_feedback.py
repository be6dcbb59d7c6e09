import csp
from csp import ts
from datetime import datetime, timedelta
from typing import Dict

S = timedelta(seconds=1)
CMDS = [(1 * S, "set a 2"), (3 * S, "set b 1"), (5 * S, "set a 3")]


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
def down(x: ts[int], back: ts[int]) -> ts[int]:
    if csp.ticked(x):
        return x
    if csp.ticked(back) and back > 0:
        return back - 1


@csp.graph
def sub(key: str, x: ts[int]):
    f = csp.feedback(int)
    y = down(x, f.out())
    f.bind(y)
    csp.print(key, y)


@csp.graph
def main():
    csp.dynamic(table(csp.curve(str, CMDS)), sub, csp.snapkey(), csp.attach())


csp.run(main, starttime=datetime(2020, 1, 1), endtime=10 * S)
