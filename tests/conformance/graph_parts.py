import csp
from csp import ts
from datetime import datetime, timedelta

MS = timedelta(milliseconds=1)
S = timedelta(seconds=1)


@csp.node
def noisy(x: ts[int], tag: str) -> ts[int]:
    if csp.ticked(x):
        print(tag, x)
        return x


@csp.graph
def pair(x: ts[int]) -> csp.Outputs(double=ts[int], square=ts[int]):
    return csp.output(double=x * 2, square=x * x)


def powers(x, n):
    return [] if n == 0 else powers(x, n - 1) + [x**n]


def total(x):
    return x[0] if len(x) == 1 else total(x[1:]) + x[0]


@csp.graph
def main():
    x = noisy(csp.count(csp.timer(S)), "noisy")
    y = noisy(csp.count(csp.timer(S)), "noisy")
    p = pair(x)
    csp.print("pair", p.double + p.square)
    csp.print("powers", csp.delay(total(powers(y, 3)), MS))
    by_name = {name: x * i for i, name in enumerate(["a", "b", "c"])}
    csp.print("sum", csp.delay(total([by_name[k] for k in by_name]), 2 * MS))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=4 * S)
