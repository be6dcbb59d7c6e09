"""The peer of examples/transit/board.csp: the same figures by Python's protobuf (the C implementation, upb).

    snapshots.py GENERATED_MODULES STOPS LINES PATTERN > waits.csv
"""
import csv
import glob
import sys

modules, stops_file, lines, pattern = sys.argv[1:]
sys.path.insert(0, modules)
import gtfs_realtime_pb2 as gtfs  # noqa: E402


def quantile(ordered, q):
    at = q * (len(ordered) - 1)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)


with open(stops_file, newline="") as file:
    stops = {row["stop_id"] for row in csv.DictReader(file)
             if row["location_type"] != "1" and row["stop_id"][0] in lines}
print("time,average,p90,p99,served,unserved")
for path in sorted(glob.glob(pattern)):
    message = gtfs.FeedMessage()
    with open(path, "rb") as file:
        message.ParseFromString(file.read())
    at, waits = message.header.timestamp, {}
    for entity in message.entity:
        if not entity.HasField("trip_update"):
            continue
        for update in entity.trip_update.stop_time_update:
            if not update.HasField("arrival") or update.stop_id not in stops:
                continue
            wait = (update.arrival.time - at) / 60
            if 0 <= wait < waits.get(update.stop_id, float("inf")):
                waits[update.stop_id] = wait
    minutes = sorted(waits.values())
    print(at, sum(minutes) / len(minutes), quantile(minutes, 0.9), quantile(minutes, 0.99), len(minutes),
          len(stops) - len(minutes), sep=",")
