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
    w = csp.curve(float, [(s(1), 1.0), (s(2), 2.0), (s(3), 0.5), (s(4), 1.5), (s(5), 3.0), (s(6), 1.0), (s(7), 0.25), (s(8), 2.0), (s(9), 1.0), (s(10), 2.5), (s(11), 0.5), (s(12), 1.0)])
    w2 = csp.curve(float, [(s(3), 0.5), (s(6), 2.0), (s(10), 4.0)])
    csp.print("var(x, 6, 1, weights=w)", csp.apply(stats.var(late(x, 0), 6, 1, weights=late(w, 0)), lambda v: round(v, 6) + 0.0, float))
    csp.print("var(x, weights=w)", csp.apply(stats.var(late(x, 1), weights=late(w, 1)), lambda v: round(v, 6) + 0.0, float))
    csp.print("stddev(x, 6, 1, weights=w)", csp.apply(stats.stddev(late(x, 2), 6, 1, weights=late(w, 2)), lambda v: round(v, 6) + 0.0, float))
    csp.print("stddev(x, weights=w)", csp.apply(stats.stddev(late(x, 3), weights=late(w, 3)), lambda v: round(v, 6) + 0.0, float))
    csp.print("sem(x, 6, 1, weights=w)", csp.apply(stats.sem(late(x, 4), 6, 1, weights=late(w, 4)), lambda v: round(v, 6) + 0.0, float))
    csp.print("sem(x, weights=w)", csp.apply(stats.sem(late(x, 5), weights=late(w, 5)), lambda v: round(v, 6) + 0.0, float))
    csp.print("skew(x, 6, 1, weights=w)", csp.apply(stats.skew(late(x, 6), 6, 1, weights=late(w, 6)), lambda v: round(v, 6) + 0.0, float))
    csp.print("skew(x, weights=w)", csp.apply(stats.skew(late(x, 7), weights=late(w, 7)), lambda v: round(v, 6) + 0.0, float))
    csp.print("kurt(x, 6, 1, weights=w)", csp.apply(stats.kurt(late(x, 8), 6, 1, weights=late(w, 8)), lambda v: round(v, 6) + 0.0, float))
    csp.print("kurt(x, weights=w)", csp.apply(stats.kurt(late(x, 9), weights=late(w, 9)), lambda v: round(v, 6) + 0.0, float))
    csp.print("var(x, 6, 1, ddof=0, weights=w2)", csp.apply(stats.var(late(x, 10), 6, 1, ddof=0, weights=late(w2, 10)), lambda v: round(v, 6) + 0.0, float))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=s(22))
