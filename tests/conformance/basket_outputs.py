import csp
from csp import ts
from datetime import datetime, timedelta

MS = timedelta(milliseconds=1)
S = timedelta(seconds=1)


from typing import Dict, List


@csp.node
def by_key(x: ts[int], keys: List[str]) -> csp.OutputBasket(Dict[str, ts[int]], shape="keys"):
    if x % 3 == 0:
        csp.output({k: x for k in keys})
    else:
        csp.output({keys[x % len(keys)]: x})


@csp.node
def by_index(x: ts[int], n: int) -> csp.OutputBasket(List[ts[int]], shape="n"):
    if x % 4 == 0:
        return {0: x, n - 1: -x}
    csp.output({x % n: x})


@csp.node
def doubled(x: Dict[str, ts[int]]) -> csp.OutputBasket(Dict[str, ts[int]], shape_of="x"):
    csp.output({k: 2 * v for k, v in x.tickeditems()})


@csp.node
def parts(x: Dict[str, ts[int]], keys: List[str]) -> csp.Outputs(
    same=csp.OutputBasket(Dict[str, ts[str]], shape_of="x"),
    some=csp.OutputBasket(Dict[str, ts[int]], shape="keys"),
    total=ts[int],
):
    for k, v in x.tickeditems():
        csp.output(same[k], f"<{v}>")
    csp.output(some={keys[0]: len(list(x.tickedkeys()))})
    if csp.ticked(x["b"]):
        csp.output(some[keys[1]], x["b"])
    if csp.valid(x):
        csp.output(total=x["a"] + x["b"])


@csp.graph
def main():
    n = csp.count(csp.timer(S))
    a = by_key(n, ["a", "b"])
    csp.print("a", a["a"])
    csp.print("b", a["b"])
    i = by_index(n, 3)
    csp.print("i0", i[0])
    csp.print("i2", i[2])
    csp.print("doubled", doubled(a)["b"])
    p = parts(a, ["n", "m"])
    csp.print("same", p.same["a"])
    csp.print("n", p.some["n"])
    csp.print("m", p.some["m"])
    csp.print("total", p.total)


csp.run(main, starttime=datetime(2020, 1, 1), endtime=7 * S)
