#!/usr/bin/env bash
# The C side of a program: the header of --emit=header, whole and as C and C++; C files that don't fit what is declared; what is
# in no C file; in executables, in memory and in tests.
. "$ROOT/tests/lib.sh"
c=$ROOT/tests/c
include=$(dirname "$(dirname "$(command -v cspc)")")/lib/cspc/include

# ---- the header
run 0 cspc "$c/app.csp" --emit=header
diff -u "$c/app.h.wanted" out || fail "the header of app.csp is another one"
cp out app.h
run 0 cspc "$c/app.csp" --emit=header -o again.h
cmp app.h again.h || fail "-o writes another header"
cat >uses.c <<'C'
#include "app.h"
#include <math.h>
static csp_list *kept(void) {
    Leg leg = {Side_SELL, 1, {3, 1}};
    csp_list *legs = NULL;
    csp_list_push(&type_of_list_Leg, &legs, &leg);
    return legs;
}
int check(void);
int check(void) {
    csp_list *legs = kept();
    int64_t qty = list_Leg_at(legs, 0)->qty.value + my_ema_out_last;
    csp_release(&type_of_list_Leg, &legs);
    return (int)qty;
}
C
gcc -std=c11 -Wall -Wextra -Werror -I"$include" -I. -fsyntax-only uses.c || fail "the header is no C11"
if command -v g++ >/dev/null; then
    g++ -std=c++17 -Wall -Wextra -Werror -I"$include" -I. -fsyntax-only -x c++ uses.c || fail "the header is no C++17"
fi
printf 'graph main():\n    print("x", const(1))\n' >plain.csp
run 1 cspc plain.csp --emit=header
same err <<'TEXT'
cspc: error: the program's own modules declare nothing in C [E0633]
   help: extern def, extern node and adapter do
TEXT

# ---- a C file that does not fit
cat >app.csp <<'CSP'
extern def smooth(x: float, steps: int) -> float = "my_smooth"
extern node ema(x: ts[float], k: float) -> ts[float] = "my_ema"

graph main():
    x = curve([(1s, 1.0), (2s, 4.0)])
    print("x", ema(smooth(x, 2), 0.5))

test "smooth":
    expect(smooth(const(1.0), 2), [(0s, 2.0)])
CSP
cat >wrong.c <<'C'
double my_smooth(double x, int steps) { return x * steps; }

const csp_adapter my_ema = {0};

int other(void) { return nothing_known; }
C
cat >wanted.err <<'TEXT'
wrong.c:1:8: error: conflicting types for 'my_smooth'; have 'double(double, int)' [E0630]
    1 | double my_smooth(double x, int steps) { return x * steps; }
      |        ^^^^^^^^^
app.csp:1:12: note: the extern def is declared here
    1 | extern def smooth(x: float, steps: int) -> float = "my_smooth"
      |            ^^^^^^
   help: for this declaration C has: double my_smooth(double x, int64_t steps);
wrong.c:3:19: error: conflicting types for 'my_ema'; have 'csp_adapter' [E0630]
    3 | const csp_adapter my_ema = {0};
      |                   ^^^^^^
app.csp:2:13: note: the extern node is declared here
    2 | extern node ema(x: ts[float], k: float) -> ts[float] = "my_ema"
      |             ^^^
   help: for this declaration C has: extern const csp_node_code my_ema;
wrong.c:5:26: error: 'nothing_known' undeclared (first use in this function) [E0630]
    5 | int other(void) { return nothing_known; }
      |                          ^^^^^^^^^^^^^
TEXT
if gcc --version | grep -q 'gcc'; then
    run 1 cspc app.csp wrong.c -o app
    diff -u wanted.err err || fail "what the C compiler says is told in another way"
    run 1 cspc run app.csp wrong.c
    diff -u wanted.err err || fail "cspc run tells it in another way"
    run 1 cspc test app.csp wrong.c
    diff -u wanted.err err || fail "cspc test tells it in another way"
fi
run 1 cspc --diagnostics=json app.csp wrong.c -o app
has err '"code":"E0630"' '"file":"wrong.c"' '"file":"app.csp"'
[ -z "$(ls "${TMPDIR:-/tmp}"/cspc-*.h 2>/dev/null | head -1)" ] || echo "note: other runs have headers in the temporary folder"

# ---- what is nowhere
printf 'double my_smooth(double x, int64_t steps) { return x * (double)steps; }\n' >smooth.c
cat >wanted.err <<'TEXT'
app.csp:2:13: error: no node in C 'my_ema' was found [E0631]
    2 | extern node ema(x: ts[float], k: float) -> ts[float] = "my_ema"
      |             ^^^
   help: give its file or library on the command line: cspc app.csp my_ema.c
TEXT
run 1 cspc app.csp smooth.c -o app
diff -u wanted.err err || fail "a missing node is told in another way"
run 1 cspc run app.csp smooth.c
diff -u wanted.err err || fail "cspc run tells of a missing node in another way"
run 1 cspc test app.csp
has out "no C function 'my_smooth' was found [E0631]"
run 0 cspc test app.csp smooth.c # the test does without the node

# ---- all of it there, as sources and as objects
cat >ema.c <<'C'
typedef struct ema {
    double mean;
    bool begun;
} ema;
static void execute(csp_node *node, void *state) {
    ema *e = state;
    double x = csp_node_float(node, my_ema_in_x);
    e->mean = e->begun ? e->mean + csp_node_arg_float(node, my_ema_arg_k) * (x - e->mean) : x;
    e->begun = true;
    csp_node_output_float(node, my_ema_out, e->mean);
}
const csp_node_code my_ema = {CSP_PROGRAM_ABI, sizeof(ema), NULL, execute, NULL};
C
run 0 cspc app.csp smooth.c ema.c -o app
run 0 ./app
printf '1970-01-01 00:00:01 x:2.0\n1970-01-01 00:00:02 x:5.0\n' >wanted.out
cmp out wanted.out || fail "the program gives something else"
run 0 cspc run app.csp smooth.c ema.c
cmp out wanted.out || fail "cspc run gives something else"
cspc app.csp --emit=header -o app.h
gcc -I"$include" -include app.h -c ema.c -o ema.o
run 0 cspc app.csp smooth.c ema.o -o app
run 0 ./app
cmp out wanted.out || fail "an object gives something else"

# ---- what the C compiler knows of the standard library; names that are declared twice
printf 'extern def root(x: int) -> float = "cbrt"\ngraph main():\n    print("x", root(const(1)))\n' >library.csp
if gcc --version | grep -q 'gcc'; then
    run 1 cspc library.csp -o library
    same err <<'TEXT'
library.csp:1:12: error: conflicting types for built-in function 'cbrt'; expected 'double(double)' [E0630]
    1 | extern def root(x: int) -> float = "cbrt"
      |            ^^^^
   help: for this declaration C has: double cbrt(int64_t x);
TEXT
fi
printf 'extern def f(x: float) -> float = "cbrt"\nextern def g(x: float) -> float = "cbrt"\ngraph main():\n    print("x", f(const(8.0)) + g(const(1.0)))\n' >same.csp
run 0 cspc run same.csp
has out "x:3.0"
printf 'extern def f(x: float) -> float = "my_f"\nextern def g(x: int) -> float = "my_f"\ngraph main():\n    print("x", f(const(8.0)) + g(const(1)))\n' >twice.csp
run 1 cspc twice.csp -o twice
same err <<'TEXT'
twice.csp:2:12: error: 'my_f' is one thing in C, and it is declared in two ways [E0632]
    2 | extern def g(x: int) -> float = "my_f"
      |            ^
twice.csp:1:12: note: the other declaration, as extern def
    1 | extern def f(x: float) -> float = "my_f"
      |            ^
TEXT
