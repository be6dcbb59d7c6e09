# The programs that the language was designed with, where they are: those with an output print it to the byte, the
# others are checked as far as the types, with the adapters that they name.
. "$ROOT/tests/lib.sh"

programs=$ROOT/../shared/programs
[ -d "$programs" ] || { echo "the programs are not here"; exit 77; }
mkdir work
cp "$programs"/* work
cp "$ROOT"/examples/transit/*.proto work
cp "$ROOT"/examples/transit/sim_stops.csv work/stops.csv
cd work
count=0

prints() { # WANTED COMMAND...
    timeout -s KILL 60 "${@:2}" >out 2>err </dev/null || { head -c 2000 err; fail "exit status $?: ${*:2}"; }
    diff -u "$1" out || fail "another output: ${*:2}"
    [ -s err ] && { head -c 2000 err; fail "it wrote to standard error: ${*:2}"; }
    count=$((count + 1))
}

for program in [0-9]*.csp; do
    name=${program%.csp}
    case $name in
        25_tests) prints $name.out cspc test $program ;;
        *) if [ -e "$name.out" ]; then prints "$name.out" cspc run "$program"; else
               run 0 cspc "$program" --emit=types
               count=$((count + 1))
           fi ;;
    esac
done
for query in 1 2 3 4 5 6 7 8; do
    prints 24_nexmark.q$query.out cspc run 24_nexmark.csp -D query=$query
done
run 0 cspc test 20_transit.csp 22_sensor_alerts.csp
[ "$count" -ge 33 ] || fail "only $count programs"
