# cspc run --watch: what changes starts anew, the rest goes on, mistakes stop nothing, and a run that has ended starts again.
. "$ROOT/tests/lib.sh"
watch() { # watch FILE FLAGS...: in the background, its output in out and its messages in err
    local file=$1
    shift
    : >out
    : >err
    start cspc run --watch "$file" -- "$@" >out 2>err </dev/null
    watcher=$started
}
told() { wait_for 15 grep -qF -- "$1" err || { cat err; tail -3 out; fail "it does not say \"$1\""; }; }
shown() { wait_for 15 grep -qF -- "$1" out || { cat err; tail -3 out; fail "it does not print \"$1\""; }; }
ends() { # ends STATUS: after Ctrl-C
    local status=0
    kill -INT "$watcher"
    wait "$watcher" || status=$?
    [ "$status" = "$1" ] || { cat err; fail "exit status $status after Ctrl-C"; }
}
# counts TAG: the numbers that were printed under it, all runs of the program together, follow each other
counts_on() {
    sed -n "s/^.* $1://p" out | awk 'NR > 1 && $1 != last + 1 { print "after " last ": " $1; bad = 1 } { last = $1 } END { exit bad || NR < 3 }' ||
        { cat err; fail "$1 does not go on counting"; }
}

# ---- live: two nodes, an import
cat >steps.csp <<'CSP'
def step() -> int:
    return 1000
CSP
cat >live.csp <<'CSP'
import steps

node counter(x: ts[int]) -> ts[int]:
    state:
        n: int = 0
    start:
        print("counter starts")
    stop:
        print(f"counter stops at {n}")
    if ticked(x):
        n += 1
        return n

node other(x: ts[int]) -> ts[int]:
    state:
        n: int = 100
    start:
        print("other starts")
    stop:
        print("other stops")
    if ticked(x):
        n += steps.step()
        return n

graph main():
    t = count(timer(20ms))
    print("count", counter(t))
    print("other", other(t))
CSP
watch live.csp --realtime
shown "count:10"
shown "other:1100"

# the definition of `other` changes: it starts anew, and the counter goes on
sed -i 's/n: int = 100/n: int = 7/' live.csp
told "live.csp changed: 5 nodes kept, 1 new, 1 gone"
shown "other:1007"
[ "$(grep -c "other stops" out)" = 1 ] || fail "the old node did not stop once"
[ "$(grep -c "other starts" out)" = 2 ] || fail "the new node did not start"

# a comment or a line more changes nothing
sed -i '3i # a comment' live.csp
told "live.csp changed: 6 nodes kept, 0 new, 0 gone"

# a file that it imports, replaced as editors do
sed 's/1000/2000/' steps.csp >steps.new
mv steps.new steps.csp
told "steps.csp changed: 5 nodes kept, 1 new, 1 gone"
shown "other:2007"

# mistakes: they are told, and nothing stops
sed -i 's/return 2000/return "x"/' steps.csp
told "there are errors; nothing is taken over"
has err "steps.csp:2:" "[E0"
rm live.csp
told "live.csp changed: there are errors"
has err "cannot read live.csp"
[ "$(grep -c "counter stops" out)" = 0 ] || fail "a mistake has stopped the counter"

# it comes back, with another node wired in
sed 's/"x"/2000/' steps.csp >steps.new && mv steps.new steps.csp
cat >live.new <<'CSP'
import steps

node counter(x: ts[int]) -> ts[int]:
    state:
        n: int = 0
    start:
        print("counter starts")
    stop:
        print(f"counter stops at {n}")
    if ticked(x):
        n += 1
        return n

graph main():
    t = count(timer(20ms))
    print("count", counter(t))
    print("doubled", counter(t + 1) * 2)
CSP
mv live.new live.csp
told "changed: 4 nodes kept, 4 new, 2 gone"
shown "doubled:2"
ends 0
[ "$(grep -c "counter starts" out)" = 2 ] || fail "the counter has started again"
[ "$(grep -c "counter stops at" out)" = 2 ] || fail "stop: has not run for both counters"
counts_on count

# ---- history: an ended run starts again from the beginning
cat >past.csp <<'CSP'
graph main(n: int = 3):
    print("past", count(timer(1s)) + 10)
CSP
watch past.csp --end +3s
told "the run has ended"
shown "past:13"
sed -i 's/+ 10/+ 20/' past.csp
told "past.csp changed: from the beginning"
shown "past:21"
wait_for 10 eval '[ "$(grep -c "has ended" err)" = 2 ]' || fail "the second run does not end"
ends 0

# it starts with mistakes, and fails while it runs
echo 'graph main() print(1)' >late.csp
watch late.csp --end +5s
told "there are errors; it starts when they are mended"
cat >late.csp <<'CSP'
graph main():
    print("inverse", 1 // (3 - count(timer(1s))))
CSP
told "the run has ended"
has err "late.csp:2:" "division or modulo by zero"
sed -i 's|1 // (3 -|1 + (3 -|; s/timer(1s)/const(2)/' late.csp
shown "inverse:3"
kill -TERM "$watcher"
wait "$watcher" || fail "SIGTERM gives $?"

run 2 cspc run --watch -
has err "--watch needs a file"
run 2 cspc --watch late.csp
has err "unknown option --watch"
run 0 cspc run --help
has out "--watch"
