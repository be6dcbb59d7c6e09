import csp
from csp import ts
from datetime import datetime, timedelta

MS = timedelta(milliseconds=1)
S = timedelta(seconds=1)


@csp.node
def clock(x: ts[int]) -> ts[str]:
    with csp.start():
        print("start", csp.now() == csp.engine_start_time())
    with csp.stop():
        print("stop", csp.now())
    if csp.ticked(x):
        if x == 3:
            csp.stop_engine()
        return f"{x} {csp.now() - csp.engine_start_time()} {csp.engine_end_time() - csp.now()}"


@csp.graph
def main():
    csp.print("clock", clock(csp.curve(int, [(S, 1), (2.5 * S, 2), (3 * S, 3), (3 * S, 4), (4 * S, 5)])))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=10 * S)
