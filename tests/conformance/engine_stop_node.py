import csp
from csp import ts
from datetime import datetime, timedelta

S = timedelta(seconds=1)


@csp.node
def quits(x: ts[int]) -> ts[int]:
    if csp.ticked(x):
        if x == 2:
            csp.stop_engine()
        return x


@csp.node
def after(x: ts[int], back: ts[int]):
    with csp.stop():
        print("stop", csp.now(), csp.engine_end_time())
    if csp.ticked(x):
        print("after", x)
    if csp.ticked(back):
        print("back", back)


@csp.graph
def main():
    x = quits(csp.curve(int, [(S, 1), (2 * S, 2), (2 * S, 3), (3 * S, 4)]))
    after(x, csp.wrap_feedback(x))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=9 * S)
