# The queries of examples/nexmark, each against its recorded output.
set -eu
cd "$ROOT/examples/nexmark"
for q in 0 1 2 3 4 5 6 7 8; do
    cspc nexmark.csp -D query=$q -o "$OLDPWD/q$q" -O1
    "$OLDPWD/q$q" | diff "q$q.out" -
done
