from datetime import datetime, timedelta

import csp
from csp import ts


class Event(csp.Struct):
    id: int
    note: str


class Trade(Event):
    price: float
    size: int = 1


class Quote(Event):
    bid: float
    ask: float


class Cross(Trade):
    partner: str


@csp.node
def describe(e: ts[Event]) -> ts[str]:
    if csp.ticked(e):
        if isinstance(e, Trade):
            return f"trade {e.id} of {e.size}"
        if isinstance(e, Quote):
            return f"quote {e.id} {e.bid}"
        return f"event {e.id}"


@csp.node
def kind(e: ts[Event], of: type) -> ts[bool]:
    if csp.ticked(e):
        return isinstance(e, of)


@csp.graph
def main():
    events = csp.curve(Event, [
        (timedelta(seconds=0), Event(id=1, note="plain")),
        (timedelta(seconds=1), Trade(id=2, note="t", price=1.5)),
        (timedelta(seconds=2), Quote(id=3, note="q", bid=1.0, ask=2.0)),
        (timedelta(seconds=3), Cross(id=4, note="c", price=2.5, size=7, partner="p")),
        (timedelta(seconds=3), Trade(id=5, note="t", price=3.5, size=2)),
    ])
    csp.print("event", events)
    csp.print("text", describe(events))
    csp.print("id", events.id)
    trades = csp.dynamic_cast(csp.filter(kind(events, Trade), events), Trade)
    csp.print("trade", trades)
    csp.print("price", trades.price)
    csp.print("cross", csp.dynamic_cast(csp.filter(kind(events, Cross), events), Cross).partner)


if __name__ == "__main__":
    csp.run(main, starttime=datetime(2020, 1, 1), endtime=timedelta(seconds=10))
