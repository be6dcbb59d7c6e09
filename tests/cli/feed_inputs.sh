# What a board is given wrongly: recordings, stops, messages, .proto files. Each is met with an error that says what and where.
. "$ROOT/tests/lib.sh"
transit=$ROOT/examples/transit
run 0 cspc "$transit/board.csp" -o board
run 0 cspc "$transit/simulate.csp" -o simulate
name='%Y%m%dT%H%M%SZ.pb'
board() { ./board --stops "$transit/sim_stops.csv" --lines 12A "$@"; }
refused() { # refused TEXT: the last run said exactly this, in one error
    [ "$(message)" = "$1" ] || { cat err; fail "the message is not: $1"; }
}

# ---- the simulator's recordings: the same seed, the same bytes
run 0 ./simulate --start 2024-04-23T11:00:00Z --end +3min --recording "rec/$name"
run 0 ./simulate --start 2024-04-23T11:00:00Z --end +3min --recording "again/deeper/$name"
[ "$(ls rec)" = "$(printf '20240423T110%s00Z.pb\n' 1 2 3)" ] || { ls rec; fail "other files than one a minute"; }
diff -r rec again/deeper || fail "two runs with one seed differ"
run 0 ./simulate --start 2024-04-23T11:00:00Z --end +1min --recording "other/$name" --seed 2
! cmp -s rec/20240423T110100Z.pb other/20240423T110100Z.pb || fail "another seed makes the same trains"
run 0 board --recording "rec/$name"
[ ! -s err ] || { cat err; fail "the board complains about the simulator's recording"; }
[ "$(grep -c longest out)" = 3 ] || fail "not three snapshots"
has out "2024-04-23 07:01:00 " "2024-04-23 07:03:00 "
if command -v protoc >/dev/null; then # valid for others, too
    protoc -I"$transit" --decode=transit_realtime.FeedMessage "$transit/gtfs-realtime.proto" "$transit/nyct-subway.proto" \
        <rec/20240423T110100Z.pb >decoded 2>messages || { cat messages; fail "protoc cannot read the simulator's feed"; }
    has decoded 'train_id: "01 ' 'direction: SOUTH' 'nyct_subway_version' 'scheduled_track: "1"' 'current_status: '
fi

# ---- recordings
run 1 board --recording "nowhere/$name"
refused "cannot read the folder nowhere of nowhere/$name: No such file or directory"
mkdir empty
run 1 board --recording "empty/$name"
refused "no file matches empty/$name: looked in empty, which is empty"
run 1 board --recording "rec/feed_$name"
has err "no file matches rec/feed_$name: looked in rec, which has 3 entries, e.g. 20240423T110"
run 1 board --recording "rec/20240423T110100Z.pb"
has err "rec/20240423T110100Z.pb has no time in it, such as %Y%m%dT%H%M%SZ or %s"
run 1 board --recording ""
[ -n "$(message)" ] || fail "an empty --recording goes unnoticed"
mkdir late
cp rec/20240423T110100Z.pb late/20240431T110100Z.pb
run 1 board --recording "late/$name"
refused "late/20240431T110100Z.pb: there is no such date or time (pattern late/$name)"

# ---- messages: a bad snapshot is reported, the others are shown
mkdir bad
cp rec/* bad/
head -c 200 rec/20240423T110100Z.pb >bad/20240423T110130Z.pb
head -c 300 /dev/zero | tr '\0' '\377' >bad/20240423T110140Z.pb
: >bad/20240423T110150Z.pb
printf '<html>' >bad/20240423T110210Z.pb
run 0 board --recording "bad/$name"
[ "$(grep -c longest out)" = 3 ] || { cat out; fail "the good snapshots are not all shown"; }
[ "$(grep -c 'board: warning: .*decode: ' err)" = 3 ] || { cat err; fail "not three reports of decode"; }
[ "$(grep -c 'warning: .*without a header' err)" = 1 ] || { cat err; fail "the empty snapshot is not reported"; }
has err "truncated at byte"

# ---- stops
run 1 ./board --recording "rec/$name" --stops nowhere.csv
has err "nowhere.csv" "No such file or directory"
cut -d, -f1,3- "$transit/sim_stops.csv" >nameless.csv
run 1 ./board --recording "rec/$name" --stops nameless.csv
has err "nameless.csv" "stop_name"
: >void.csv
run 1 ./board --recording "rec/$name" --stops void.csv
has err "void.csv"
run 1 ./board --recording "rec/$name" --stops "$transit/sim_stops.csv" --lines XYZ
has err "none of the 111 stops is a platform whose id begins with one of XYZ"

# ---- where to write
: >file
run 1 ./simulate --start 2024-04-23T11:00:00Z --end +1min --recording "file/$name"
refused "files.write: cannot write file/20240423T110100Z.pb: Not a directory"
run 1 ./simulate --start 2024-04-23T11:00:00Z --end +1min --recording "x/%Y%Q.pb"
refused "files.write: x/%Y%Q.pb: unknown field %Q; there are %Y %m %d %H %M %S %s"
run 1 ./simulate --start 2024-04-23T11:00:00Z --end +3min --recording "x/%Y.pb"
refused "files.write: two ticks have the same name, x/2024.pb; the pattern is too coarse"
[ "$(ls x)" = 2024.pb ] || { ls x; fail "files.write leaves parts of files"; }
run 1 board --recording "rec/$name" --outputs nowhere/waits.csv
refused "--outputs: cannot write nowhere/waits.csv: No such file or directory"
