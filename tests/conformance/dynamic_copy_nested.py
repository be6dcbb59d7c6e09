import csp
from csp import ts
from datetime import datetime, timedelta
from typing import Dict

S = timedelta(seconds=1)
CMDS = [(1 * S, "set G 100"), (4 * S, "set H 200"), (7 * S, "del G")]


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
def inner(key: str, x: ts[int], group: str, y: ts[int]):
    csp.print(f"{group} {key}", csp.sample(x, y))
    csp.print(f"{group} {key}", csp.delay(x, timedelta(milliseconds=100)))


@csp.graph
def outer(group: str, y: ts[int]):
    members = table(csp.curve(str, [(S, "set a 1"), (2 * S, "set b 2"), (timedelta(milliseconds=5500), "set a 3")]))
    csp.dynamic(members, inner, csp.snapkey(), csp.attach(), group, y)


@csp.graph
def main():
    csp.dynamic(table(csp.curve(str, CMDS)), outer, csp.snapkey(), csp.attach())


csp.run(main, starttime=datetime(2020, 1, 1), endtime=10 * S)
