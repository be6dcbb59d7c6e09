import logging
from datetime import datetime, timedelta

import csp


@csp.graph
def main():
    x = csp.curve(float, [(timedelta(seconds=1), 1.5), (timedelta(seconds=2), 2.0)])
    csp.log(logging.DEBUG, "debug", x)
    csp.log(logging.INFO, "info", x)
    csp.log(logging.WARNING, "warning", csp.filter(x < 2, x))
    csp.log(logging.ERROR, "error", csp.filter(x > 1.5, x + 1))


csp.run(main, starttime=datetime(1970, 1, 1), endtime=timedelta(seconds=10))
