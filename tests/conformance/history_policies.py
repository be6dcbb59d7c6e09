import csp
from csp import ts, TimeIndexPolicy
from datetime import datetime, timedelta
import numpy as np

S = timedelta(seconds=1)


def seconds(times, start):
    return [float((t - np.datetime64(start)) / np.timedelta64(1, "s")) for t in times]


@csp.node
def past(trigger: ts[bool], x: ts[int], start_policy: TimeIndexPolicy, end_policy: TimeIndexPolicy) -> ts[str]:
    with csp.start():
        csp.set_buffering_policy(x, tick_history=20 * S)
        csp.make_passive(x)
    if csp.ticked(trigger):
        a = csp.items_at(x, -4 * S, -2 * S, start_policy, end_policy)
        b = csp.values_at(x, -3.5 * S, -1.5 * S, start_policy, end_policy)
        c = csp.values_at(x, csp.now() - 2 * S, csp.now(), start_policy, end_policy)
        d = csp.times_at(x, -S, -S, start_policy, end_policy)
        e = csp.values_at(x, -2 * S, None, start_policy, end_policy)
        t0 = csp.engine_start_time()
        return f"{seconds(a[0], t0)} {a[1].tolist()} {b.tolist()} {c.tolist()} {seconds(d, t0)} {e.tolist()}"


@csp.graph
def main():
    points = [(2, 1), (2, 2), (2, 3), (3, 4), (5, 5), (5, 6), (5.5, 7), (8, 8)]
    x = csp.curve(int, [(t * S, v) for t, v in points])
    for start_policy in TimeIndexPolicy:
        for end_policy in TimeIndexPolicy:
            csp.print(f"{start_policy.name} {end_policy.name}", past(csp.timer(S), x, start_policy, end_policy))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=12 * S)
