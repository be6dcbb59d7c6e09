import csp
from csp import ts
from datetime import datetime, timedelta

MS = timedelta(milliseconds=1)
S = timedelta(seconds=1)


@csp.graph
def main():
    x = csp.curve(int, [(S, 7), (2 * S, -7), (3 * S, 6)])
    y = csp.curve(int, [(S, 2), (3 * S, -4), (4 * S, 3)])
    f = csp.curve(float, [(S, 7.5), (2 * S, -7.5), (4 * S, 0.25)])
    csp.print("add", x + y)
    csp.print("sub", csp.delay(x - y, MS))
    csp.print("mul", csp.delay(x * y, 2 * MS))
    csp.print("div", csp.delay(x / y, 3 * MS))
    csp.print("floordiv", csp.delay(x // y, 4 * MS))
    csp.print("mod", csp.delay(x % y, 5 * MS))
    csp.print("pow", csp.delay(x**2, 6 * MS))
    csp.print("max", csp.delay(csp.max(x, y), 7 * MS))
    csp.print("min", csp.delay(csp.min(x, y), 8 * MS))
    csp.print("left", csp.delay(10 - x, 9 * MS))
    csp.print("fadd", csp.delay(f + 1.0, 10 * MS))
    csp.print("fdiv", csp.delay(f / 2.5, 11 * MS))
    csp.print("ffloordiv", csp.delay(f // 2.0, 12 * MS))
    csp.print("fmod", csp.delay(f % 2.0, 13 * MS))
    csp.print("fneg", csp.delay(-f, 14 * MS))
    csp.print("named", csp.delay(csp.add(csp.multiply(x, y), csp.sub(x, y)), 15 * MS))
    csp.print("abs", csp.delay(csp.abs(x), 16 * MS))
    csp.print("not", csp.delay(csp.bitwise_not(x), 17 * MS))
    csp.print("mixed", csp.delay(f * csp.cast_int_to_float(y), 18 * MS))
    csp.print("pos", csp.delay(+f, 19 * MS))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=4 * S)
