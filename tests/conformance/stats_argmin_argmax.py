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
    k = csp.curve(float, [(s(1), 1.0), (s(2), 2.0), (s(3), 2.0), (s(4), 3.0), (s(5), 1.0), (s(6), 2.0), (s(7), 3.0), (s(8), 3.0), (s(9), nan), (s(10), 2.0)])
    csp.print("argmin(x)", stats.argmin(late(x, 0)))
    csp.print("argmin(x, 4, 1)", stats.argmin(late(x, 1), 4, 1))
    csp.print("argmin(x, 3s, 0s)", stats.argmin(late(x, 2), s(3), s(0)))
    csp.print("argmin(k, 5, 1)", stats.argmin(late(k, 3), 5, 1))
    csp.print("argmin(k, 5, 1, return_most_recent=False)", stats.argmin(late(k, 4), 5, 1, return_most_recent=False))
    csp.print("argmin(x, 4, 1, ignore_na=False)", stats.argmin(late(x, 5), 4, 1, ignore_na=False))
    csp.print("argmax(x)", stats.argmax(late(x, 6)))
    csp.print("argmax(x, 4, 1)", stats.argmax(late(x, 7), 4, 1))
    csp.print("argmax(x, 3s, 0s)", stats.argmax(late(x, 8), s(3), s(0)))
    csp.print("argmax(k, 5, 1)", stats.argmax(late(k, 9), 5, 1))
    csp.print("argmax(k, 5, 1, return_most_recent=False)", stats.argmax(late(k, 10), 5, 1, return_most_recent=False))
    csp.print("argmax(x, 4, 1, ignore_na=False)", stats.argmax(late(x, 11), 4, 1, ignore_na=False))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=s(22))
