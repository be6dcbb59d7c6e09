import csp
from csp import ts
from datetime import datetime, timedelta


@csp.graph
def main():
    ms = lambda n: timedelta(milliseconds=n)
    x = csp.curve(int, [(ms(500), 1), (ms(1500), 2), (ms(1700), 3)])
    csp.print("sample", csp.sample(csp.timer(timedelta(seconds=1)), x))
    csp.print("early", csp.sample(csp.curve(bool, [(ms(100), True), (ms(500), True)]), x))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=timedelta(seconds=3))
