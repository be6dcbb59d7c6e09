# The board over the recorded feeds: the waits of 22 snapshots to 1e-9 minutes, and how they are shown.
. "$ROOT/tests/lib.sh"
data=$ROOT/../shared/data
if [ ! -d "$data/gtfsrt" ]; then
    echo "no recorded feeds in ../shared/data"
    exit 77
fi
run 0 cspc "$ROOT/examples/transit/board.csp" -o board

recording="$data/gtfsrt/nyct-1234567_2023-05-29/nyct-1234567_%Y%m%dT%H%M%SZ.pb"
run 0 ./board --recording "$recording" --stops "$data/transit/stops.csv" --outputs waits.csv
[ ! -s err ] || { cat err; fail "the board complains about a good recording"; }

head -1 waits.csv >heading
same heading <<<"time,average,p90,p99,served,unserved"
tail -n +2 waits.csv | tr ',' '\t' >got
tail -n +2 "$data/expected/wait_nyct-1234567_2023-05-29.tsv" >expected
awk -F '\t' '
    function off(a, b) { return a - b > 1e-9 || b - a > 1e-9 }
    FNR == NR { row[FNR] = $0; rows = FNR; next }
    {
        n = split(row[FNR], want, "\t")
        bad = NF != n || $1 != want[1] || off($2, want[2]) || off($3, want[3]) || off($4, want[4]) || $5 != want[5] || $6 != want[6]
        if (bad) { print "got      " $0; print "expected " row[FNR]; wrong++ }
    }
    END { if (FNR != rows) { print FNR " snapshots, not " rows; wrong++ }; exit wrong > 0 }
' expected got || fail "the waits are not those of ../shared/data/expected"
[ "$(wc -l <got)" = 22 ] || fail "not 22 snapshots"

# For people: local time, two digits, the longest waits by name.
head -3 out >shown
same shown <<'TXT'
New York time        average     p90     p99  served  unserved
2023-05-29 14:03:06     4.02    7.37   11.38     324        34
    longest: Baychester Av S 17.4, Flatbush Av-Brooklyn College S 14.6, Newkirk Av-Little Haiti S 12.6, 103 St N 11.4, 225 St N 11.2
TXT
[ "$(wc -l <out)" = 45 ] || fail "the table has $(wc -l <out) lines, not 1 + 2 * 22"
tail -2 out >shown
same shown <<'TXT'
2023-05-29 15:21:52     4.02    7.68   12.99     324        34
    longest: Baychester Av N 16.6, Gun Hill Rd N 14.1, Junius St S 13.5, Wakefield-241 St N 13.2, Rockaway Av S 12.5
TXT

# The same without a file for machines; a part of the recording.
mv out table
run 0 ./board --recording "$recording" --stops "$data/transit/stops.csv"
same out <table
run 0 ./board --recording "$recording" --stops "$data/transit/stops.csv" --start 2023-05-29T18:20:00Z --end +2min
[ "$(grep -c longest out)" = 2 ] || fail "--start and --end do not cut two snapshots out"

# Other lines; another operator, whose feed has no extension and none of these stops.
run 0 ./board --recording "$data/gtfsrt/nyct-ace_2024-02-08/nyct-ace_%Y%m%dT%H%M%SZ.pb" --stops "$data/transit/stops.csv" --lines ACE
has out "2024-02-08 07:59:15     4.08    8.53   12.93     106         0" "longest: Ralph Av S 15.0, 72 St N 13.0,"
[ "$(grep -c longest out)" = 80 ] || fail "not 80 snapshots of the ACE lines"
run 0 ./board --recording "$data/gtfsrt/wmata-bus_2024-02-10/wmata_%Y%m%dT%H%M%SZ.pb" --stops "$data/transit/stops.csv"
[ "$(grep -c '      nan     nan     nan       0       358$' out)" = 4 ] || { cat out; fail "buses of another city are counted"; }
