import csp
from csp import ts
from datetime import datetime, timedelta

MS = timedelta(milliseconds=1)
S = timedelta(seconds=1)


@csp.graph
def main():
    a = csp.curve(str, [(S, "a1"), (2 * S, "a2"), (2 * S, "a3")])
    b = csp.curve(str, [(2 * S, "b1"), (3 * S, "b2")])
    csp.print("collect", csp.collect([a, b]))
    csp.print("flatten", csp.delay(csp.flatten([a, b]), 2 * MS))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=4 * S)
