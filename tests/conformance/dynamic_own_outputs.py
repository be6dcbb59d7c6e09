import csp
from csp import ts
from datetime import datetime, timedelta
from typing import Dict

S = timedelta(seconds=1)


@csp.node
def split(x: ts[int]) -> csp.Outputs(even=Dict[ts[int], ts[int]], odd=Dict[ts[int], ts[int]]):
    if csp.ticked(x):
        if x < 0:
            if x % 2 == 0:
                csp.remove_dynamic_key(even, -x)
            else:
                csp.remove_dynamic_key(odd, -x)
        elif x % 2 == 0:
            csp.output(even={x: x * x})
        else:
            csp.output(odd={x: x * x})


@csp.graph
def sub(key: int, x: ts[int]) -> ts[int]:
    csp.print(f"copy {key}", csp.count(csp.timer(timedelta(milliseconds=1600))))
    return x + key


@csp.graph
def main():
    x = csp.curve(int, [(S, 1), (2 * S, 2), (3 * S, -1), (4 * S, 3), (5 * S, -2), (6 * S, 2)])
    out = split(x)
    csp.print("even", csp.dynamic_collect(csp.dynamic(out.even, sub, csp.snapkey(), csp.attach())))
    csp.print("odd", csp.dynamic_collect(csp.dynamic(out.odd, sub, csp.snapkey(), csp.attach())))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=10 * S)
