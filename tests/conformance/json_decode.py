import json
from datetime import datetime, timedelta
from typing import List

import csp
from csp import ts


class Leg(csp.Struct):
    price: float
    qty: int


class Order(csp.Struct):
    id: int
    symbol: str
    limit: float
    venue: str
    legs: List[Leg]


@csp.node
def decode(text: ts[str]) -> ts[Order]:
    if csp.ticked(text):
        j = json.loads(text)
        order = Order(id=j["id"], symbol=j["sym"])
        if j.get("limit") is not None:
            order.limit = float(j["limit"])
        if j.get("route", {}).get("venue") is not None:
            order.venue = j["route"]["venue"]
        order.legs = [Leg(price=float(leg["price"]), qty=leg["qty"]) for leg in j["legs"]]
        return order


TEXTS = [
    '{"id": 1, "sym": "A", "limit": 2, "legs": []}',
    '{"route": {"venue": "X"}, "id": 2, "sym": "\\u00e9", "limit": null, "legs": [{"qty": 3, "price": 1.5}]}',
    '{"id": 3, "sym": "C", "other": [1, {}], "route": {}, "legs": [{"price": 1, "qty": 1}, {"price": 2e3, "qty": 2}]}',
]


@csp.graph
def main():
    order = decode(csp.curve(str, [(timedelta(seconds=i + 1), t) for i, t in enumerate(TEXTS)]))
    csp.print("order", order)
    csp.print("limit", order.limit)
    csp.print("venue", order.venue)


csp.run(main, starttime=datetime(1970, 1, 1), endtime=timedelta(seconds=10))
