import csp
from csp import ts
from datetime import datetime, timedelta

MS = timedelta(milliseconds=1)
S = timedelta(seconds=1)


class Color(csp.Enum):
    RED = 1
    BLUE = 5


class Paint(csp.Struct):
    color: Color
    dry: timedelta


@csp.graph
def main():
    csp.print("color", csp.const(Color.RED))
    csp.print("list", csp.const([Color.BLUE, Color.RED], MS))
    csp.print("dict", csp.const({"a": Color.RED}, 2 * MS))
    csp.print("paint", csp.const(Paint(color=Color.BLUE, dry=90 * S), 3 * MS))
    csp.print("durations", csp.const([S, timedelta(hours=26)], 4 * MS))
    csp.print("tuple", csp.const((1, "a", 2.5), 5 * MS))
    csp.print("name", csp.const(Color.BLUE.name, 6 * MS))
    csp.print("value", csp.const(Color.BLUE.value, 7 * MS))
    csp.print("empty", csp.const({"x": [1.0]}, 8 * MS))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=3 * S)
