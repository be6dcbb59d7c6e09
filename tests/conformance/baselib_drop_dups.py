import csp
from csp import ts
from datetime import datetime, timedelta
import math

MS = timedelta(milliseconds=1)
S = timedelta(seconds=1)


class Point(csp.Struct):
    x: int
    y: int


@csp.graph
def main():
    ints = csp.curve(int, [(S, 1), (2 * S, 1), (3 * S, 2), (4 * S, 1), (5 * S, 1)])
    values = [1.0, 1.0 + 1e-13, 1.05, 1.2, math.nan, math.nan, 1.2, 1.3]
    floats = csp.curve(float, [((i + 1) * S, v) for i, v in enumerate(values)])
    points = [Point(x=1), Point(x=1), Point(x=1, y=2), Point(x=1, y=2), Point(x=1)]
    points = csp.curve(Point, [((i + 1) * S, v) for i, v in enumerate(points)])
    lists = csp.curve([str], [(S, ["a"]), (2 * S, ["a"]), (3 * S, ["a", "b"])])
    csp.print("ints", csp.drop_dups(ints))
    csp.print("floats", csp.delay(csp.drop_dups(floats), MS))
    csp.print("eps", csp.delay(csp.drop_dups(floats, eps=0.1), 2 * MS))
    csp.print("points", csp.delay(csp.drop_dups(points), 3 * MS))
    csp.print("lists", csp.delay(csp.drop_dups(lists), 4 * MS))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=9 * S)
