import csp
from csp import basketlib
from datetime import datetime, timedelta


def ms(n):
    return timedelta(milliseconds=n)


def late(x, n):  # a time of its own for each call
    return csp.delay(x, timedelta(milliseconds=n))


@csp.graph
def main():
    a = csp.curve(int, [(ms(1000), 1), (ms(5000), 2), (ms(9000), 3), (ms(15000), 4)])
    b = csp.curve(int, [(ms(1500), 10), (ms(8200), 20), (ms(9100), 30)])
    t = csp.curve(bool, [(ms(4500), True), (ms(8900), True)])
    csp.print("list", basketlib.sync([late(a, 0), late(b, 0)], ms(1000)))
    csp.print("complete", basketlib.sync([late(a, 1), late(b, 1)], ms(1000), output_incomplete=False))
    csp.print("dict", basketlib.sync({"a": late(a, 2), "b": late(b, 2)}, ms(1000)))
    csp.print("trigger", basketlib.sync([late(a, 3), late(b, 3)], ms(1000), trigger=late(t, 3)))
    csp.print("long", basketlib.sync_list([late(a, 4), late(b, 4)], ms(4000)))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=timedelta(seconds=20))
