import csp
from csp import ts
from datetime import datetime, timedelta
from typing import Dict

S = timedelta(seconds=1)
CMDS = [(1 * S, "set a 1"), (timedelta(milliseconds=3500), "set b 2")]


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
def sub(key: str):
    csp.print(f"{key} const", csp.const(7))
    csp.print(f"{key} timer", csp.count(csp.timer(2 * S)))
    csp.print(f"{key} curve", csp.curve(int, [(timedelta(milliseconds=700), 1), (timedelta(milliseconds=2700), 2)]))


@csp.graph
def main():
    csp.dynamic(table(csp.curve(str, CMDS)), sub, csp.snapkey())


csp.run(main, starttime=datetime(2020, 1, 1), endtime=10 * S)
