import csp
from csp import stats
from datetime import datetime, timedelta

nan, inf = float('nan'), float('inf')


def s(n):
    return timedelta(seconds=n)


def late(x, n):  # a time of its own for each call
    return csp.delay(x, timedelta(milliseconds=n))


@csp.graph
def main():
    i = csp.curve(float, [(s(1), 1.0), (s(2), inf), (s(3), 2.0), (s(4), 3.0), (s(5), 4.0), (s(6), -inf), (s(7), 5.0), (s(8), 6.0), (s(9), 7.0)])
    csp.print("sum(i, 3, 1)", csp.apply(stats.sum(late(i, 0), 3, 1), lambda v: round(v, 6) + 0.0, float))
    csp.print("mean(i, 3, 1)", csp.apply(stats.mean(late(i, 1), 3, 1), lambda v: round(v, 6) + 0.0, float))
    csp.print("max(i, 3, 1)", csp.apply(stats.max(late(i, 2), 3, 1), lambda v: round(v, 6) + 0.0, float))
    csp.print("var(i, 3, 1)", csp.apply(stats.var(late(i, 3), 3, 1), lambda v: round(v, 6) + 0.0, float))
    csp.print("prod(i, 3, 1)", csp.apply(stats.prod(late(i, 4), 3, 1), lambda v: round(v, 6) + 0.0, float))
    csp.print("median(i, 3, 1)", csp.apply(stats.median(late(i, 5), 3, 1), lambda v: round(v, 6) + 0.0, float))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=s(22))
