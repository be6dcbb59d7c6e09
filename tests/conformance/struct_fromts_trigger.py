from datetime import datetime, timedelta

import csp


class Quote(csp.Struct):
    bid: float
    ask: float
    size: int = 1


@csp.graph
def main():
    s = lambda n: timedelta(seconds=n)
    bid = csp.curve(float, [(s(1), 1.0), (s(3), 1.25), (s(7), 1.5)])
    ask = csp.curve(float, [(s(1), 2.0), (s(4), 2.25)])
    size = csp.curve(int, [(s(5), 9)])
    csp.print("sampled", Quote.fromts(csp.timer(s(2)), bid=bid, ask=ask, size=size))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=timedelta(seconds=10))
