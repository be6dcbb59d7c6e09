import csp
from csp import ts
from datetime import datetime, timedelta

MS = timedelta(milliseconds=1)
S = timedelta(seconds=1)


@csp.graph
def main():
    x = csp.count(csp.timer(S))
    release = [(2500 * MS, True), (3500 * MS, False), (5 * S, True), (6500 * MS, True), (6500 * MS, False)]
    release = csp.curve(bool, release)
    csp.print("gate", csp.gate(x, release))
    csp.print("on tick", csp.delay(csp.gate(x, release, release_on_tick=True), MS))
    csp.print("open", csp.delay(csp.gate(x, csp.const(True)), 2 * MS))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=8 * S)
