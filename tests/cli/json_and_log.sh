# What needs a file made on the spot, or the environment: JSON lines in order of time, decode that stops, the level of log.
set -eu
cat >stops.csp <<'P'
graph main():
    print("n", decode[int](curve([(1s, b"1"), (2s, b"true"), (3s, b"3")])))
P
cspc stops.csp -o stops
./stops >out 2>err && exit 1
[ "$(cat out)" = "1970-01-01 00:00:01 n:1" ]
grep -q 'error: decode: expected int, got true' err
grep -q 'in main/decode.* at 1970-01-01 00:00:02' err

cat >lines.csp <<'P'
import json

struct Row:
    n: int

graph main(path: str):
    print("row", json.read[Row](path, unit=1s))
P
cspc lines.csp -o lines
printf '{"time": 2, "n": 1}\n{"time": 1, "n": 2}\n' >back.jsonl
./lines --path back.jsonl >out 2>err && exit 1
grep -q '1970-01-01 00:00:01' err
./lines --path missing.jsonl >out 2>err && exit 1
grep -q 'cannot open missing.jsonl: No such file or directory' err
: >empty.jsonl
[ -z "$(./lines --path empty.jsonl 2>&1)" ]
# long lines, and 10,000 of them: one JSON library for both ways to run
for i in $(seq 10000); do echo "{\"time\": $i, \"n\": $i, \"other\": [{\"a\": \"text\"}, null, 1.5e3]}"; done >many.jsonl
./lines --path many.jsonl | tail -1 | grep -qx '1970-01-01 02:46:40 row:Row( n=10000 )'
cspc run lines.csp -- --path many.jsonl >run.out
./lines --path many.jsonl | cmp - run.out

cat >levels.csp <<'P'
graph main():
    x = const(1)
    log(DEBUG, "debug", x)
    log(WARNING, "warning", x)
    log(CRITICAL, "critical", x)
P
cspc levels.csp -o levels
count() { CSP_LOG_LEVEL=$1 ./levels 2>&1 >/dev/null | wc -l; }
[ "$(count DEBUG)" = 3 ]
[ "$(count warning)" = 2 ]
[ "$(count 31)" = 1 ]
[ "$(count nonsense)" = 2 ]

# a program without JSON does not load the library
printf 'graph main():\n    print("x", const(1))\n' >plain.csp
cspc plain.csp -o plain
if command -v ldd >/dev/null; then
    ! ldd plain | grep -q jansson
    ldd lines | grep -q jansson
fi
