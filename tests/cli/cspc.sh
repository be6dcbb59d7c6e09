# The command line of the compiler.
. "$ROOT/tests/lib.sh"
cp "$ROOT/examples/01_hello.csp" hello.csp

run 0 cspc --version
grep -qE '^cspc [0-9]+\.[0-9]+\.[0-9]+$' out || fail "--version prints $(cat out)"
run 0 cspc --help
has out "usage: cspc FILE.csp [-o EXE]" "--graph" "--emit=WHAT" "-D NAME=VALUE"

# ---- mistakes
run 2 cspc
has err "cspc: no .csp file given"
run 2 cspc hello.csp --frobnicate
has err "cspc: unknown option --frobnicate" 'Try `cspc --help`.'
run 2 cspc hello.csp --emit=poetry
has err "nothing to emit by the name of poetry"
run 2 cspc hello.csp other.csp
has err "one .csp file at a time; the second is other.csp"
run 2 cspc hello.csp -o
has err "missing value after -o"
run 2 cspc hello.csp -D nonsense
has err "expected -D NAME=VALUE, got -D nonsense"
run 1 cspc nowhere.csp
has err "nowhere.csp" "No such file or directory"
run 1 cspc hello.csp -o nowhere/hello
[ -s err ] || fail "an output that cannot be written goes unnoticed"
run 1 cspc hello.csp --entry nobody -o hello
has err "nobody"
run 2 cspc hello.csp -D NOTHING=1 -o hello
has err "NOTHING"
[ ! -e hello ] || fail "an executable is left after an error"

# ---- where the executable goes, and what it is
run 0 cspc hello.csp
run 0 ./hello
same out <"$ROOT/examples/01_hello.out"
for level in -O0 -O1 -O3 -g; do
    run 0 cspc hello.csp -o optimized $level
    run 0 ./optimized
    same out <"$ROOT/examples/01_hello.out" "output at $level"
done
run 0 cspc run hello.csp
same out <"$ROOT/examples/01_hello.out"

# ---- constants and entries
cat >program.csp <<'CSP'
SIZE = 3
NAME = "none"

graph main(const factor: int = 2, shift: int = 0):
    print(NAME, const(SIZE * factor + shift))

graph second():
    print("second", const(SIZE))
CSP
run 0 cspc run program.csp
same out <<<"1970-01-01 00:00:00 none:6"
run 0 cspc run program.csp -D SIZE=5 -D NAME=some -D factor=10 -- --shift 1
same out <<<"1970-01-01 00:00:00 some:51"
run 0 cspc run program.csp --entry second
same out <<<"1970-01-01 00:00:00 second:3"
run 1 cspc program.csp -D SIZE=many
has err "SIZE" "many"
run 2 cspc run program.csp -- --shift much
has err 'error: --shift: expected a whole number, got "much"'

# ---- each phase can be printed
for what in tokens ast types graph regions llvm; do
    run 0 cspc program.csp --emit=$what
    [ -s out ] || fail "--emit=$what prints nothing"
    cp out "$what.txt"
done
has llvm.txt "define "
run 0 cspc program.csp --emit=obj -o program.o
[ "$(head -c 4 program.o | tail -c 3)" = ELF ] || fail "--emit=obj writes no object file"
run 0 cspc program.csp --emit=asm -o program.s
has program.s ".text"

# ---- C joins in
cat >gain.c <<'C'
#include <math.h>
#include <stdint.h>
double gain(double x, int64_t n);
double gain(double x, int64_t n) { return ldexp(x, 1) * (double)n; }
C
cat >joined.csp <<'CSP'
extern def gain(x: float, n: int) -> float = "gain"

graph main():
    print("gain", gain(curve([(1s, 8.0), (2s, 27.0)]), 10))
CSP
run 0 cspc joined.csp gain.c -lm -o joined
run 0 ./joined
same out <<'TXT'
1970-01-01 00:00:01 gain:160.0
1970-01-01 00:00:02 gain:540.0
TXT
printf 'int broken(\n' >broken.c
run 1 cspc joined.csp broken.c -o joined2
has err "broken.c"
run 1 cspc joined.csp -o joined2
has err "gain"

# ---- errors: all of one phase, with place, line and caret
printf 'graph main():\n    x = count(timer(1s)) + "a"\n    print("x", y)\n' >wrong.csp
run 1 cspc wrong.csp
has err "wrong.csp:2:" "wrong.csp:3:" "y" "^"
