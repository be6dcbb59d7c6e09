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
    n = csp.curve(float, [(s(1), 2.0), (s(2), 3.5), (s(4), 1.25), (s(5), 3.5), (s(6), -2.0), (s(9), 7.0), (s(10), 7.0), (s(12), 5.0)])
    t = csp.curve(bool, [(s(3), True), (s(4.5), True), (s(7), True), (s(7.5), True), (s(12), True), (s(20), True)])
    csp.print("ema(n, alpha=0.25, horizon=3, trigger=t)", csp.apply(stats.ema(late(n, 0), alpha=0.25, horizon=3, trigger=late(t, 0)), lambda v: round(v, 6) + 0.0, float))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=s(22))
