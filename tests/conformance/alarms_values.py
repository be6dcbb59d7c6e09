import csp
from csp import ts
from datetime import datetime, timedelta

MS = timedelta(milliseconds=1)
S = timedelta(seconds=1)


class Job(csp.Struct):
    name: str
    tries: int


@csp.node
def retry(x: ts[str]) -> ts[str]:
    with csp.alarms():
        job: ts[Job] = csp.alarm(Job)
        batch: ts[[int]] = csp.alarm([int])
        pair: ts[tuple] = csp.alarm(tuple)
    if csp.ticked(x):
        csp.schedule_alarm(job, S, Job(name=x, tries=1))
        csp.schedule_alarm(batch, 1.5 * S, [1, 2, len(x)])
        csp.schedule_alarm(pair, 1.5 * S, (x, 0.5))
    if csp.ticked(job):
        if job.tries < 3:
            csp.schedule_alarm(job, S * job.tries, Job(name=job.name, tries=job.tries + 1))
        csp.output(f"{job.name} {job.tries}")
    if csp.ticked(batch) and csp.ticked(pair):
        csp.output(f"{sum(batch)} {pair[0]} {pair[1]}")


@csp.graph
def main():
    csp.print("retry", retry(csp.curve(str, [(S, "a"), (1200 * MS, "bb")])))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=12 * S)
