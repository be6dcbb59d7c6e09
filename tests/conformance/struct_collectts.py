from datetime import datetime, timedelta

import csp


class Trade(csp.Struct):
    price: float
    size: int
    venue: str = "X"


@csp.graph
def main():
    s = lambda n: timedelta(seconds=n)
    p = csp.curve(float, [(s(1), 1.5), (s(3), 2.5), (s(6), 3.5)])
    q = csp.curve(int, [(s(2), 10), (s(3), 20), (s(5), 30)])
    v = csp.curve(str, [(s(4), "Y")])
    csp.print("collect", Trade.collectts(price=p, size=q, venue=v))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=timedelta(seconds=10))
