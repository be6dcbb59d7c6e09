import csp
from csp import ts
from datetime import datetime, timedelta

S = timedelta(seconds=1)


@csp.node
def past(x: ts[int]) -> ts[str]:
    with csp.start():
        csp.set_buffering_policy(x, tick_count=3)
    if csp.ticked(x):
        n = min(3, csp.num_ticks(x))
        since = [round((csp.time_at(x, -i) - csp.engine_start_time()) / S, 1) for i in range(n)]
        a, b = csp.value_at(x), csp.value_at(x, 0)
        c, d = csp.value_at(x, -1, default=-1), csp.value_at(x, -2, default=-2)
        return f"{a} {b} {c} {d} {since} {csp.num_ticks(x)}"


@csp.graph
def main():
    csp.print("past", past(csp.curve(int, [(S, 10), (2.5 * S, 20), (3 * S, 30), (3 * S, 40), (7 * S, 50)])))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=10 * S)
