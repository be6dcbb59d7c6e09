import csp
from csp import ts
from datetime import datetime, timedelta

MS = timedelta(milliseconds=1)
S = timedelta(seconds=1)


from typing import List


@csp.node
def watch(trigger: ts[int], x: List[ts[int]]) -> ts[str]:
    with csp.start():
        csp.make_passive(x[1])
    if csp.ticked(trigger):
        return f"{csp.ticked(x[0])} {csp.ticked(x[1])} {list(x.tickedkeys())}"


@csp.graph
def main():
    n = csp.count(csp.timer(S))
    csp.print("watch", watch(n, [csp.filter(n % 2 == 0, n), csp.filter(n > 2, n)]))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=4 * S)
