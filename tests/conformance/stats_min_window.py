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
    x = csp.curve(float, [(s(1), 2.0), (s(2), 3.5), (s(3), nan), (s(4), 1.25), (s(5), 3.5), (s(6), -2.0), (s(7), 0.5), (s(8), nan), (s(9), 7.0), (s(10), 7.0), (s(11), 4.75), (s(12), 5.0)])
    csp.print("count(x, 5, 3)", csp.apply(stats.count(late(x, 0), 5, 3), lambda v: round(v, 6) + 0.0, float))
    csp.print("count(x, 5s, 3s)", csp.apply(stats.count(late(x, 1), s(5), s(3)), lambda v: round(v, 6) + 0.0, float))
    csp.print("count(x, min_window=4s)", csp.apply(stats.count(late(x, 2), min_window=s(4)), lambda v: round(v, 6) + 0.0, float))
    csp.print("sum(x, 5, 3)", csp.apply(stats.sum(late(x, 3), 5, 3), lambda v: round(v, 6) + 0.0, float))
    csp.print("sum(x, 5s, 3s)", csp.apply(stats.sum(late(x, 4), s(5), s(3)), lambda v: round(v, 6) + 0.0, float))
    csp.print("sum(x, min_window=4s)", csp.apply(stats.sum(late(x, 5), min_window=s(4)), lambda v: round(v, 6) + 0.0, float))
    csp.print("mean(x, 5, 3)", csp.apply(stats.mean(late(x, 6), 5, 3), lambda v: round(v, 6) + 0.0, float))
    csp.print("mean(x, 5s, 3s)", csp.apply(stats.mean(late(x, 7), s(5), s(3)), lambda v: round(v, 6) + 0.0, float))
    csp.print("mean(x, min_window=4s)", csp.apply(stats.mean(late(x, 8), min_window=s(4)), lambda v: round(v, 6) + 0.0, float))
    csp.print("max(x, 5, 3)", csp.apply(stats.max(late(x, 9), 5, 3), lambda v: round(v, 6) + 0.0, float))
    csp.print("max(x, 5s, 3s)", csp.apply(stats.max(late(x, 10), s(5), s(3)), lambda v: round(v, 6) + 0.0, float))
    csp.print("max(x, min_window=4s)", csp.apply(stats.max(late(x, 11), min_window=s(4)), lambda v: round(v, 6) + 0.0, float))
    csp.print("var(x, 5, 3)", csp.apply(stats.var(late(x, 12), 5, 3), lambda v: round(v, 6) + 0.0, float))
    csp.print("var(x, 5s, 3s)", csp.apply(stats.var(late(x, 13), s(5), s(3)), lambda v: round(v, 6) + 0.0, float))
    csp.print("var(x, min_window=4s)", csp.apply(stats.var(late(x, 14), min_window=s(4)), lambda v: round(v, 6) + 0.0, float))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=s(22))
