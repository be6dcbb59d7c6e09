from datetime import datetime, timedelta

import csp
from csp import ts


@csp.node
def split(x: ts[int]) -> csp.Outputs(low=ts[int], word=ts[str]):
    if csp.ticked(x):
        if x != 2:
            csp.output(low=x)
        if x > 1:
            csp.output(word="it's")


@csp.graph
def passed(x: ts[int]) -> csp.Outputs(low=ts[int], word=ts[str]):
    r = split(x)
    return csp.output(low=r.low, word=r.word)


@csp.graph
def main():
    x = csp.curve(int, [(timedelta(seconds=i), i) for i in range(1, 5)])
    csp.print("outputs", passed(x))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=timedelta(seconds=10))
