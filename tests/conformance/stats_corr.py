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
    y = csp.curve(float, [(s(1), 1.0), (s(2), 2.0), (s(3), 4.0), (s(4), nan), (s(5), 6.5), (s(6), -1.0), (s(7), 1.5), (s(8), 2.0), (s(9), 9.0), (s(10), 4.0), (s(11), 2.25), (s(12), 3.0)])
    z = csp.curve(float, [(s(2), 2.0), (s(4), 1.0), (s(6), -1.0), (s(7), 3.0), (s(9), 9.0), (s(11), 2.25), (s(12), 0.5)])
    w = csp.curve(float, [(s(1), 1.0), (s(2), 2.0), (s(3), 0.5), (s(4), 1.5), (s(5), 3.0), (s(6), 1.0), (s(7), 0.25), (s(8), 2.0), (s(9), 1.0), (s(10), 2.5), (s(11), 0.5), (s(12), 1.0)])
    t = csp.curve(bool, [(s(3), True), (s(4.5), True), (s(7), True), (s(7.5), True), (s(12), True), (s(20), True)])
    s_ = csp.curve(bool, [(s(2), True), (s(3), True), (s(3.5), True), (s(6), True), (s(8), True), (s(9), True), (s(10.25), True), (s(12), True)])
    r = csp.curve(bool, [(s(4), True), (s(8.5), True)])
    csp.print("corr(x, y)", csp.apply(stats.corr(late(x, 0), late(y, 0)), lambda v: round(v, 6) + 0.0, float))
    csp.print("corr(x, y, 5)", csp.apply(stats.corr(late(x, 1), late(y, 1), 5), lambda v: round(v, 6) + 0.0, float))
    csp.print("corr(x, y, 5s, 1s)", csp.apply(stats.corr(late(x, 2), late(y, 2), s(5), s(1)), lambda v: round(v, 6) + 0.0, float))
    csp.print("corr(x, y, 5, 1, weights=w)", csp.apply(stats.corr(late(x, 3), late(y, 3), 5, 1, weights=late(w, 3)), lambda v: round(v, 6) + 0.0, float))
    csp.print("corr(x, y, 5, 1, trigger=t)", csp.apply(stats.corr(late(x, 4), late(y, 4), 5, 1, trigger=late(t, 4)), lambda v: round(v, 6) + 0.0, float))
    csp.print("corr(x, y, 5, 1, sampler=s)", csp.apply(stats.corr(late(x, 5), late(y, 5), 5, 1, sampler=late(s_, 5)), lambda v: round(v, 6) + 0.0, float))
    csp.print("corr(x, y, 5, 1, reset=r)", csp.apply(stats.corr(late(x, 6), late(y, 6), 5, 1, reset=late(r, 6)), lambda v: round(v, 6) + 0.0, float))
    csp.print("corr(x, z, 5, 1, allow_non_overlapping=True)", csp.apply(stats.corr(late(x, 7), late(z, 7), 5, 1, allow_non_overlapping=True), lambda v: round(v, 6) + 0.0, float))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=s(22))
