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
    csp.print("count(x, 4, 1, min_data_points=3)", csp.apply(stats.count(late(x, 0), 4, 1, min_data_points=3), lambda v: round(v, 6) + 0.0, float))
    csp.print("sum(x, 4, 1, min_data_points=3)", csp.apply(stats.sum(late(x, 1), 4, 1, min_data_points=3), lambda v: round(v, 6) + 0.0, float))
    csp.print("mean(x, 4, 1, min_data_points=3)", csp.apply(stats.mean(late(x, 2), 4, 1, min_data_points=3), lambda v: round(v, 6) + 0.0, float))
    csp.print("min(x, 4, 1, min_data_points=3)", csp.apply(stats.min(late(x, 3), 4, 1, min_data_points=3), lambda v: round(v, 6) + 0.0, float))
    csp.print("median(x, 4, 1, min_data_points=3)", csp.apply(stats.median(late(x, 4), 4, 1, min_data_points=3), lambda v: round(v, 6) + 0.0, float))
    csp.print("var(x, 4, 1, min_data_points=3)", csp.apply(stats.var(late(x, 5), 4, 1, min_data_points=3), lambda v: round(v, 6) + 0.0, float))
    csp.print("first(x, 4, 1, min_data_points=3)", csp.apply(stats.first(late(x, 6), 4, 1, min_data_points=3), lambda v: round(v, 6) + 0.0, float))
    csp.print("last(x, 4, 1, min_data_points=3)", csp.apply(stats.last(late(x, 7), 4, 1, min_data_points=3), lambda v: round(v, 6) + 0.0, float))
    csp.print("rank(x, 4, 1, min_data_points=3)", csp.apply(stats.rank(late(x, 8), 4, 1, min_data_points=3), lambda v: round(v, 6) + 0.0, float))
    csp.print("prod(x, 4, 1, min_data_points=3)", csp.apply(stats.prod(late(x, 9), 4, 1, min_data_points=3), lambda v: round(v, 6) + 0.0, float))
    csp.print("unique(x, 4, 1, min_data_points=3)", csp.apply(stats.unique(late(x, 10), 4, 1, min_data_points=3), lambda v: round(v, 6) + 0.0, float))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=s(22))
