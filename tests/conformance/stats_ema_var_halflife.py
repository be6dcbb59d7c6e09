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
    m = csp.curve(float, [(s(1), 1.0), (s(2), 0.5), (s(4), 2.25), (s(5), 6.5), (s(6), -1.0), (s(9), 3.0), (s(10), 4.0), (s(12), 2.0)])
    csp.print("ema_var(n, halflife=2s, adjust=False)", csp.apply(stats.ema_var(late(n, 0), halflife=s(2), adjust=False), lambda v: round(v, 6) + 0.0, float))
    csp.print("ema_cov(n, m, halflife=2s, adjust=False)", csp.apply(stats.ema_cov(late(n, 1), late(m, 1), halflife=s(2), adjust=False), lambda v: round(v, 6) + 0.0, float))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=s(22))
