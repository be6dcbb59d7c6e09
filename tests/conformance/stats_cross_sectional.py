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
    s_ = csp.curve(bool, [(s(2), True), (s(3), True), (s(3.5), True), (s(6), True), (s(8), True), (s(9), True), (s(10.25), True), (s(12), True)])
    r = csp.curve(bool, [(s(4), True), (s(8.5), True)])
    csp.print("cross_sectional(x, 4)", stats.cross_sectional(late(x, 0), 4))
    csp.print("cross_sectional(x, 3s, 0s)", stats.cross_sectional(late(x, 1), s(3), s(0)))
    csp.print("cross_sectional(x, 3, 1, trigger=t)", stats.cross_sectional(late(x, 2), 3, 1, trigger=late(t, 2)))
    csp.print("cross_sectional(x, 4, 1, reset=r)", stats.cross_sectional(late(x, 3), 4, 1, reset=late(r, 3)))
    csp.print("cross_sectional(x, 4, 1, sampler=s)", stats.cross_sectional(late(x, 4), 4, 1, sampler=late(s_, 4)))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=s(22))
