# cspc --graph: the graph as a picture.
. "$ROOT/tests/lib.sh"
cp "$ROOT/examples/06_trade_pnl.csp" pnl.csp
run 0 cspc pnl.csp --graph pnl.dot
has pnl.dot "digraph" "position" "pnl"
run 0 cspc pnl.csp --graph=pnl.svg
has pnl.svg "<svg" "position"
run 0 cspc pnl.csp --graph pnl.png
[ "$(head -c 4 pnl.png | tail -c 3)" = PNG ] || fail "--graph pnl.png writes no PNG"
[ ! -e pnl ] || fail "--graph also makes an executable"
run 0 dot -Tsvg pnl.dot -o again.svg
run 1 cspc pnl.csp --graph pnl.jpeg
has err 'a diagram ends in .dot, .svg or .png, not `pnl.jpeg`'
run 1 cspc pnl.csp --graph nowhere/pnl.dot
[ -s err ] || fail "a diagram that cannot be written goes unnoticed"
