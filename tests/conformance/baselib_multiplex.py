import csp
from csp import ts
from datetime import datetime, timedelta

MS = timedelta(milliseconds=1)
S = timedelta(seconds=1)


@csp.graph
def main():
    a = csp.curve(int, [(S, 1), (3 * S, 2), (5 * S, 3), (6 * S, 4)])
    x = {"a": a, "b": csp.curve(int, [(S, 10), (3 * S, 20), (4 * S, 30), (7 * S, 40)])}
    key = csp.curve(str, [(2 * S, "a"), (3 * S, "b"), (4500 * MS, "c"), (5500 * MS, "a"), (6500 * MS, "b")])
    csp.print("plain", csp.multiplex(x, key))
    csp.print("index", csp.delay(csp.multiplex(x, key, tick_on_index=True), MS))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=7 * S)
