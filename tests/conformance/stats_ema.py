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
    csp.print("ema(x, alpha=0.25)", csp.apply(stats.ema(late(x, 0), alpha=0.25), lambda v: round(v, 6) + 0.0, float))
    csp.print("ema(x, alpha=0.25, ignore_na=True)", csp.apply(stats.ema(late(x, 1), alpha=0.25, ignore_na=True), lambda v: round(v, 6) + 0.0, float))
    csp.print("ema(x, alpha=0.25, adjust=False)", csp.apply(stats.ema(late(x, 2), alpha=0.25, adjust=False), lambda v: round(v, 6) + 0.0, float))
    csp.print("ema(x, alpha=0.25, adjust=False, ignore_na=True)", csp.apply(stats.ema(late(x, 3), alpha=0.25, adjust=False, ignore_na=True), lambda v: round(v, 6) + 0.0, float))
    csp.print("ema(x, span=4.0)", csp.apply(stats.ema(late(x, 4), span=4.0), lambda v: round(v, 6) + 0.0, float))
    csp.print("ema(x, span=4.0, ignore_na=True)", csp.apply(stats.ema(late(x, 5), span=4.0, ignore_na=True), lambda v: round(v, 6) + 0.0, float))
    csp.print("ema(x, span=4.0, adjust=False)", csp.apply(stats.ema(late(x, 6), span=4.0, adjust=False), lambda v: round(v, 6) + 0.0, float))
    csp.print("ema(x, span=4.0, adjust=False, ignore_na=True)", csp.apply(stats.ema(late(x, 7), span=4.0, adjust=False, ignore_na=True), lambda v: round(v, 6) + 0.0, float))
    csp.print("ema(x, com=2.0)", csp.apply(stats.ema(late(x, 8), com=2.0), lambda v: round(v, 6) + 0.0, float))
    csp.print("ema(x, com=2.0, ignore_na=True)", csp.apply(stats.ema(late(x, 9), com=2.0, ignore_na=True), lambda v: round(v, 6) + 0.0, float))
    csp.print("ema(x, com=2.0, adjust=False)", csp.apply(stats.ema(late(x, 10), com=2.0, adjust=False), lambda v: round(v, 6) + 0.0, float))
    csp.print("ema(x, com=2.0, adjust=False, ignore_na=True)", csp.apply(stats.ema(late(x, 11), com=2.0, adjust=False, ignore_na=True), lambda v: round(v, 6) + 0.0, float))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=s(22))
