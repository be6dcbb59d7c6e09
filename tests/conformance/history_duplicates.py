import csp
from csp import ts
from csp.impl.types.common_definitions import DuplicatePolicy
from datetime import datetime, timedelta

S = timedelta(seconds=1)


@csp.node
def past(trigger: ts[bool], x: ts[int]) -> ts[str]:
    with csp.start():
        csp.set_buffering_policy(x, tick_history=10 * S)
        csp.make_passive(x)
    if csp.ticked(trigger):
        ago = [0 * S, S, 2 * S, 3 * S]
        last = [csp.value_at(x, -d, DuplicatePolicy.LAST_VALUE, default=0) for d in ago]
        first = [csp.value_at(x, -d, DuplicatePolicy.FIRST_VALUE, default=0) for d in ago]
        return f"{last} {first}"


@csp.graph
def main():
    x = csp.curve(int, [(S, 1), (S, 2), (S, 3), (3 * S, 4), (3 * S, 5), (4 * S, 6)])
    csp.print("past", past(csp.timer(S), x))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=6 * S)
