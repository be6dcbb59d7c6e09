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
    p = csp.curve(float, [(s(1), 2.0), (s(2), 3.5), (s(3), nan), (s(4), 1.25), (s(5), 3.5), (s(6), 2.0), (s(7), 0.5), (s(8), 0.0), (s(9), 7.0), (s(10), 7.0), (s(11), 4.75), (s(12), 5.0)])
    w = csp.curve(float, [(s(1), 1.0), (s(2), 2.0), (s(3), 0.5), (s(4), 1.5), (s(5), 3.0), (s(6), 1.0), (s(7), 0.25), (s(8), 2.0), (s(9), 1.0), (s(10), 2.5), (s(11), 0.5), (s(12), 1.0)])
    t = csp.curve(bool, [(s(3), True), (s(4.5), True), (s(7), True), (s(7.5), True), (s(12), True), (s(20), True)])
    r = csp.curve(bool, [(s(4), True), (s(8.5), True)])
    csp.print("sum(x, 4s, 0s, recalc=r)", csp.apply(stats.sum(late(x, 0), s(4), s(0), recalc=late(r, 0)), lambda v: round(v, 6) + 0.0, float))
    csp.print("mean(x, 4s, 0s, recalc=r)", csp.apply(stats.mean(late(x, 1), s(4), s(0), recalc=late(r, 1)), lambda v: round(v, 6) + 0.0, float))
    csp.print("var(x, 4s, 0s, recalc=r)", csp.apply(stats.var(late(x, 2), s(4), s(0), recalc=late(r, 2)), lambda v: round(v, 6) + 0.0, float))
    csp.print("skew(x, 4s, 0s, recalc=r)", csp.apply(stats.skew(late(x, 3), s(4), s(0), recalc=late(r, 3)), lambda v: round(v, 6) + 0.0, float))
    csp.print("mean(x, 4s, 0s, recalc=r, weights=w)", csp.apply(stats.mean(late(x, 4), s(4), s(0), recalc=late(r, 4), weights=late(w, 4)), lambda v: round(v, 6) + 0.0, float))
    csp.print("prod(p, 4s, 0s, recalc=r)", csp.apply(stats.prod(late(p, 5), s(4), s(0), recalc=late(r, 5)), lambda v: round(v, 6) + 0.0, float))
    csp.print("mean(x, 4s, 0s, recalc=r, reset=t)", csp.apply(stats.mean(late(x, 6), s(4), s(0), recalc=late(r, 6), reset=late(t, 6)), lambda v: round(v, 6) + 0.0, float))
    csp.print("sum(x, 4s, 0s, recalc=r, trigger=t)", csp.apply(stats.sum(late(x, 7), s(4), s(0), recalc=late(r, 7), trigger=late(t, 7)), lambda v: round(v, 6) + 0.0, float))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=s(22))
