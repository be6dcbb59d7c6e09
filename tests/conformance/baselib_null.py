import csp
from csp import ts
from datetime import datetime, timedelta

MS = timedelta(milliseconds=1)
S = timedelta(seconds=1)


@csp.graph
def main():
    nothing = csp.null_ts(int)
    x = csp.count(csp.timer(S))
    csp.print("merge", csp.merge(nothing, x))
    csp.print("sum", nothing + x)
    csp.print("sample", csp.sample(x, nothing))
    csp.print("collect", csp.delay(csp.collect([nothing, x]), MS))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=3 * S)
