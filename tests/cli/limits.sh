# What has no end while compiling ends with an error that says where.
. "$ROOT/tests/lib.sh"

cat >endless.csp <<'P'
def collatz(n: int) -> int:
    steps = 0
    while n != 0:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        steps += 1
    return steps

graph main():
    print("x", const(collatz(27)))
    print("y", const(collatz(28)))
P
run 1 cspc endless.csp --steps=1000
same err <<'P'
endless.csp:4:9: error: wiring the graph takes more than 1000 steps [E0470]
    4 |         n = n // 2 if n % 2 == 0 else 3 * n + 1
      |         ^
   help: a loop or a recursion may never end; cspc --steps=10000 allows more
endless.csp:9:22: note: collatz is called from here
    9 |     print("x", const(collatz(27)))
      |                      ^^^^^^^^^^^
P
sed 's/n != 0/n != 1/' endless.csp >ends.csp
run 1 cspc run ends.csp --steps=100
run 0 cspc run ends.csp --steps 1000
has out "x:111" "y:18"
run 2 cspc ends.csp --steps=many
has err "--steps takes a whole number, got many"

cat >large.csp <<'P'
graph main():
    text = "ab" * 100000000000000
    print("x", const(len(text)))
P
run 1 cspc large.csp
same err <<'P'
large.csp:2:5: error: while compiling: out of memory: its values take too much [E0401]
    2 |     text = "ab" * 100000000000000
      |     ^^^^
P

# ---- long, but not deep: what repeats without nesting has no practical limit
# repeat N TEXT [BETWEEN]
repeat() { awk -v n="$1" -v text="$2" -v between="${3:-}" 'BEGIN { for (i = 0; i < n; i++) printf "%s%s", i ? between : "", text }'; }
{
    printf 'def total(a: int) -> int:\n    return %s\n\n' "$(repeat 20000 a ' + ')"
    printf 'def all(a: bool) -> bool:\n    return %s\n\n' "$(repeat 20000 a ' and ')"
    printf 'def ordered(a: int) -> bool:\n    return %s\n\n' "$(repeat 20000 a ' <= ')"
    printf 'def branch(a: int) -> int:\n    if a == 0:\n        return 0\n'
    awk 'BEGIN { for (i = 1; i < 10000; i++) printf "    elif a == %d:\n        return %d\n", i, i }'
    printf '    return -1\n\ndef case(a: int) -> int:\n    match a:\n'
    awk 'BEGIN { for (i = 1; i < 10000; i++) printf "        case %d:\n            return %d\n", i, i }'
    printf '    return -1\n\ngraph main():\n    text = "ab"\n    print("sum", total(1))\n    print("all", all(True))\n'
    printf '    print("ordered", ordered(1))\n    print("branch", branch(9999), case(9998))\n'
    printf '    print("text", len(%s))\n' "$(repeat 20000 text ' + ')"
    printf '    print("parts", len(f"%s"))\n' "$(repeat 20000 '{text}')"
    printf '    print("items", sum([%s]))\n' "$(repeat 40000 1 ', ')"
    printf '    x = const(1.5)\n    print("lifted", %s)\n' "$(repeat 1000 x ' + ')"
} >long.csp
run 0 cspc run -O0 long.csp
same out <<'P'
sum 20000
all True
ordered True
branch 9999 9998
text 40000
parts 40000
items 40000
1970-01-01 00:00:00 lifted:1500.0
P
run 0 cspc long.csp --emit=types

printf 'x = %s\ngraph main():\n    print("x", x)\n' "$(repeat 300000 1 ' + ')" >operators.csp
run 1 cspc operators.csp
has err "more than 250000 operators in a row [E0322]" "give parts of it names"
printf 'x = %s1%s\ngraph main():\n    print("x", x)\n' "$(repeat 950 '(1+')" "$(repeat 950 ')')" >nested.csp
run 1 cspc nested.csp
has err "this is nested too deeply [E0322]"
