# cspc test: what passes, what fails and how that is told, what is chosen, exit statuses, JUnit.
. "$ROOT/tests/lib.sh"

cat >prices.csp <<'CSP'
"""A module with tests, and no main."""

struct Trade:
    symbol: str
    price: float

def clip(x: float, low: float, high: float) -> float:
    assert low <= high, f"empty range {low}..{high}"
    return max(low, min(x, high))

node inverse(x: ts[int]) -> ts[int]:
    return 12 // x

graph halves(x: ts[int]) -> (low: ts[int], high: ts[int]):
    output(low=inverse(x), high=-inverse(x))

node complain(x: ts[int]):
    assert x < 2, f"{x} is too much"

struct Shape:
    name: str

struct Square(Shape):
    side: float = 1.0

test "values":
    assert clip(5.0, 0.0, 3.0) == 3.0
    for i in range(3):
        assert clip(float(i), 1.0, 2.0) >= 1.0, f"item {i}"

test "series of many types":
    expect(const(Trade("A", 1.5)), [(0s, Trade("A", 1.5))])
    expect(const("x"), [(0s, "x")])
    expect(const([1, 2]), [(0s, [1, 2])])
    expect(const({"a": 0.1 + 0.2}), [(0s, {"a": 0.3})], tolerance=1e-9)
    expect(const((1, 2.5)), [(0s, (1, 2.5))])
    expect(const(float("nan")), [(0s, float("nan"))])
    expect(const(2min, delay=1500ms), [(1500ms, 2min)])
    expect(const(Shape("s")), [(0s, Shape("s"))])
    both: [Shape] = [Square("a", 0.1 + 0.2), Shape("s")]
    expect(const(both), [(0s, [Square("a", 0.3), Shape("s")])], tolerance=1e-9)
    wide = const(1) + 0.5
    expect(wide, [(0s, 1.5)])

test "what is nested, and wired in loops", end=3s:
    def twice(n: int) -> int:
        return 2 * n
    graph odd(x: ts[int]) -> ts[int]:
        return twice(x) + 1
    for i in range(3):
        expect(odd(const(i)), [(0s, 2 * i + 1)])
    expect(count(timer(1s)), [(n * 1s, n) for n in range(1, 4)])

test "errors, each in a run of its own":
    x = curve([(0s, 3), (1s, 0), (2s, 4)])
    expect_error(inverse(x), "division")
    expect_error(halves(x), "division")
    expect_error(complain(x), "3 is too much")
    expect_error(clip(1.0, 2.0, 1.0), "empty range 2.0..1.0")
    expect_error([inverse(x), x], "by zero")
    expect(x, [(0s, 3), (1s, 0), (2s, 4)])

test "times of a calendar", start=datetime(2024, 7, 1, 9, 30), end=datetime(2024, 7, 1, 9, 32):
    expect(timer(1min), [(datetime(2024, 7, 1, 9, 31), True), (datetime(2024, 7, 1, 9, 32), True)])
    expect(timer(1min), [(1min, True), (2min, True)])

test "delayed edges and feedback":
    later = delayed[int]()
    expect(later, [(0s, 7)])
    later.bind(const(7))
    again = feedback[int]()
    again.bind(const(1))
    expect(again.out(), [(0s, 1)])
CSP
run 0 cspc test prices.csp
same out <<'TEXT'
ok    values
ok    series of many types
ok    what is nested, and wired in loops
ok    errors, each in a run of its own
ok    times of a calendar
ok    delayed edges and feedback
6 passed
TEXT
[ ! -s err ] || fail "messages: $(cat err)"
for level in -O1 -O2; do run 0 cspc test prices.csp $level --jobs 1; done

# ---- what fails, and how
cat >broken.csp <<'CSP'
import prices

node note(x: ts[int]):
    if ticked(x):
        print("saw", x)

test "asserts go on":
    n = 3
    assert n == 4
    assert n > 4, f"n is only {n}"
    assert prices.clip(float(n), 0.0, 2.0) == prices.clip(1.0, 0.0, 2.0)

test "ticks":
    x = curve([(0s, 1.0), (1s, 2.0), (2s, 3.0), (2500ms, 3.125), (1h, 4.5)])
    note(count(x))
    expect(x, [(0s, 1), (1s, 2.5), (3s, 3.0), (1h, 4.5)], tolerance=0.1)
    expect(x, [])
    expect(filter(const(False), x), [(0s, 1.0)])
    expect(x, [(1s, 1.0), (0s, 1.0)])

test "long":
    x = count(curve([(n * 1s, True) for n in range(30)]))
    expect(x, [(n * 1s, n + 1 if n != 15 else 0) for n in range(30)])

test "an error hides no tick before it":
    x = prices.inverse(curve([(0s, 5), (1s, 6), (2s, 0), (3s, 2)]))
    expect(x, [(0s, 2), (1s, 2), (3s, 6)])
    expect(x, [(0s, 2), (1s, 3), (3s, 6)])

test "other errors":
    x = curve([(0s, 3), (1s, 0)])
    expect_error(prices.inverse(x), "banana")
    expect_error(prices.inverse(const(1)), "division")
    expect_error(prices.clip(1.0, 2.0, 1.0), "full range")
    expect_error(prices.clip(1.0, 1.0, 2.0), "full range")

test "fails while it is wired":
    low = prices.clip(1.0, 2.0, 1.0)
    expect(const(low), [(0s, 1.0)])

test "passes":
    assert True
CSP
run 1 cspc test broken.csp
same out <<'TEXT'
FAIL  asserts go on
    broken.csp:9:5: assertion failed
        9 |     assert n == 4
          |     ^^^^^^^^^^^^^
            n is 3
    broken.csp:10:5: assertion failed: n is only 3
       10 |     assert n > 4, f"n is only {n}"
          |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            n is 3
    broken.csp:11:5: assertion failed
       11 |     assert prices.clip(float(n), 0.0, 2.0) == prices.clip(1.0, 0.0, 2.0)
          |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            prices.clip(float(n), 0.0, 2.0) is 2.0
            prices.clip(1.0, 0.0, 2.0) is 1.0
FAIL  ticks
    broken.csp:16:5: other ticks than expected
       16 |     expect(x, [(0s, 1), (1s, 2.5), (3s, 3.0), (1h, 4.5)], tolerance=0.1)
          |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                0s  1.0
            -   1s  2.5
            +   1s  2.0    off by 0.5
            +   2s  3.0
            + 2.5s  3.125
            -   3s  3.0
                1h  4.5
            - expected, + got
    broken.csp:17:5: nothing was expected to tick
       17 |     expect(x, [])
          |     ^^^^^^^^^^^^^
            +   0s  1.0
            +   1s  2.0
            +   2s  3.0
            + 2.5s  3.125
            +   1h  4.5
            - expected, + got
    broken.csp:18:5: nothing ticked
       18 |     expect(filter(const(False), x), [(0s, 1.0)])
          |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            - 0s  1.0
            - expected, + got
    broken.csp:19:5: the expected ticks are not in the order of time
       19 |     expect(x, [(1s, 1.0), (0s, 1.0)])
          |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            expected at 0s, listed after 1s
    it printed:
        saw 1
        saw 2
        saw 3
        saw 4
        saw 5
FAIL  long
    broken.csp:23:5: other ticks than expected
       23 |     expect(x, [(n * 1s, n + 1 if n != 15 else 0) for n in range(30)])
          |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
              ...
              13s  14
              14s  15
            - 15s  0
            + 15s  16
              16s  17
              17s  18
              ...
            - expected, + got
FAIL  an error hides no tick before it
    prices.csp:12:12: error: integer division or modulo by zero: 12 // 0
       12 |     return 12 // x
          |            ^
            in test/inverse at 2s
    broken.csp:28:5: other ticks than expected
       28 |     expect(x, [(0s, 2), (1s, 3), (3s, 6)])
          |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
              0s  2
            - 1s  3
            + 1s  2
            - expected, + got
FAIL  other errors
    broken.csp:32:5: another error; expected one with "banana"
       32 |     expect_error(prices.inverse(x), "banana")
          |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            got: integer division or modulo by zero: 12 // 0
            from prices.csp:12:12
            in test/inverse at 1s
    broken.csp:33:5: no error; expected one with "division"
       33 |     expect_error(prices.inverse(const(1)), "division")
          |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    broken.csp:34:5: another error; expected one with "full range"
       34 |     expect_error(prices.clip(1.0, 2.0, 1.0), "full range")
          |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            got: empty range 2.0..1.0
    broken.csp:35:5: no error; expected one with "full range"
       35 |     expect_error(prices.clip(1.0, 1.0, 2.0), "full range")
          |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
FAIL  fails while it is wired
    prices.csp:8:12: error: empty range 2.0..1.0
        8 |     assert low <= high, f"empty range {low}..{high}"
          |            ^^^^^^^^^^^
    broken.csp:38:11: note: clip is called from here
       38 |     low = prices.clip(1.0, 2.0, 1.0)
          |           ^^^^^^^^^^^^^^^^^^^^^^^^^^
ok    passes
1 passed, 6 failed
TEXT

# ---- what is chosen; several files
run 0 cspc test broken.csp --filter passes
same out <<'TEXT'
ok    passes
1 passed, 6 left out
TEXT
run 1 cspc test prices.csp broken.csp --filter='*wired*'
same out <<'TEXT'
prices.csp:
ok    what is nested, and wired in loops

broken.csp:
FAIL  fails while it is wired
    prices.csp:8:12: error: empty range 2.0..1.0
        8 |     assert low <= high, f"empty range {low}..{high}"
          |            ^^^^^^^^^^^
    broken.csp:38:11: note: clip is called from here
       38 |     low = prices.clip(1.0, 2.0, 1.0)
          |           ^^^^^^^^^^^^^^^^^^^^^^^^^^
1 passed, 1 failed, 11 left out
TEXT
run 1 cspc test prices.csp --filter nothing
has err 'cspc: no test has "nothing" in its name'
cp "$ROOT/examples/01_hello.csp" hello.csp
run 1 cspc test hello.csp
has err "cspc: there are no tests here"
echo 'x = ' >half.csp
run 1 cspc test half.csp prices.csp
has err "half.csp:1:5: error:"
has out "6 passed, 1 file with errors"
run 1 cspc test nowhere.csp
has err "cannot read nowhere.csp"
run 2 cspc test
has err "no .csp file given"
run 2 cspc test prices.csp --jobs many
has err "--jobs takes a whole number, got many"
run 2 cspc test prices.csp --emit=llvm
has err "unknown option --emit=llvm"

# ---- a test that takes the process down is a failure of that test alone
cat >crash.c <<'C'
#include <stdlib.h>
#include <unistd.h>
#include <csp/value.h>
int64_t crash(int64_t x) { if (x > 1) abort(); return x; }
int64_t leave(int64_t x) { _exit((int)x); }
C
cat >crash.csp <<'CSP'
extern def crash(x: int) -> int = "crash"
extern def leave(x: int) -> int = "leave"

test "crashes":
    expect(crash(const(2)), [(0s, 2)])

test "leaves":
    expect(leave(const(3)), [(0s, 2)])

test "works":
    expect(crash(const(1)), [(0s, 1)])
CSP
run 1 cspc test crash.csp crash.c
same out <<'TEXT'
FAIL  crashes
    the test was ended by signal 6 (Aborted)
FAIL  leaves
    the test ended the process with status 3
ok    works
1 passed, 2 failed
TEXT

# ---- JUnit
run 1 cspc test broken.csp prices.csp --junit results.xml
has results.xml '<testsuite name="broken.csp" tests="7" failures="6" errors="0"' \
    '<testsuite name="prices.csp" tests="6" failures="0"' \
    '<testcase classname="broken.csp" name="ticks" file="broken.csp" line="13"' \
    '<failure message="broken.csp:9:5: assertion failed">' 'assert n &gt; 4' '<system-out>saw 1'
if command -v xmllint >/dev/null; then xmllint --noout results.xml || fail "the JUnit file is no XML"; fi
run 1 cspc test prices.csp --junit nowhere/results.xml
has err "cannot write nowhere/results.xml"

# ---- tests are no part of the program
cat >program.csp <<'CSP'
graph main():
    print("x", const(1))

test "fails":
    assert 1 == 2
CSP
run 0 cspc program.csp -o program
run 0 ./program
same out <<<"1970-01-01 00:00:00 x:1"
! strings program 2>/dev/null | grep -q "assertion" || fail "the program holds its test"
run 0 cspc check program.csp

# ---- library functions that are checked at each call; no graph of the file calls them
cat >sums.csp <<'CSP'
import stats

test "sums", end=3s:
    expect(stats.sum(0.1 * count(timer(1s))), [(1s, 0.1), (2s, 0.3), (3s, 0.6)], tolerance=1e-9)
CSP
run 0 cspc test sums.csp
