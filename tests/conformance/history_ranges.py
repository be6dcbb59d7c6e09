import csp
from csp import ts
from datetime import datetime, timedelta
import numpy as np

S = timedelta(seconds=1)


def since(times, start):
    return [float((t - np.datetime64(start)) / np.timedelta64(1, "s")) for t in times]


@csp.node
def past(x: ts[int]) -> ts[str]:
    with csp.start():
        csp.set_buffering_policy(x, tick_count=4)
    if csp.ticked(x):
        seconds = since(csp.times_at(x, -2, -1), csp.engine_start_time())
        times, values = csp.items_at(x, -3)
        when = since(times, csp.engine_start_time())
        a, b, c = csp.values_at(x).tolist(), csp.values_at(x, -2).tolist(), csp.values_at(x, -3, -1).tolist()
        d = csp.values_at(x, -2, -2).tolist()
        return f"{a} {b} {c} {d} {seconds} {when} {values.tolist()}"


@csp.graph
def main():
    csp.print("past", past(csp.count(csp.timer(S))))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=8 * S)
