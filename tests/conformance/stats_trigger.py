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
    t = csp.curve(bool, [(s(3), True), (s(4.5), True), (s(7), True), (s(7.5), True), (s(12), True), (s(20), True)])
    csp.print("count(x, trigger=t)", csp.apply(stats.count(late(x, 0), trigger=late(t, 0)), lambda v: round(v, 6) + 0.0, float))
    csp.print("count(x, 4, 1, trigger=t)", csp.apply(stats.count(late(x, 1), 4, 1, trigger=late(t, 1)), lambda v: round(v, 6) + 0.0, float))
    csp.print("count(x, 4s, 0s, trigger=t)", csp.apply(stats.count(late(x, 2), s(4), s(0), trigger=late(t, 2)), lambda v: round(v, 6) + 0.0, float))
    csp.print("sum(x, trigger=t)", csp.apply(stats.sum(late(x, 3), trigger=late(t, 3)), lambda v: round(v, 6) + 0.0, float))
    csp.print("sum(x, 4, 1, trigger=t)", csp.apply(stats.sum(late(x, 4), 4, 1, trigger=late(t, 4)), lambda v: round(v, 6) + 0.0, float))
    csp.print("sum(x, 4s, 0s, trigger=t)", csp.apply(stats.sum(late(x, 5), s(4), s(0), trigger=late(t, 5)), lambda v: round(v, 6) + 0.0, float))
    csp.print("mean(x, trigger=t)", csp.apply(stats.mean(late(x, 6), trigger=late(t, 6)), lambda v: round(v, 6) + 0.0, float))
    csp.print("mean(x, 4, 1, trigger=t)", csp.apply(stats.mean(late(x, 7), 4, 1, trigger=late(t, 7)), lambda v: round(v, 6) + 0.0, float))
    csp.print("mean(x, 4s, 0s, trigger=t)", csp.apply(stats.mean(late(x, 8), s(4), s(0), trigger=late(t, 8)), lambda v: round(v, 6) + 0.0, float))
    csp.print("max(x, trigger=t)", csp.apply(stats.max(late(x, 9), trigger=late(t, 9)), lambda v: round(v, 6) + 0.0, float))
    csp.print("max(x, 4, 1, trigger=t)", csp.apply(stats.max(late(x, 10), 4, 1, trigger=late(t, 10)), lambda v: round(v, 6) + 0.0, float))
    csp.print("max(x, 4s, 0s, trigger=t)", csp.apply(stats.max(late(x, 11), s(4), s(0), trigger=late(t, 11)), lambda v: round(v, 6) + 0.0, float))
    csp.print("var(x, trigger=t)", csp.apply(stats.var(late(x, 12), trigger=late(t, 12)), lambda v: round(v, 6) + 0.0, float))
    csp.print("var(x, 4, 1, trigger=t)", csp.apply(stats.var(late(x, 13), 4, 1, trigger=late(t, 13)), lambda v: round(v, 6) + 0.0, float))
    csp.print("var(x, 4s, 0s, trigger=t)", csp.apply(stats.var(late(x, 14), s(4), s(0), trigger=late(t, 14)), lambda v: round(v, 6) + 0.0, float))
    csp.print("median(x, trigger=t)", csp.apply(stats.median(late(x, 15), trigger=late(t, 15)), lambda v: round(v, 6) + 0.0, float))
    csp.print("median(x, 4, 1, trigger=t)", csp.apply(stats.median(late(x, 16), 4, 1, trigger=late(t, 16)), lambda v: round(v, 6) + 0.0, float))
    csp.print("median(x, 4s, 0s, trigger=t)", csp.apply(stats.median(late(x, 17), s(4), s(0), trigger=late(t, 17)), lambda v: round(v, 6) + 0.0, float))
    csp.print("first(x, trigger=t)", csp.apply(stats.first(late(x, 18), trigger=late(t, 18)), lambda v: round(v, 6) + 0.0, float))
    csp.print("first(x, 4, 1, trigger=t)", csp.apply(stats.first(late(x, 19), 4, 1, trigger=late(t, 19)), lambda v: round(v, 6) + 0.0, float))
    csp.print("first(x, 4s, 0s, trigger=t)", csp.apply(stats.first(late(x, 20), s(4), s(0), trigger=late(t, 20)), lambda v: round(v, 6) + 0.0, float))
    csp.print("rank(x, trigger=t)", csp.apply(stats.rank(late(x, 21), trigger=late(t, 21)), lambda v: round(v, 6) + 0.0, float))
    csp.print("rank(x, 4, 1, trigger=t)", csp.apply(stats.rank(late(x, 22), 4, 1, trigger=late(t, 22)), lambda v: round(v, 6) + 0.0, float))
    csp.print("rank(x, 4s, 0s, trigger=t)", csp.apply(stats.rank(late(x, 23), s(4), s(0), trigger=late(t, 23)), lambda v: round(v, 6) + 0.0, float))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=s(22))
