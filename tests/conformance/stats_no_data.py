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
    e = csp.curve(bool, [(s(0.5), True), (s(1.5), True), (s(5), True), (s(5.5), True), (s(11), True)])
    csp.print("count(x, trigger=e)", csp.apply(stats.count(late(x, 0), trigger=late(e, 0)), lambda v: round(v, 6) + 0.0, float))
    csp.print("count(x, 4, 1, trigger=e)", csp.apply(stats.count(late(x, 1), 4, 1, trigger=late(e, 1)), lambda v: round(v, 6) + 0.0, float))
    csp.print("count(x, 3s, 0s, trigger=e)", csp.apply(stats.count(late(x, 2), s(3), s(0), trigger=late(e, 2)), lambda v: round(v, 6) + 0.0, float))
    csp.print("count(x, 4, 0, trigger=e)", csp.apply(stats.count(late(x, 3), 4, 0, trigger=late(e, 3)), lambda v: round(v, 6) + 0.0, float))
    csp.print("sum(x, trigger=e)", csp.apply(stats.sum(late(x, 4), trigger=late(e, 4)), lambda v: round(v, 6) + 0.0, float))
    csp.print("sum(x, 4, 1, trigger=e)", csp.apply(stats.sum(late(x, 5), 4, 1, trigger=late(e, 5)), lambda v: round(v, 6) + 0.0, float))
    csp.print("sum(x, 3s, 0s, trigger=e)", csp.apply(stats.sum(late(x, 6), s(3), s(0), trigger=late(e, 6)), lambda v: round(v, 6) + 0.0, float))
    csp.print("sum(x, 4, 0, trigger=e)", csp.apply(stats.sum(late(x, 7), 4, 0, trigger=late(e, 7)), lambda v: round(v, 6) + 0.0, float))
    csp.print("mean(x, trigger=e)", csp.apply(stats.mean(late(x, 8), trigger=late(e, 8)), lambda v: round(v, 6) + 0.0, float))
    csp.print("mean(x, 4, 1, trigger=e)", csp.apply(stats.mean(late(x, 9), 4, 1, trigger=late(e, 9)), lambda v: round(v, 6) + 0.0, float))
    csp.print("mean(x, 3s, 0s, trigger=e)", csp.apply(stats.mean(late(x, 10), s(3), s(0), trigger=late(e, 10)), lambda v: round(v, 6) + 0.0, float))
    csp.print("mean(x, 4, 0, trigger=e)", csp.apply(stats.mean(late(x, 11), 4, 0, trigger=late(e, 11)), lambda v: round(v, 6) + 0.0, float))
    csp.print("prod(x, trigger=e)", csp.apply(stats.prod(late(x, 12), trigger=late(e, 12)), lambda v: round(v, 6) + 0.0, float))
    csp.print("prod(x, 4, 1, trigger=e)", csp.apply(stats.prod(late(x, 13), 4, 1, trigger=late(e, 13)), lambda v: round(v, 6) + 0.0, float))
    csp.print("prod(x, 3s, 0s, trigger=e)", csp.apply(stats.prod(late(x, 14), s(3), s(0), trigger=late(e, 14)), lambda v: round(v, 6) + 0.0, float))
    csp.print("prod(x, 4, 0, trigger=e)", csp.apply(stats.prod(late(x, 15), 4, 0, trigger=late(e, 15)), lambda v: round(v, 6) + 0.0, float))
    csp.print("max(x, trigger=e)", csp.apply(stats.max(late(x, 16), trigger=late(e, 16)), lambda v: round(v, 6) + 0.0, float))
    csp.print("max(x, 4, 1, trigger=e)", csp.apply(stats.max(late(x, 17), 4, 1, trigger=late(e, 17)), lambda v: round(v, 6) + 0.0, float))
    csp.print("max(x, 3s, 0s, trigger=e)", csp.apply(stats.max(late(x, 18), s(3), s(0), trigger=late(e, 18)), lambda v: round(v, 6) + 0.0, float))
    csp.print("max(x, 4, 0, trigger=e)", csp.apply(stats.max(late(x, 19), 4, 0, trigger=late(e, 19)), lambda v: round(v, 6) + 0.0, float))
    csp.print("median(x, trigger=e)", csp.apply(stats.median(late(x, 20), trigger=late(e, 20)), lambda v: round(v, 6) + 0.0, float))
    csp.print("median(x, 4, 1, trigger=e)", csp.apply(stats.median(late(x, 21), 4, 1, trigger=late(e, 21)), lambda v: round(v, 6) + 0.0, float))
    csp.print("median(x, 3s, 0s, trigger=e)", csp.apply(stats.median(late(x, 22), s(3), s(0), trigger=late(e, 22)), lambda v: round(v, 6) + 0.0, float))
    csp.print("median(x, 4, 0, trigger=e)", csp.apply(stats.median(late(x, 23), 4, 0, trigger=late(e, 23)), lambda v: round(v, 6) + 0.0, float))
    csp.print("var(x, trigger=e)", csp.apply(stats.var(late(x, 24), trigger=late(e, 24)), lambda v: round(v, 6) + 0.0, float))
    csp.print("var(x, 4, 1, trigger=e)", csp.apply(stats.var(late(x, 25), 4, 1, trigger=late(e, 25)), lambda v: round(v, 6) + 0.0, float))
    csp.print("var(x, 3s, 0s, trigger=e)", csp.apply(stats.var(late(x, 26), s(3), s(0), trigger=late(e, 26)), lambda v: round(v, 6) + 0.0, float))
    csp.print("var(x, 4, 0, trigger=e)", csp.apply(stats.var(late(x, 27), 4, 0, trigger=late(e, 27)), lambda v: round(v, 6) + 0.0, float))
    csp.print("first(x, trigger=e)", csp.apply(stats.first(late(x, 28), trigger=late(e, 28)), lambda v: round(v, 6) + 0.0, float))
    csp.print("first(x, 4, 1, trigger=e)", csp.apply(stats.first(late(x, 29), 4, 1, trigger=late(e, 29)), lambda v: round(v, 6) + 0.0, float))
    csp.print("first(x, 3s, 0s, trigger=e)", csp.apply(stats.first(late(x, 30), s(3), s(0), trigger=late(e, 30)), lambda v: round(v, 6) + 0.0, float))
    csp.print("first(x, 4, 0, trigger=e)", csp.apply(stats.first(late(x, 31), 4, 0, trigger=late(e, 31)), lambda v: round(v, 6) + 0.0, float))
    csp.print("unique(x, trigger=e)", csp.apply(stats.unique(late(x, 32), trigger=late(e, 32)), lambda v: round(v, 6) + 0.0, float))
    csp.print("unique(x, 4, 1, trigger=e)", csp.apply(stats.unique(late(x, 33), 4, 1, trigger=late(e, 33)), lambda v: round(v, 6) + 0.0, float))
    csp.print("unique(x, 3s, 0s, trigger=e)", csp.apply(stats.unique(late(x, 34), s(3), s(0), trigger=late(e, 34)), lambda v: round(v, 6) + 0.0, float))
    csp.print("unique(x, 4, 0, trigger=e)", csp.apply(stats.unique(late(x, 35), 4, 0, trigger=late(e, 35)), lambda v: round(v, 6) + 0.0, float))
    csp.print("rank(x, trigger=e)", csp.apply(stats.rank(late(x, 36), trigger=late(e, 36)), lambda v: round(v, 6) + 0.0, float))
    csp.print("rank(x, 4, 1, trigger=e)", csp.apply(stats.rank(late(x, 37), 4, 1, trigger=late(e, 37)), lambda v: round(v, 6) + 0.0, float))
    csp.print("rank(x, 3s, 0s, trigger=e)", csp.apply(stats.rank(late(x, 38), s(3), s(0), trigger=late(e, 38)), lambda v: round(v, 6) + 0.0, float))
    csp.print("rank(x, 4, 0, trigger=e)", csp.apply(stats.rank(late(x, 39), 4, 0, trigger=late(e, 39)), lambda v: round(v, 6) + 0.0, float))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=s(22))
