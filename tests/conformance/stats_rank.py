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
    k = csp.curve(float, [(s(1), 1.0), (s(2), 2.0), (s(3), 2.0), (s(4), 3.0), (s(5), 1.0), (s(6), 2.0), (s(7), 3.0), (s(8), 3.0), (s(9), nan), (s(10), 2.0)])
    csp.print("rank(k, 5, 1, method='min')", csp.apply(stats.rank(late(k, 0), 5, 1, method="min"), lambda v: round(v, 6) + 0.0, float))
    csp.print("rank(k, 5, 1, method='min', na_option='last')", csp.apply(stats.rank(late(k, 1), 5, 1, method="min", na_option="last"), lambda v: round(v, 6) + 0.0, float))
    csp.print("rank(k, 5, 1, method='max')", csp.apply(stats.rank(late(k, 2), 5, 1, method="max"), lambda v: round(v, 6) + 0.0, float))
    csp.print("rank(k, 5, 1, method='max', na_option='last')", csp.apply(stats.rank(late(k, 3), 5, 1, method="max", na_option="last"), lambda v: round(v, 6) + 0.0, float))
    csp.print("rank(k, 5, 1, method='avg')", csp.apply(stats.rank(late(k, 4), 5, 1, method="avg"), lambda v: round(v, 6) + 0.0, float))
    csp.print("rank(k, 5, 1, method='avg', na_option='last')", csp.apply(stats.rank(late(k, 5), 5, 1, method="avg", na_option="last"), lambda v: round(v, 6) + 0.0, float))
    csp.print("rank(x, 5, 1, method='min')", csp.apply(stats.rank(late(x, 6), 5, 1, method="min"), lambda v: round(v, 6) + 0.0, float))
    csp.print("rank(x, 5, 1, method='min', na_option='last')", csp.apply(stats.rank(late(x, 7), 5, 1, method="min", na_option="last"), lambda v: round(v, 6) + 0.0, float))
    csp.print("rank(x, 5, 1, method='max')", csp.apply(stats.rank(late(x, 8), 5, 1, method="max"), lambda v: round(v, 6) + 0.0, float))
    csp.print("rank(x, 5, 1, method='max', na_option='last')", csp.apply(stats.rank(late(x, 9), 5, 1, method="max", na_option="last"), lambda v: round(v, 6) + 0.0, float))
    csp.print("rank(x, 5, 1, method='avg')", csp.apply(stats.rank(late(x, 10), 5, 1, method="avg"), lambda v: round(v, 6) + 0.0, float))
    csp.print("rank(x, 5, 1, method='avg', na_option='last')", csp.apply(stats.rank(late(x, 11), 5, 1, method="avg", na_option="last"), lambda v: round(v, 6) + 0.0, float))
    csp.print("rank(x)", csp.apply(stats.rank(late(x, 12)), lambda v: round(v, 6) + 0.0, float))
    csp.print("rank(x, 4s, 1s, ignore_na=False)", csp.apply(stats.rank(late(x, 13), s(4), s(1), ignore_na=False), lambda v: round(v, 6) + 0.0, float))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=s(22))
