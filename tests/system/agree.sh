# Random well-typed programs do the same at -O0, at -O2, in memory, and in the compiler's interpreter (tests/fuzz/agree).
. "$ROOT/tests/lib.sh"
run 0 "$ROOT/tests/fuzz/agree" "$BUILD" 1 6
has out "6 programs, 0 bad"
