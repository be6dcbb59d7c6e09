import csp
from csp import ts
from datetime import datetime, timedelta
import math

S = timedelta(seconds=1)


@csp.graph
def main():
    x = csp.curve(float, [(S, math.nan), (2 * S, 1.0), (3 * S, -math.inf), (4 * S, math.nan), (5 * S, -0.0)])
    csp.print("x", csp.drop_nans(x))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=5 * S)
