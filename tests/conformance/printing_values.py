import csp
from csp import ts
from datetime import datetime, timedelta

MS = timedelta(milliseconds=1)
S = timedelta(seconds=1)


class Leg(csp.Struct):
    name: str
    sizes: [float]
    note: str


class Order(csp.Struct):
    id: int
    legs: [Leg]
    at: datetime


@csp.graph
def main():
    t = datetime(2020, 1, 2, 3, 4, 5)
    csp.print("leg", csp.const(Leg(name="a'b", sizes=[1.0, 1e16, -0.0])))
    legs = [Leg(name="x", sizes=[0.1], note="fine"), Leg(name="y", sizes=[])]
    csp.print("order", csp.const(Order(id=1, legs=legs, at=t)))
    csp.print("strings", csp.const(["a", "b'c", "\n"]))
    csp.print("nested", csp.const([["a"], []]))
    csp.print("dict", csp.const({"k": [1, 2], "z": []}))
    csp.print("time", csp.const(t + 500 * MS))
    csp.print("delta", csp.const(-90 * S))
    csp.print("long", csp.const(timedelta(hours=26, microseconds=1)))
    csp.print("bool", csp.const(True))
    csp.print("float", csp.const(1e-7))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=3 * S)
