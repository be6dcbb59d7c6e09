import csp
from csp import ts
from datetime import datetime, timedelta

MS = timedelta(milliseconds=1)
S = timedelta(seconds=1)


def tag(n):
    return f"<{n}>"


@csp.graph
def main():
    x = csp.curve(int, [(2.5 * MS, 1), (S, 3), (S, 4), (3 * S, -7)])
    csp.print("times", csp.times(x))
    csp.print("ns", csp.delay(csp.times_ns(x), MS))
    csp.print("apply", csp.delay(csp.apply(x, tag, str), 2 * MS))
    csp.print("lambda", csp.delay(csp.apply(x, lambda n: n / 2, float), 3 * MS))
    csp.print("cast", csp.delay(csp.cast_int_to_float(x), 4 * MS))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=3 * S)
