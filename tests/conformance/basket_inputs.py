import csp
from csp import ts
from datetime import datetime, timedelta

MS = timedelta(milliseconds=1)
S = timedelta(seconds=1)


from typing import Dict, List


@csp.node
def look(x: Dict[str, ts[int]], y: List[ts[int]]) -> ts[str]:
    a = f"{csp.ticked(x)} {csp.valid(x)} {csp.ticked(y)} {csp.valid(y)}"
    b = f"{sorted(x.tickedkeys())} {sorted(x.validkeys())} {[x[k] for k in sorted(x.tickedkeys())]} {list(y.validvalues())}"
    c = f"{[(i, v) for i, v in y.tickeditems()]} {[(k, x[k]) for k in sorted(x.validkeys())]}"
    d = f"{[k for k in x.keys() if csp.ticked(x[k])]} {[i for i in range(len(y)) if csp.valid(y[i])]} {len(x)}"
    return f"{a} | {b} | {c} | {d}"


@csp.graph
def main():
    a = csp.curve(int, [(S, 1), (3 * S, 2), (5 * S, 3)])
    b = csp.curve(int, [(2 * S, 10), (3 * S, 20)])
    c = csp.curve(int, [(4 * S, 100)])
    csp.print("look", look({"a": a, "b": b, "c": c}, [a, c]))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=6 * S)
