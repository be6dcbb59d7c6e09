import csp
from csp import ts
from typing import Dict
from datetime import datetime, timedelta

S = timedelta(seconds=1)


@csp.node
def past(x: Dict[str, ts[int]]) -> ts[str]:
    with csp.start():
        csp.set_buffering_policy(x, tick_count=2)
        csp.set_buffering_policy(x["a"], tick_count=3)
    if csp.ticked(x):
        keys = sorted(x.tickedkeys())
        items = [(k, csp.num_ticks(x[k]), csp.value_at(x[k], -1, default=-1)) for k in keys]
        return str(items) + f" {csp.values_at(x['a']).tolist()}"


@csp.graph
def main():
    n = csp.count(csp.timer(S))
    csp.print("past", past({"a": n, "b": csp.filter(n % 2 == 0, n), "c": csp.filter(n > 6, n)}))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=9 * S)
