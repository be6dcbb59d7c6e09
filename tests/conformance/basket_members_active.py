import csp
from csp import ts
from datetime import datetime, timedelta

MS = timedelta(milliseconds=1)
S = timedelta(seconds=1)


from typing import Dict


@csp.node
def watch(trigger: ts[int], x: Dict[str, ts[int]]) -> ts[str]:
    with csp.start():
        csp.make_passive(x["b"])
    if csp.ticked(trigger):
        if trigger == 1:
            csp.make_active(x["b"])
            csp.make_passive(x["a"])
        elif trigger == 2:
            csp.make_passive(x)
        elif trigger == 3:
            csp.make_active(x["c"])
        elif trigger == 4:
            csp.make_active(x)
    seen = [f"{k}{v}" for k, v in x.tickeditems()]
    return f"{csp.ticked(trigger)} {seen}"


@csp.graph
def main():
    n = csp.count(csp.timer(S))
    x = {"a": csp.filter(n % 3 == 1, n), "b": csp.filter(n % 3 == 2, n), "c": csp.filter(n % 3 == 0, n)}
    csp.print("watch", watch(csp.curve(int, [(4.5 * S, 1), (7.5 * S, 2), (10.5 * S, 3), (13.5 * S, 4)]), x))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=16 * S)
