# cspc check: several files, modules without main, tests, standard input; diagnostics as JSON.
. "$ROOT/tests/lib.sh"

cat >main.csp <<'CSP'
import helper

graph main():
    print("x", helper.twice(const(1)))
CSP
cat >helper.csp <<'CSP'
def twice(n: int) -> int:
    return 2 * n
CSP
run 0 cspc check main.csp helper.csp
[ ! -s out ] && [ ! -s err ] || fail "a good program gives messages"
run 0 cspc check "$ROOT"/examples/*.csp

# ---- mistakes of all phases, in all files
cat >types.csp <<'CSP'
graph main():
    print("x", const(1) + "a")
    total: int = "none"
CSP
cat >wiring.csp <<'CSP'
test "for ever":
    expect(count(timer(1s)), [(1s, 1)])

test "backwards", start=datetime(2024, 1, 2), end=datetime(2024, 1, 1):
    expect(const(1), [])

test "cyclic":
    x = delayed[int]()
    x.bind(x + 1)
    expect(x, [])

test "only its assert fails":
    assert 1 == 2

graph main():
    y = delayed[int]()
    print("x", y)
CSP
run 1 cspc check types.csp main.csp wiring.csp nowhere.csp
same err <<'TEXT'
types.csp:2:16: error: '+' is not defined for int and str [E0302]
    2 |     print("x", const(1) + "a")
      |                ^^^^^^^^^^^^^^
   help: convert it with str(const(1)), or write an f-string
types.csp:3:18: error: expected int, found str [E0301]
    3 |     total: int = "none"
      |                  ^^^^^^
types.csp:3:12: note: its type is declared here
    3 |     total: int = "none"
      |            ^^^
wiring.csp:1:6: error: nothing but timers drives this test: it would never end [E0455]
    1 | test "for ever":
      |      ^^^^^^^^^^
   help: say how long it runs, as in: test "...", end=3s:
wiring.csp:4:51: error: the test ends before its start [E0456]
    4 | test "backwards", start=datetime(2024, 1, 2), end=datetime(2024, 1, 1):
      |                                                   ^^^^^^^^^^^^^^^^^^^^
wiring.csp:9:12: error: the graph has a cycle of 1 edge: each waits for the one before [E0416]
    9 |     x.bind(x + 1)
      |            ^^^^^
wiring.csp:9:12: note: test/(+) -> test/(+)
    9 |     x.bind(x + 1)
      |            ^^^^^
   help: use feedback[int]() for the edge from test/(+) to test/(+): it ticks one cycle later
wiring.csp:16:9: error: this delayed edge is never bound [E0421]
   16 |     y = delayed[int]()
      |         ^^^^^^^^^^^^^^
   help: say which series it carries: .bind(x)
cspc: error: cannot read nowhere.csp: No such file or directory [E0601]
TEXT
[ ! -s out ] || fail "diagnostics went to standard output"

# ---- JSON: an object a line
run 1 cspc check --diagnostics=json types.csp nowhere.csp
same err <<'TEXT'
{"file":"types.csp","line":2,"column":16,"end_line":2,"end_column":30,"utf16_column":16,"utf16_end_column":30,"severity":"error","code":"E0302","message":"'+' is not defined for int and str","notes":[],"help":["convert it with str(const(1)), or write an f-string"]}
{"file":"types.csp","line":3,"column":18,"end_line":3,"end_column":24,"utf16_column":18,"utf16_end_column":24,"severity":"error","code":"E0301","message":"expected int, found str","notes":[{"file":"types.csp","line":3,"column":12,"end_line":3,"end_column":15,"utf16_column":12,"utf16_end_column":15,"message":"its type is declared here"}],"help":[]}
{"file":null,"severity":"error","code":"E0601","message":"cannot read nowhere.csp: No such file or directory","notes":[],"help":[]}
TEXT
# The ä is two bytes and one unit, the clef four bytes and two units.
printf 'graph main():\n    print("ä𝄞", nobody)\n' >wide.csp
run 1 cspc check --diagnostics=json wide.csp
has err '"column":21,' '"utf16_column":18,' '"utf16_end_column":24,'
# All commands take it, and what is no mistake in a program has a code, too.
run 1 cspc wide.csp --diagnostics=json
has err '"code":"E0201"'
run 1 cspc run wide.csp --diagnostics=json
has err '"code":"E0201"'
run 1 cspc test wide.csp --diagnostics=json
has err '"code":"E0201"'
run 2 cspc main.csp -D NOTHING=1 --diagnostics=json
has err '"severity":"error","code":"E0605"'
run 1 cspc main.csp -o nowhere/main --diagnostics=json
has err '"code":"E0603"'
run 1 cspc main.csp --graph nowhere/main.dot --diagnostics=json
has err '"code":"E0606"'
run 0 cspc main.csp --diagnostics=text -o main
run 2 cspc main.csp --diagnostics=xml
has err "--diagnostics takes json or text, got xml"
if command -v python3 >/dev/null; then
    cspc check --diagnostics=json types.csp wiring.csp wide.csp 2>lines || true
    python3 -c 'import json, sys; [json.loads(line) for line in open("lines", encoding="utf-8")]' ||
        fail "a line is no JSON"
fi

# ---- standard input, as an editor hands it over
status=0
cspc check - --stdin-name main.csp >out 2>err <types.csp || status=$?
[ $status = 1 ] || fail "exit status $status"
has err "main.csp:2:16: error:"
mkdir -p sub && cp helper.csp sub/other.csp
cspc check - --stdin-name sub/unsaved.csp <<<"from other import twice" || fail "imports are not found beside the name"
status=0
cspc check - >out 2>err <types.csp || status=$?
has err "<stdin>:2:16: error:"

# ---- pages
for command in "" run test check explain fmt; do run 0 cspc $command --help; has out usage:; done
run 2 cspc check
run 2 cspc check main.csp -o main
has err "unknown option -o"
