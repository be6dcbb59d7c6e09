import csp
from csp import ts
from datetime import datetime, timedelta

MS = timedelta(milliseconds=1)
S = timedelta(seconds=1)


@csp.graph
def main():
    x = csp.count(csp.timer(S))
    key = csp.curve(str, [(1500 * MS, "a"), (3 * S, "b"), (4500 * MS, "z"), (6 * S, "a")])
    parts = csp.demultiplex(x, key, ["a", "b"])
    csp.print("a", parts["a"])
    csp.print("b", parts["b"])
    csp.print("all", csp.delay(csp.collect([parts["a"], parts["b"]]), MS))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=6 * S)
