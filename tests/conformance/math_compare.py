import csp
from csp import ts
from datetime import datetime, timedelta

MS = timedelta(milliseconds=1)
S = timedelta(seconds=1)


class Color(csp.Enum):
    RED = 1
    BLUE = 2


class Point(csp.Struct):
    x: int
    y: float


@csp.graph
def main():
    a = csp.curve(int, [(S, 1), (2 * S, 2), (4 * S, 3)])
    b = csp.curve(int, [(S, 2), (3 * S, 1)])
    s = csp.curve(str, [(S, "x"), (2 * S, "y")])
    t = csp.times(a)
    p = csp.curve(Point, [(S, Point(x=1, y=2.0)), (2 * S, Point(x=1, y=3.0))])
    c = csp.curve(Color, [(S, Color.RED), (2 * S, Color.BLUE)])
    late = csp.curve(bool, [(2500 * MS, True), (3500 * MS, False)])
    csp.print("eq", a == b)
    csp.print("ne", csp.delay(a != b, MS))
    csp.print("lt", csp.delay(a < b, 2 * MS))
    csp.print("le", csp.delay(csp.le(a, b), 3 * MS))
    csp.print("gt", csp.delay(a > 2, 4 * MS))
    csp.print("ge", csp.delay(2 >= a, 5 * MS))
    csp.print("str", csp.delay(s == "y", 6 * MS))
    csp.print("time", csp.delay(t >= csp.const(datetime(2020, 1, 1, 0, 0, 2)), 7 * MS))
    csp.print("struct", csp.delay(p == csp.const(Point(x=1, y=2.0)), 8 * MS))
    csp.print("enum", csp.delay(c == csp.const(Color.BLUE), 9 * MS))
    csp.print("and", csp.delay(csp.and_(a > 1, late), 10 * MS))
    csp.print("or", csp.delay(csp.or_(a > 1, b > 1, late), 11 * MS))
    csp.print("not", csp.delay(csp.not_(a > 1), 12 * MS))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=4 * S)
