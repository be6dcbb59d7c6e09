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
    csp.print("quantile(x, 6, 0.0, 1)", csp.apply(stats.quantile(late(x, 0), 6, 0.0, 1), lambda v: round(v, 6) + 0.0, float))
    csp.print("quantile(x, 6, 0.1, 1)", csp.apply(stats.quantile(late(x, 1), 6, 0.1, 1), lambda v: round(v, 6) + 0.0, float))
    csp.print("quantile(x, 6, 0.5, 1)", csp.apply(stats.quantile(late(x, 2), 6, 0.5, 1), lambda v: round(v, 6) + 0.0, float))
    csp.print("quantile(x, 6, 0.75, 1)", csp.apply(stats.quantile(late(x, 3), 6, 0.75, 1), lambda v: round(v, 6) + 0.0, float))
    csp.print("quantile(x, 6, 1.0, 1)", csp.apply(stats.quantile(late(x, 4), 6, 1.0, 1), lambda v: round(v, 6) + 0.0, float))
    csp.print("quantile(x, 5s, 0.3, 1s)", csp.apply(stats.quantile(late(x, 5), s(5), 0.3, s(1)), lambda v: round(v, 6) + 0.0, float))
    csp.print("quantile(x, None, 0.6)", csp.apply(stats.quantile(late(x, 6), None, 0.6), lambda v: round(v, 6) + 0.0, float))
    csp.print("quantile(x, quant=0.25, trigger=t)", csp.apply(stats.quantile(late(x, 7), quant=0.25, trigger=late(t, 7)), lambda v: round(v, 6) + 0.0, float))
    csp.print("quantile(x, 4, 0.5, 1, ignore_na=False)", csp.apply(stats.quantile(late(x, 8), 4, 0.5, 1, ignore_na=False), lambda v: round(v, 6) + 0.0, float))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=s(22))
