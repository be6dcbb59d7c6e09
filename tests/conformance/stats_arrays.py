import warnings

import csp
import numpy as np
from csp import stats
from csp.typing import Numpy1DArray
from datetime import datetime, timedelta
from typing import List

warnings.simplefilter("ignore")  # csp cannot memoise arrays
nan = float("nan")


def s(n):
    return timedelta(seconds=n)


def late(x, n):  # a time of its own for each line
    return csp.delay(x, timedelta(milliseconds=n))


def plain(x):
    return csp.apply(x, lambda a: [float(v) for v in a], List[float])


def rounded(x):
    return csp.apply(x, lambda a: [round(float(v), 5) + 0.0 for v in a], List[float])


def rows(x):
    return csp.apply(x, lambda a: [[round(float(v), 5) + 0.0 for v in row] for row in a], List[List[float]])


@csp.graph
def main():
    data = [[1.0, 10.0, 4.0], [2.5, nan, 3.0], [0.5, 30.0, 1.0], [4.0, 20.0, nan], [3.0, 50.0, 2.0], [-1.0, 10.0, 7.0]]
    x = csp.curve(Numpy1DArray[float], [(s(i + 1), np.array(row)) for i, row in enumerate(data)])
    first = csp.apply(x, lambda a: float(a[0]), float)
    other = csp.curve(float, [(s(2), 1.0), (s(3.5), 2.0)])
    csp.print("count", plain(late(stats.count(x, 3, 1), 0)))
    csp.print("sum", plain(late(stats.sum(x, 3, 1), 1)))
    csp.print("mean", rounded(late(stats.mean(x, s(3), s(0)), 2)))
    csp.print("prod", plain(late(stats.prod(x, 2, 1), 3)))
    csp.print("var", rounded(late(stats.var(x, 4, 1), 4)))
    csp.print("stddev", rounded(late(stats.stddev(x), 5)))
    csp.print("skew", rounded(late(stats.skew(x, 5, 1), 6)))
    csp.print("ignore_na", rounded(late(stats.mean(x, 3, 1, ignore_na=False), 7)))
    csp.print("reset", plain(late(stats.sum(x, 3, 1, reset=csp.curve(bool, [(s(4), True)])), 8)))
    csp.print("cov", rows(late(stats.cov_matrix(x, 4, 1), 9)))
    csp.print("corr", rows(late(stats.corr_matrix(x, 5, 1), 10)))
    csp.print("list", plain(late(stats.list_to_numpy([first, other]), 11)))
    csp.print("filled", plain(late(stats.list_to_numpy([first, other], fillna=True), 12)))
    csp.print("item", late(stats.numpy_to_list(x, 3)[1], 13))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=s(12))
