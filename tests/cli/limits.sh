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
