import csp
from csp import ts
from datetime import datetime, timedelta

MS = timedelta(milliseconds=1)
S = timedelta(seconds=1)


@csp.graph
def main():
    lists = csp.curve([int], [(S, [1, 2]), (S, [3]), (2 * S, []), (2 * S, [4, 5, 6]), (3 * S, [7])])
    csp.print("unroll", csp.unroll(lists))
    a = csp.curve(str, [(S, "a1"), (2 * S, "a2"), (2 * S, "a3")])
    b = csp.curve(str, [(1500 * MS, "b1"), (3 * S, "b2")])
    csp.print("flatten", csp.delay(csp.flatten([a, b]), 2 * MS))
    csp.print("one", csp.delay(csp.flatten([b]), 3 * MS))
    nested = csp.curve([[int]], [(S, [[1, 2], [3]]), (S, [[], [4]])])
    csp.print("nested", csp.delay(csp.unroll(csp.unroll(nested)), 4 * MS))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=4 * S)
