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
    s_ = csp.curve(bool, [(s(2), True), (s(3), True), (s(3.5), True), (s(6), True), (s(8), True), (s(9), True), (s(10.25), True), (s(12), True)])
    csp.print("count(x, sampler=s)", csp.apply(stats.count(late(x, 0), sampler=late(s_, 0)), lambda v: round(v, 6) + 0.0, float))
    csp.print("count(x, 4, 1, sampler=s)", csp.apply(stats.count(late(x, 1), 4, 1, sampler=late(s_, 1)), lambda v: round(v, 6) + 0.0, float))
    csp.print("count(x, 4s, 0s, sampler=s)", csp.apply(stats.count(late(x, 2), s(4), s(0), sampler=late(s_, 2)), lambda v: round(v, 6) + 0.0, float))
    csp.print("sum(x, sampler=s)", csp.apply(stats.sum(late(x, 3), sampler=late(s_, 3)), lambda v: round(v, 6) + 0.0, float))
    csp.print("sum(x, 4, 1, sampler=s)", csp.apply(stats.sum(late(x, 4), 4, 1, sampler=late(s_, 4)), lambda v: round(v, 6) + 0.0, float))
    csp.print("sum(x, 4s, 0s, sampler=s)", csp.apply(stats.sum(late(x, 5), s(4), s(0), sampler=late(s_, 5)), lambda v: round(v, 6) + 0.0, float))
    csp.print("mean(x, sampler=s)", csp.apply(stats.mean(late(x, 6), sampler=late(s_, 6)), lambda v: round(v, 6) + 0.0, float))
    csp.print("mean(x, 4, 1, sampler=s)", csp.apply(stats.mean(late(x, 7), 4, 1, sampler=late(s_, 7)), lambda v: round(v, 6) + 0.0, float))
    csp.print("mean(x, 4s, 0s, sampler=s)", csp.apply(stats.mean(late(x, 8), s(4), s(0), sampler=late(s_, 8)), lambda v: round(v, 6) + 0.0, float))
    csp.print("max(x, sampler=s)", csp.apply(stats.max(late(x, 9), sampler=late(s_, 9)), lambda v: round(v, 6) + 0.0, float))
    csp.print("max(x, 4, 1, sampler=s)", csp.apply(stats.max(late(x, 10), 4, 1, sampler=late(s_, 10)), lambda v: round(v, 6) + 0.0, float))
    csp.print("max(x, 4s, 0s, sampler=s)", csp.apply(stats.max(late(x, 11), s(4), s(0), sampler=late(s_, 11)), lambda v: round(v, 6) + 0.0, float))
    csp.print("var(x, sampler=s)", csp.apply(stats.var(late(x, 12), sampler=late(s_, 12)), lambda v: round(v, 6) + 0.0, float))
    csp.print("var(x, 4, 1, sampler=s)", csp.apply(stats.var(late(x, 13), 4, 1, sampler=late(s_, 13)), lambda v: round(v, 6) + 0.0, float))
    csp.print("var(x, 4s, 0s, sampler=s)", csp.apply(stats.var(late(x, 14), s(4), s(0), sampler=late(s_, 14)), lambda v: round(v, 6) + 0.0, float))
    csp.print("last(x, sampler=s)", csp.apply(stats.last(late(x, 15), sampler=late(s_, 15)), lambda v: round(v, 6) + 0.0, float))
    csp.print("last(x, 4, 1, sampler=s)", csp.apply(stats.last(late(x, 16), 4, 1, sampler=late(s_, 16)), lambda v: round(v, 6) + 0.0, float))
    csp.print("last(x, 4s, 0s, sampler=s)", csp.apply(stats.last(late(x, 17), s(4), s(0), sampler=late(s_, 17)), lambda v: round(v, 6) + 0.0, float))
    csp.print("median(x, sampler=s)", csp.apply(stats.median(late(x, 18), sampler=late(s_, 18)), lambda v: round(v, 6) + 0.0, float))
    csp.print("median(x, 4, 1, sampler=s)", csp.apply(stats.median(late(x, 19), 4, 1, sampler=late(s_, 19)), lambda v: round(v, 6) + 0.0, float))
    csp.print("median(x, 4s, 0s, sampler=s)", csp.apply(stats.median(late(x, 20), s(4), s(0), sampler=late(s_, 20)), lambda v: round(v, 6) + 0.0, float))
    csp.print("mean(x, 4, 1, sampler=s, trigger=t)", csp.apply(stats.mean(late(x, 21), 4, 1, sampler=late(s_, 21), trigger=late(t, 21)), lambda v: round(v, 6) + 0.0, float))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=s(22))
