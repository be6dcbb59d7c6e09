import csp
from csp import ts
from datetime import datetime, timedelta

MS = timedelta(milliseconds=1)
S = timedelta(seconds=1)


@csp.graph
def main():
    csp.print("int", csp.const(1))
    csp.print("later", csp.const(2.5, delay=1500 * MS))
    csp.print("end", csp.const("last", delay=3 * S))
    csp.print("after", csp.const("never", delay=3001 * MS))
    csp.print("list", csp.const([1, 2], delay=10 * MS))
    csp.print("delta", csp.const(90 * S, delay=20 * MS))
    csp.print("time", csp.const(datetime(2021, 2, 3, 4, 5, 6), delay=30 * MS))
    csp.print("none", csp.const(False, delay=40 * MS))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=3 * S)
