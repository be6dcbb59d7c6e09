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
    n = csp.curve(float, [(s(1), 2.0), (s(2), 3.5), (s(4), 1.25), (s(5), 3.5), (s(6), -2.0), (s(9), 7.0), (s(10), 7.0), (s(12), 5.0)])
    m = csp.curve(float, [(s(1), 1.0), (s(2), 0.5), (s(4), 2.25), (s(5), 6.5), (s(6), -1.0), (s(9), 3.0), (s(10), 4.0), (s(12), 2.0)])
    r = csp.curve(bool, [(s(4), True), (s(8.5), True)])
    csp.print("ema_cov(x, y, alpha=0.25)", csp.apply(stats.ema_cov(late(x, 0), late(y, 0), alpha=0.25), lambda v: round(v, 6) + 0.0, float))
    csp.print("ema_cov(x, y, alpha=0.25, bias=True)", csp.apply(stats.ema_cov(late(x, 1), late(y, 1), alpha=0.25, bias=True), lambda v: round(v, 6) + 0.0, float))
    csp.print("ema_cov(x, y, alpha=0.25, adjust=False)", csp.apply(stats.ema_cov(late(x, 2), late(y, 2), alpha=0.25, adjust=False), lambda v: round(v, 6) + 0.0, float))
    csp.print("ema_cov(x, y, alpha=0.25, ignore_na=True)", csp.apply(stats.ema_cov(late(x, 3), late(y, 3), alpha=0.25, ignore_na=True), lambda v: round(v, 6) + 0.0, float))
    csp.print("ema_cov(x, y, alpha=0.25, reset=r)", csp.apply(stats.ema_cov(late(x, 4), late(y, 4), alpha=0.25, reset=late(r, 4)), lambda v: round(v, 6) + 0.0, float))
    csp.print("ema_cov(n, m, halflife=2s)", csp.apply(stats.ema_cov(late(n, 5), late(m, 5), halflife=s(2)), lambda v: round(v, 6) + 0.0, float))
    csp.print("ema_cov(x, z, alpha=0.25, allow_non_overlapping=True)", csp.apply(stats.ema_cov(late(x, 6), late(z, 6), alpha=0.25, allow_non_overlapping=True), lambda v: round(v, 6) + 0.0, float))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=s(22))
