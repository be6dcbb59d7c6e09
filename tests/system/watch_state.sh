# cspc run --watch: what moves with a node that stays (values of all kinds, alarms and their handles, past ticks, open adapters,
# events that were read ahead), what C files do, dynamic subgraphs; a run that leaked would end with another status.
. "$ROOT/tests/lib.sh"
export CSP_CHECK_LEAKS=1
watch() { # watch ARGS...: cspc run --watch ARGS in the background
    start cspc run --watch "$@" >out 2>err </dev/null
    watcher=$started
}
told() { wait_for 15 grep -qF -- "$1" err || { cat err; tail -3 out; fail "it does not say \"$1\""; }; }
shown() { wait_for 15 grep -qF -- "$1" out || { cat err; tail -3 out; fail "it does not print \"$1\""; }; }
ends() {
    local status=0
    kill -INT "$watcher"
    wait "$watcher" || status=$?
    [ "$status" = 0 ] || { cat err; fail "exit status $status after Ctrl-C"; }
}
follows() { # follows TAG: the numbers printed under it follow each other
    sed -n "s/^.* $1://p" out | awk 'NR > 1 && $1 != last + 1 { print "after " last ": " $1; bad = 1 } { last = $1 } END { exit bad || NR < 3 }' ||
        { cat err; fail "$1 does not go on"; }
}

# ---- values, alarms, the past
cat >state.csp <<'CSP'
struct Note:
    text: str
    marks: [int]

node keeper(x: ts[int]) -> (notes: ts[Note], words: ts[int], past: ts[int]):
    state:
        seen: {str: [int]} = {}
        last: Note = Note(text="", marks=[])
    alarms:
        late: str
    start:
        set_buffering_policy(x, tick_count=8)
        schedule_alarm(late, 1200ms, "rung once")
    if ticked(late):
        print(f"{late} after {len(seen)}")
    if ticked(x):
        seen[f"word {x}"] = [x, x + 1]
        last.text = f"note {x}"
        last.marks.append(x)
        output(notes=last)
        output(words=len(seen))
        if x > 4:
            output(past=value_at(x, -4) + 4)

node patient(x: ts[int]) -> ts[int]:
    state:
        handle: alarm_handle? = None
        n: int = 0
    alarms:
        ring: int
    start:
        handle = schedule_alarm(ring, 300ms, 1)
    if ticked(x):
        if handle is not None:
            handle = reschedule_alarm(handle, 300ms)
        n += 1
        return n
    if ticked(ring):
        print("the alarm was lost")

graph main():
    t = count(timer(20ms))
    k = keeper(t)
    print("text", k.notes.text)
    print("words", k.words)
    print("past", k.past)
    print("patient", patient(t))
    print("changing", t + 1)
CSP
watch state.csp -- --realtime
shown "words:10"
for n in 2 3 4; do
    sed -i "s/t + [0-9]/t + $n/" state.csp
    wait_for 15 eval "[ \$(grep -c 'nodes kept, 1 new, 1 gone' err) = $((n - 1)) ]" || { cat err; fail "change $n is not taken over"; }
done
shown "rung once after"
ends
for tag in words past patient; do follows "$tag"; done
sed -n 's/^.* text:note //p' out | awk '$1 != NR { exit 1 }' || fail "the notes do not go on"
[ "$(grep -c "rung once" out)" = 1 ] || fail "the alarm has not rung once"
! grep -q "the alarm was lost" out || fail "the handle of an alarm names nothing any more"

# ---- adapters: a file goes on where it was, what is written goes on too; C files count
{
    echo "time,price"
    for i in $(seq 0 1499); do
        TZ=UTC printf '%(%F %T)T.%03d,%d\n' $((EPOCHSECONDS + 1 + i / 50)) $((i % 50 * 20)) $((i + 1))
    done
} >prices.csv
cat >scale.c <<'C'
double my_scale(double x) { return 2 * x; }
C
cat >tape.csp <<'CSP'
import csv

struct Price:
    price: int

extern def scaled(x: float) -> float = "my_scale"

node paced(x: ts[int]) -> ts[int]:
    state:
        n: int = 0
    if ticked(x):
        n += 1
        return n

graph main(path: str = "prices.csv") -> (prices: ts[int]):
    prices = csv.read[Price](path).price
    print("paced", paced(prices))
    print("scaled", prices * scaled(1.0))
    print("extra", prices + 1)
    output(prices=prices)
CSP
watch tape.csp scale.c -- --realtime --outputs rows.csv
shown "paced:10"
sed -i 's/prices + 1/prices + 10000/' tape.csp
shown "extra:100"
sed -i 's/2 \* x/3.5 * x/' scale.c
told "scale.c changed:"
wait_for 10 eval "awk -F: '/scaled/ && \$NF > 3 * 60 { found = 1 } END { exit !found }' out" || fail "the C code is the old one"
ends
follows paced
awk -F, 'NR == 2 { first = $2 } NR > 1 && $2 != first + NR - 2 { print; bad = 1 } END { exit bad || NR < 20 || first > 400 }' rows.csv ||
    { head -c 1000 rows.csv; fail "the rows do not go on"; }

# ---- dynamic subgraphs start anew; what feeds them goes on
cat >keys.csp <<'CSP'
node running(x: ts[int]) -> ts[int]:
    state:
        n: int = 0
    start:
        print("a copy starts")
    stop:
        print("a copy stops")
    if ticked(x):
        n += 1
        return n

graph each(key: int, own: ts[int]) -> ts[int]:
    return running(own)

graph main():
    t = count(timer(20ms))
    print("count", t)
    print("sums", dynamic_collect(dynamic(dynamic_demultiplex(t, t % 3), each)))
CSP
watch keys.csp -- --realtime
shown "sums:{2: 4}"
sed -i 's/print("count", t)/print("count", t + 0)/' keys.csp
told "keys.csp changed: "
wait_for 10 eval '[ "$(grep -c "a copy starts" out)" = 6 ]' || fail "the copies do not start anew"
[ "$(grep -c "a copy stops" out)" = 3 ] || fail "the old copies do not stop"
shown "count:60"
ends
follows count
