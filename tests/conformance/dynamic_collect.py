import csp
from csp import ts
from datetime import datetime, timedelta
from typing import Dict

S = timedelta(seconds=1)


@csp.graph
def sub(x: ts[float]) -> ts[float]:
    return csp.accum(x)


@csp.graph
def main():
    symbol = csp.curve(str, [(S, "A"), (2 * S, "B"), (3 * S, "A"), (5 * S, "C"), (6 * S, "B")])
    price = csp.curve(float, [(S, 1.5), (2 * S, 2.0), (3 * S, 3.0), (4 * S, 9.0), (5 * S, 4.0), (6 * S, 0.5)])
    basket = csp.dynamic_demultiplex(price, symbol)
    csp.print("in", csp.dynamic_collect(basket))
    csp.print("out", csp.dynamic_collect(csp.dynamic(basket, sub, csp.attach())))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=10 * S)
