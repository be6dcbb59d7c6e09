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
    r = csp.curve(bool, [(s(4), True), (s(8.5), True)])
    csp.print("count(x, reset=r)", csp.apply(stats.count(late(x, 0), reset=late(r, 0)), lambda v: round(v, 6) + 0.0, float))
    csp.print("count(x, 4, 1, reset=r)", csp.apply(stats.count(late(x, 1), 4, 1, reset=late(r, 1)), lambda v: round(v, 6) + 0.0, float))
    csp.print("count(x, 4s, 0s, reset=r)", csp.apply(stats.count(late(x, 2), s(4), s(0), reset=late(r, 2)), lambda v: round(v, 6) + 0.0, float))
    csp.print("sum(x, reset=r)", csp.apply(stats.sum(late(x, 3), reset=late(r, 3)), lambda v: round(v, 6) + 0.0, float))
    csp.print("sum(x, 4, 1, reset=r)", csp.apply(stats.sum(late(x, 4), 4, 1, reset=late(r, 4)), lambda v: round(v, 6) + 0.0, float))
    csp.print("sum(x, 4s, 0s, reset=r)", csp.apply(stats.sum(late(x, 5), s(4), s(0), reset=late(r, 5)), lambda v: round(v, 6) + 0.0, float))
    csp.print("mean(x, reset=r)", csp.apply(stats.mean(late(x, 6), reset=late(r, 6)), lambda v: round(v, 6) + 0.0, float))
    csp.print("mean(x, 4, 1, reset=r)", csp.apply(stats.mean(late(x, 7), 4, 1, reset=late(r, 7)), lambda v: round(v, 6) + 0.0, float))
    csp.print("mean(x, 4s, 0s, reset=r)", csp.apply(stats.mean(late(x, 8), s(4), s(0), reset=late(r, 8)), lambda v: round(v, 6) + 0.0, float))
    csp.print("max(x, reset=r)", csp.apply(stats.max(late(x, 9), reset=late(r, 9)), lambda v: round(v, 6) + 0.0, float))
    csp.print("max(x, 4, 1, reset=r)", csp.apply(stats.max(late(x, 10), 4, 1, reset=late(r, 10)), lambda v: round(v, 6) + 0.0, float))
    csp.print("max(x, 4s, 0s, reset=r)", csp.apply(stats.max(late(x, 11), s(4), s(0), reset=late(r, 11)), lambda v: round(v, 6) + 0.0, float))
    csp.print("var(x, reset=r)", csp.apply(stats.var(late(x, 12), reset=late(r, 12)), lambda v: round(v, 6) + 0.0, float))
    csp.print("var(x, 4, 1, reset=r)", csp.apply(stats.var(late(x, 13), 4, 1, reset=late(r, 13)), lambda v: round(v, 6) + 0.0, float))
    csp.print("var(x, 4s, 0s, reset=r)", csp.apply(stats.var(late(x, 14), s(4), s(0), reset=late(r, 14)), lambda v: round(v, 6) + 0.0, float))
    csp.print("first(x, reset=r)", csp.apply(stats.first(late(x, 15), reset=late(r, 15)), lambda v: round(v, 6) + 0.0, float))
    csp.print("first(x, 4, 1, reset=r)", csp.apply(stats.first(late(x, 16), 4, 1, reset=late(r, 16)), lambda v: round(v, 6) + 0.0, float))
    csp.print("first(x, 4s, 0s, reset=r)", csp.apply(stats.first(late(x, 17), s(4), s(0), reset=late(r, 17)), lambda v: round(v, 6) + 0.0, float))
    csp.print("rank(x, reset=r)", csp.apply(stats.rank(late(x, 18), reset=late(r, 18)), lambda v: round(v, 6) + 0.0, float))
    csp.print("rank(x, 4, 1, reset=r)", csp.apply(stats.rank(late(x, 19), 4, 1, reset=late(r, 19)), lambda v: round(v, 6) + 0.0, float))
    csp.print("rank(x, 4s, 0s, reset=r)", csp.apply(stats.rank(late(x, 20), s(4), s(0), reset=late(r, 20)), lambda v: round(v, 6) + 0.0, float))
    csp.print("sum(x, 4, 1, reset=r, trigger=t)", csp.apply(stats.sum(late(x, 21), 4, 1, reset=late(r, 21), trigger=late(t, 21)), lambda v: round(v, 6) + 0.0, float))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=s(22))
