# Every program of tests/conformance that differs from csp on purpose is named in docs/from-csp.md, and what is named there differs.
. "$ROOT/tests/lib.sh"

page=$ROOT/docs/from-csp.md
cases=0
for program in "$ROOT"/tests/conformance/*.csp; do
    name=$(basename "$program" .csp)
    if grep -q '^# differs: ' "$program"; then
        grep -qF "\`$name\`" "$page" || fail "$name differs from csp, and docs/from-csp.md does not name it"
        cases=$((cases + 1))
    else
        grep -qF "\`$name\`" "$page" && fail "docs/from-csp.md names $name, which does not differ from csp"
        [ ! -e "${program%.csp}.ours" ] || fail "$name has an output of ours and is not marked"
    fi
done
[ "$cases" -gt 0 ] || fail "no case is marked"
