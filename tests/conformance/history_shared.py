import csp
from csp import ts
from datetime import datetime, timedelta

S = timedelta(seconds=1)


@csp.node
def past(x: ts[int], n: int, keep: timedelta, index: int, ago: timedelta) -> ts[str]:
    with csp.start():
        csp.set_buffering_policy(x, tick_count=n)
        csp.set_buffering_policy(x, tick_history=keep)
    if csp.ticked(x):
        return f"{csp.value_at(x, -index, default=-1)} {csp.value_at(x, -ago, default=-1)} {csp.values_at(x).tolist()}"


@csp.graph
def main():
    x = csp.count(csp.timer(S))
    csp.print("small", past(x, 2, S, 4, 5 * S))
    csp.print("large", past(x, 5, 5 * S, 4, 5 * S))
    csp.print("middle", past(x, 3, 2 * S, 4, 5 * S))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=9 * S)
