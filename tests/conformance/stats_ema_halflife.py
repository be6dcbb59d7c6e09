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
    s_ = csp.curve(bool, [(s(2), True), (s(3), True), (s(3.5), True), (s(6), True), (s(8), True), (s(9), True), (s(10.25), True), (s(12), True)])
    r = csp.curve(bool, [(s(4), True), (s(8.5), True)])
    csp.print("ema(n, halflife=2s)", csp.apply(stats.ema(late(n, 0), halflife=s(2)), lambda v: round(v, 6) + 0.0, float))
    csp.print("ema(n, halflife=2s, adjust=False)", csp.apply(stats.ema(late(n, 1), halflife=s(2), adjust=False), lambda v: round(v, 6) + 0.0, float))
    csp.print("ema(n, halflife=2s, trigger=t)", csp.apply(stats.ema(late(n, 2), halflife=s(2), trigger=late(t, 2)), lambda v: round(v, 6) + 0.0, float))
    csp.print("ema(n, halflife=2s, reset=r)", csp.apply(stats.ema(late(n, 3), halflife=s(2), reset=late(r, 3)), lambda v: round(v, 6) + 0.0, float))
    csp.print("ema(n, halflife=2s, min_periods=3)", csp.apply(stats.ema(late(n, 4), halflife=s(2), min_periods=3), lambda v: round(v, 6) + 0.0, float))
    csp.print("ema(n, halflife=2s, sampler=s)", csp.apply(stats.ema(late(n, 5), halflife=s(2), sampler=late(s_, 5)), lambda v: round(v, 6) + 0.0, float))
    csp.print("ema(n, halflife=2s, min_data_points=2)", csp.apply(stats.ema(late(n, 6), halflife=s(2), min_data_points=2), lambda v: round(v, 6) + 0.0, float))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=s(22))
