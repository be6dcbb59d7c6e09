import csp
from csp import basketlib
from datetime import datetime, timedelta


def ms(n):
    return timedelta(milliseconds=n)


@csp.graph
def main():
    a = csp.curve(int, [(ms(1000), 1), (ms(5000), 2)])
    b = csp.curve(int, [(ms(3500), 10), (ms(8000), 20)])
    t = csp.curve(bool, [(ms(n), True) for n in (500, 2000, 4000, 5000, 9000)])
    csp.print("list", basketlib.sample_basket(t, [a, b]))
    csp.print("dict", basketlib.sample_basket(csp.delay(t, ms(1)), {"a": a, "b": b}))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=timedelta(seconds=12))
