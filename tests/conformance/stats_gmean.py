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
    g = csp.curve(float, [(s(1), 2.0), (s(2), 3.5), (s(3), nan), (s(4), 1.25), (s(5), 3.5), (s(6), 2.0), (s(7), 0.5), (s(8), 7.0), (s(9), 7.0)])
    t = csp.curve(bool, [(s(3), True), (s(4.5), True), (s(7), True), (s(7.5), True), (s(12), True), (s(20), True)])
    csp.print("gmean(g)", csp.apply(stats.gmean(late(g, 0)), lambda v: round(v, 6) + 0.0, float))
    csp.print("gmean(g, 4)", csp.apply(stats.gmean(late(g, 1), 4), lambda v: round(v, 6) + 0.0, float))
    csp.print("gmean(g, 4, 2)", csp.apply(stats.gmean(late(g, 2), 4, 2), lambda v: round(v, 6) + 0.0, float))
    csp.print("gmean(g, 3.5s)", csp.apply(stats.gmean(late(g, 3), s(3.5)), lambda v: round(v, 6) + 0.0, float))
    csp.print("gmean(g, 6s, 1s)", csp.apply(stats.gmean(late(g, 4), s(6), s(1)), lambda v: round(v, 6) + 0.0, float))
    csp.print("gmean(g, 4, 1, ignore_na=False)", csp.apply(stats.gmean(late(g, 5), 4, 1, ignore_na=False), lambda v: round(v, 6) + 0.0, float))
    csp.print("gmean(g, 5, 1, trigger=t)", csp.apply(stats.gmean(late(g, 6), 5, 1, trigger=late(t, 6)), lambda v: round(v, 6) + 0.0, float))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=s(22))
