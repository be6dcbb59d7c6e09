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
    n = csp.curve(float, [(s(1), 2.0), (s(2), 3.5), (s(4), 1.25), (s(5), 3.5), (s(6), -2.0), (s(9), 7.0), (s(10), 7.0), (s(12), 5.0)])
    t = csp.curve(bool, [(s(3), True), (s(4.5), True), (s(7), True), (s(7.5), True), (s(12), True), (s(20), True)])
    csp.print("ema_var(x, alpha=0.25)", csp.apply(stats.ema_var(late(x, 0), alpha=0.25), lambda v: round(v, 6) + 0.0, float))
    csp.print("ema_var(x, alpha=0.25, bias=True)", csp.apply(stats.ema_var(late(x, 1), alpha=0.25, bias=True), lambda v: round(v, 6) + 0.0, float))
    csp.print("ema_var(x, alpha=0.25, adjust=False)", csp.apply(stats.ema_var(late(x, 2), alpha=0.25, adjust=False), lambda v: round(v, 6) + 0.0, float))
    csp.print("ema_var(x, alpha=0.25, horizon=4)", csp.apply(stats.ema_var(late(x, 3), alpha=0.25, horizon=4), lambda v: round(v, 6) + 0.0, float))
    csp.print("ema_var(x, alpha=0.25, trigger=t)", csp.apply(stats.ema_var(late(x, 4), alpha=0.25, trigger=late(t, 4)), lambda v: round(v, 6) + 0.0, float))
    csp.print("ema_std(x, alpha=0.25)", csp.apply(stats.ema_std(late(x, 5), alpha=0.25), lambda v: round(v, 6) + 0.0, float))
    csp.print("ema_std(x, alpha=0.25, bias=True)", csp.apply(stats.ema_std(late(x, 6), alpha=0.25, bias=True), lambda v: round(v, 6) + 0.0, float))
    csp.print("ema_std(x, alpha=0.25, adjust=False)", csp.apply(stats.ema_std(late(x, 7), alpha=0.25, adjust=False), lambda v: round(v, 6) + 0.0, float))
    csp.print("ema_std(x, alpha=0.25, horizon=4)", csp.apply(stats.ema_std(late(x, 8), alpha=0.25, horizon=4), lambda v: round(v, 6) + 0.0, float))
    csp.print("ema_std(x, alpha=0.25, trigger=t)", csp.apply(stats.ema_std(late(x, 9), alpha=0.25, trigger=late(t, 9)), lambda v: round(v, 6) + 0.0, float))
    csp.print("ema_var(n, halflife=2s)", csp.apply(stats.ema_var(late(n, 10), halflife=s(2)), lambda v: round(v, 6) + 0.0, float))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=s(22))
