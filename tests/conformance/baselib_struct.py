import csp
from csp import ts
from datetime import datetime, timedelta

MS = timedelta(milliseconds=1)
S = timedelta(seconds=1)


class Quote(csp.Struct):
    bid: float
    ask: float = 9.5
    note: str


@csp.graph
def main():
    bid = csp.curve(float, [(S, 1.0), (2 * S, 2.0), (4 * S, 3.0)])
    ask = csp.curve(float, [(2 * S, 2.5), (3 * S, 3.5), (4 * S, 4.5)])
    note = csp.curve(str, [(3 * S, "n"), (5 * S, "m")])
    q = Quote.fromts(ask=ask, note=note)
    csp.print("ask", q.ask)
    csp.print("note", csp.delay(q.note, MS))
    csp.print("quote", csp.delay(q, 2 * MS))
    some = Quote.collectts(bid=bid, note=note)
    csp.print("some", csp.delay(some, 3 * MS))
    csp.print("bid", csp.delay(some.bid, 4 * MS))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=6 * S)
