import csp
from csp import ts
from datetime import datetime, timedelta

S = timedelta(seconds=1)


@csp.node
def source(n: int) -> ts[int]:
    with csp.alarms():
        first = csp.alarm(int)
    with csp.start():
        print("start source", n, csp.now(), csp.engine_end_time())
        csp.schedule_alarm(first, timedelta(), n)
    with csp.stop():
        print("stop source", n, csp.now())
    if csp.ticked(first):
        csp.schedule_alarm(first, timedelta(seconds=1), first + 1)
        return first


@csp.node
def pick(x: ts[int]) -> ts[int]:
    if csp.ticked(x):
        print("picks", x, csp.now() - csp.engine_start_time())
        return x


@csp.graph
def main():
    source(99)
    a = pick(source(1))
    b = pick(source(1))
    csp.print("sum", a + b)


csp.run(main, starttime=datetime(2020, 1, 1), endtime=3 * S)
