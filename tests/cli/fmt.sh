# cspc fmt: the style, its stability, and what happens to files.
. "$ROOT/tests/lib.sh"

for program in "$ROOT"/tests/fmt/*.csp; do
    cspc fmt - <"$program" >out || fail "cspc fmt - refuses $program"
    diff -u "${program%.csp}.out" out || fail "another style"
    cspc fmt - <out | cmp - out || fail "formatting the result of $program changes it again"
done

# Every program of the suite stays the program it is (cspc fmt checks that itself), and stable.
mkdir all
cp "$ROOT"/tests/lang/*.csp "$ROOT"/examples/*.csp "$ROOT"/tests/conformance/*.csp all
run 0 cspc fmt all/*.csp
run 0 cspc fmt --check all/*.csp
[ -s out ] && fail "not stable: $(cat out)"

# Programs to read are in the style.
run 0 cspc fmt --check "$ROOT"/examples/*.csp "$ROOT"/examples/transit/*.csp

# In place: the mode stays, a symbolic link stays one, what is in the style is not written.
printf 'graph main( ):\n  print( "x",const(1) )\n' >a.csp
chmod 640 a.csp
ln -s a.csp link.csp
run 1 cspc fmt --check a.csp
same out <<<'a.csp'
run 0 cspc fmt link.csp
[ -L link.csp ] || fail "the link is gone"
[ "$(stat -c %a a.csp)" = 640 ] || fail "the mode changed"
same a.csp <<'TEXT'
graph main():
    print("x", const(1))
TEXT
before=$(stat -c %i a.csp)
run 0 cspc fmt a.csp
[ "$(stat -c %i a.csp)" = "$before" ] || fail "written again"

# Other line ends, no line end, a byte order mark, nothing at all.
printf '\357\273\277x=1\r\n\r\n\r\ny = 2' | cspc fmt - >out
same out <<'TEXT'
x = 1

y = 2
TEXT
cspc fmt - </dev/null >out
[ -s out ] && fail "nothing became something"

# A file with mistakes is left alone, the others are written.
printf 'x=1\n' >good.csp
printf 'graph main(:\n    x\n' >bad.csp
cp bad.csp kept
run 1 cspc fmt bad.csp good.csp
has err 'bad.csp:1:11: error:'
cmp bad.csp kept
same good.csp <<<'x = 1'
run 1 cspc fmt none.csp
has err 'cspc: cannot read none.csp: No such file or directory'
run 2 cspc fmt
run 2 cspc fmt --wrong a.csp
