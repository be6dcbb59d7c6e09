import csp
from csp import ts
from datetime import datetime, timedelta

MS = timedelta(milliseconds=1)
S = timedelta(seconds=1)


@csp.graph
def main():
    x = csp.curve(float, [(S, 0.5), (2 * S, 1.0), (3 * S, 2.5)])
    csp.print("abs", csp.abs(-x))
    csp.print("exp", csp.delay(csp.exp(x), MS))
    csp.print("exp2", csp.delay(csp.exp2(x), 2 * MS))
    csp.print("ln", csp.delay(csp.ln(x), 3 * MS))
    csp.print("log2", csp.delay(csp.log2(x), 4 * MS))
    csp.print("log10", csp.delay(csp.log10(x), 5 * MS))
    csp.print("sqrt", csp.delay(csp.sqrt(x), 6 * MS))
    csp.print("erf", csp.delay(csp.erf(x), 7 * MS))
    csp.print("sin", csp.delay(csp.sin(x), 8 * MS))
    csp.print("cos", csp.delay(csp.cos(x), 9 * MS))
    csp.print("tan", csp.delay(csp.tan(x), 10 * MS))
    csp.print("arcsin", csp.delay(csp.arcsin(x), 11 * MS))
    csp.print("arccos", csp.delay(csp.arccos(x), 12 * MS))
    csp.print("arctan", csp.delay(csp.arctan(x), 13 * MS))
    csp.print("sinh", csp.delay(csp.sinh(x), 14 * MS))
    csp.print("cosh", csp.delay(csp.cosh(x), 15 * MS))
    csp.print("tanh", csp.delay(csp.tanh(x), 16 * MS))
    csp.print("arcsinh", csp.delay(csp.arcsinh(x), 17 * MS))
    csp.print("arccosh", csp.delay(csp.arccosh(x), 18 * MS))
    csp.print("arctanh", csp.delay(csp.arctanh(x), 19 * MS))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=3 * S)
