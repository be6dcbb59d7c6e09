import csp
from csp import ts
from datetime import datetime, timedelta

S = timedelta(seconds=1)


@csp.node
def watch(trigger: ts[int], x: ts[int]) -> ts[str]:
    if csp.ticked(trigger):
        if trigger % 2 == 0:
            csp.make_passive(x)
        else:
            csp.make_active(x)
    last = (csp.time_at(x) - csp.engine_start_time()).total_seconds() if csp.valid(x) else 0.0
    return f"{csp.ticked(trigger)} {csp.ticked(x)} {csp.num_ticks(trigger)} {csp.num_ticks(x)} {last}"


@csp.graph
def main():
    csp.print("watch", watch(csp.count(csp.timer(2 * S)), csp.count(csp.timer(0.7 * S))))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=9 * S)
