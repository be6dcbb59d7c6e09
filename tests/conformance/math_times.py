import csp
from csp import ts
from datetime import datetime, timedelta

MS = timedelta(milliseconds=1)
S = timedelta(seconds=1)


@csp.node
def diff_of(t: ts[datetime]) -> ts[timedelta]:
    with csp.state():
        s_last = None
    if csp.ticked(t):
        if s_last is not None:
            csp.output(t - s_last)
        s_last = t


@csp.graph
def main():
    x = csp.curve(int, [(S, 1), (2500 * MS, 2), (4 * S, 3)])
    t = csp.times(x)
    csp.print("since", t - csp.sample(x, csp.const(datetime(2019, 12, 31))))
    csp.print("later", csp.delay(t + csp.const(1500 * MS), MS))
    csp.print("earlier", csp.delay(t - csp.const(timedelta(hours=36)), 2 * MS))
    csp.print("gap", csp.delay(diff_of(t), 3 * MS))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=4 * S)
