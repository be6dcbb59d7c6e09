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
    d = csp.curve(float, [(s(1), 1.0), (s(1), 2.0), (s(3), 3.0), (s(3), 4.0), (s(3), 5.0), (s(6), 6.0), (s(7), 7.0), (s(7), 8.0)])
    t = csp.curve(bool, [(s(3), True), (s(4.5), True), (s(7), True), (s(7.5), True), (s(12), True), (s(20), True)])
    csp.print("count(d, 4, 1)", csp.apply(stats.count(late(d, 0), 4, 1), lambda v: round(v, 6) + 0.0, float))
    csp.print("sum(d, 2.5s, 0s)", csp.apply(stats.sum(late(d, 1), s(2.5), s(0)), lambda v: round(v, 6) + 0.0, float))
    csp.print("sum(d, 3, 1, trigger=t)", csp.apply(stats.sum(late(d, 2), 3, 1, trigger=late(t, 2)), lambda v: round(v, 6) + 0.0, float))
    csp.print("mean(d, 3, 1)", csp.apply(stats.mean(late(d, 3), 3, 1), lambda v: round(v, 6) + 0.0, float))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=s(22))
