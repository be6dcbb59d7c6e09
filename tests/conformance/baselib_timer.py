import csp
from csp import ts
from datetime import datetime, timedelta

MS = timedelta(milliseconds=1)
S = timedelta(seconds=1)


@csp.graph
def main():
    csp.print("plain", csp.timer(S))
    csp.print("value", csp.delay(csp.timer(700 * MS, "x"), MS))
    csp.print("positional", csp.delay(csp.timer(1500 * MS, True), 2 * MS))
    csp.print("loose", csp.delay(csp.timer(2 * S, 7, allow_deviation=True), 3 * MS))
    csp.print("never", csp.timer(5 * S))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=4 * S)
