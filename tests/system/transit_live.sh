# The board live, over loopback: from the simulator, and from servers that fail in every way; none of them stops it.
. "$ROOT/tests/lib.sh"
transit=$ROOT/examples/transit
run 0 cspc "$transit/board.csp" -o board
run 0 cspc "$transit/simulate.csp" -o simulate
# shellcheck disable=SC2086 # CC may hold flags
run 0 ${CC:-cc} -o bad_server "$ROOT/tests/system/bad_server.c"
use_port() {
    port=$1
    board=(./board --live --url "http://127.0.0.1:$port/feed" --stops "$transit/sim_stops.csv" --lines 12A --every 500ms)
}
bounded() { # bounded SECONDS COMMAND...: it takes no longer
    local begin=$SECONDS limit=$1
    shift
    "$@"
    [ $((SECONDS - begin)) -le "$limit" ] || fail "took $((SECONDS - begin)) s, not $limit: $*"
}

# ---- the simulator
use_port "$(free_port)"
start ./simulate --realtime --port "$port" --every 500ms >simulate.log 2>&1
simulator=$started
wait_for 10 serves "$port" || { cat simulate.log; fail "the simulator does not serve"; }
bounded 8 run 0 "${board[@]}" --end +4s --outputs live.csv
[ ! -s err ] || { cat err; fail "the board complains about the simulator"; }
[ "$(grep -c longest out)" -ge 4 ] || { cat out; fail "fewer than 4 snapshots in 4 seconds"; }
awk -F, 'NR > 1 && !($2 > 0 && $2 < 60 && $3 >= $2 && $4 >= $3 && $5 > 60 && $5 + $6 == 74) { print; bad = 1 }
         END { exit bad || NR < 5 }' live.csv || fail "the live waits make no sense"

# POST is refused; the board ends on a signal as it ends at --end, with its file written.
post=$(exec 3<>"/dev/tcp/127.0.0.1/$port" && printf 'POST / HTTP/1.0\r\nContent-Length: 0\r\n\r\n' >&3 && head -1 <&3)
[[ $post == *" 405 "* ]] || fail "POST gives $post"
start "${board[@]}" --outputs signalled.csv >signalled.log 2>&1
watcher=$started
wait_for 10 grep -q longest signalled.log || fail "the board shows nothing"
kill -TERM "$watcher"
status=0
wait "$watcher" || status=$?
[ "$status" = 0 ] || { cat signalled.log; fail "exit status $status after SIGTERM"; }
[ "$(wc -l <signalled.csv)" -ge 2 ] || fail "the rows before the signal are lost"
kill -TERM "$simulator"
status=0
wait "$simulator" || status=$?
[ "$status" = 0 ] || { cat simulate.log; fail "the simulator's exit status is $status after SIGTERM"; }
[ ! -s simulate.log ] || { cat simulate.log; fail "the simulator complains"; }

# ---- a server that comes later
use_port "$(free_port)"
start bash -c "sleep 2; exec ./simulate --realtime --port $port --every 500ms --end +10s"
bounded 10 run 0 "${board[@]}" --end +6s
has err "127.0.0.1:$port/feed" "attempt 1"
has out longest

# ---- servers that fail
fails() { # fails MODE TEXT...: the board runs to its end, shows nothing, and says why
    local mode=$1
    shift
    use_port "$(free_port)"
    if [ "$mode" != refuse ]; then
        start ./bad_server "$port" "$mode"
        wait_for 5 listens || fail "bad_server $mode does not listen"
    fi
    bounded 6 run 0 "${board[@]}" --end +2s
    ! grep -q longest out || { cat out; fail "$mode: a snapshot was shown"; }
    has err "$@"
}
listens() { (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; }
fails refuse "board: warning: " "attempt 1" "onnect"
fails 500 "status 500"
fails html "decode: "
fails garbage "board: warning: "
fails empty "the answer is empty"
fails cut "board: warning: "
fails hang

# A request that takes too long is given up, and the next one made.
cat >patient.csp <<'CSP'
import http

graph main(url: str):
    print("answers", count(http.poll(url, every=500ms, timeout=300ms)))
CSP
run 0 cspc patient.csp -o patient
bounded 6 run 0 ./patient --url "http://127.0.0.1:$port/" --end +2s
[ ! -s out ] || fail "a server that hangs has answered"
has err "patient: warning: main/poll: http://127.0.0.1:$port/: attempt 1: " "imed out"
