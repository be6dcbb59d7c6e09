# What fuzzing found once (tests/fuzz/findings): programs that are refused or wired, but never crash the compiler.
. "$ROOT/tests/lib.sh"
for program in "$ROOT"/tests/fuzz/findings/*.csp; do
    status=0
    timeout 20 cspc "$program" --emit=regions --steps=100000 >out 2>err </dev/null || status=$?
    [ $status -le 1 ] || { tail -c 1000 err; fail "exit status $status: $program"; }
done
