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
    csp.print("quantile(x, 6, 0.3, 1, interpolate='linear')", csp.apply(stats.quantile(late(x, 0), 6, 0.3, 1, interpolate="linear"), lambda v: round(v, 6) + 0.0, float))
    csp.print("quantile(x, 6, 0.5, 1, interpolate='linear')", csp.apply(stats.quantile(late(x, 1), 6, 0.5, 1, interpolate="linear"), lambda v: round(v, 6) + 0.0, float))
    csp.print("quantile(x, 6, 0.3, 1, interpolate='lower')", csp.apply(stats.quantile(late(x, 2), 6, 0.3, 1, interpolate="lower"), lambda v: round(v, 6) + 0.0, float))
    csp.print("quantile(x, 6, 0.5, 1, interpolate='lower')", csp.apply(stats.quantile(late(x, 3), 6, 0.5, 1, interpolate="lower"), lambda v: round(v, 6) + 0.0, float))
    csp.print("quantile(x, 6, 0.3, 1, interpolate='higher')", csp.apply(stats.quantile(late(x, 4), 6, 0.3, 1, interpolate="higher"), lambda v: round(v, 6) + 0.0, float))
    csp.print("quantile(x, 6, 0.5, 1, interpolate='higher')", csp.apply(stats.quantile(late(x, 5), 6, 0.5, 1, interpolate="higher"), lambda v: round(v, 6) + 0.0, float))
    csp.print("quantile(x, 6, 0.3, 1, interpolate='midpoint')", csp.apply(stats.quantile(late(x, 6), 6, 0.3, 1, interpolate="midpoint"), lambda v: round(v, 6) + 0.0, float))
    csp.print("quantile(x, 6, 0.5, 1, interpolate='midpoint')", csp.apply(stats.quantile(late(x, 7), 6, 0.5, 1, interpolate="midpoint"), lambda v: round(v, 6) + 0.0, float))
    csp.print("quantile(x, 6, 0.3, 1, interpolate='nearest')", csp.apply(stats.quantile(late(x, 8), 6, 0.3, 1, interpolate="nearest"), lambda v: round(v, 6) + 0.0, float))
    csp.print("quantile(x, 6, 0.5, 1, interpolate='nearest')", csp.apply(stats.quantile(late(x, 9), 6, 0.5, 1, interpolate="nearest"), lambda v: round(v, 6) + 0.0, float))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=s(22))
