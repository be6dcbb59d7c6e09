import csp
from csp import ts
from datetime import datetime, timedelta
from typing import Dict

S = timedelta(seconds=1)
CMDS = [(1 * S, "set a 1"), (2 * S, "set b 10"), (3 * S, "set a 2"), (4 * S, "set a 2"), (5 * S, "set b 30"), (6 * S, "set a 5")]


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
def sub(key: str, x: ts[int]):
    csp.print(f"{key} delayed", csp.delay(x, timedelta(milliseconds=300)))
    csp.print(f"{key} diff", csp.delay(csp.diff(x, 1), timedelta(milliseconds=400)))
    csp.print(f"{key} ticks before", csp.delay(csp.delay(x, 1), timedelta(milliseconds=500)))
    csp.print(f"{key} changes", csp.delay(csp.drop_dups(x), timedelta(milliseconds=600)))


@csp.graph
def main():
    csp.dynamic(table(csp.curve(str, CMDS)), sub, csp.snapkey(), csp.attach())


csp.run(main, starttime=datetime(2020, 1, 1), endtime=10 * S)
