# The command line of an executable.
. "$ROOT/tests/lib.sh"
cat >greet.csp <<'CSP'
"""Greets every second."""

graph main(who: str, times: int = 2, gap: timedelta = 1s, loud: bool = False, weight: float = 1.5,
           end: timedelta = 10s) -> (greeting: ts[str], n: ts[int]):
    """who: whom to greet
    times: how often
    """
    n = firstN(count(timer(gap)), times)
    text = f"hello {who} {weight}"
    output(greeting=sample(n, const(text.upper() if loud else text)), n=n)
CSP
run 0 cspc greet.csp -o greet

run 0 ./greet --who you
same out <<'TXT'
1970-01-01 00:00:01 greeting:hello you 1.5
1970-01-01 00:00:01 n:1
1970-01-01 00:00:02 greeting:hello you 1.5
1970-01-01 00:00:02 n:2
TXT
run 0 ./greet --who=you --times=1 --gap 500ms --weight 2 --start 2020-01-01T09:00:00Z --loud --no-loud
same out <<'TXT'
2020-01-01 09:00:00.500000 greeting:hello you 2.0
2020-01-01 09:00:00.500000 n:1
TXT
run 0 ./greet --who you --loud --end +1s
same out <<'TXT'
1970-01-01 00:00:01 greeting:HELLO YOU 1.5
1970-01-01 00:00:01 n:1
TXT
run 0 ./greet --who you --end 1s --times 5
[ "$(wc -l <out)" = 2 ] || { cat out; fail "--end 1s is not inclusive"; }

run 0 ./greet --help
has out "Greets every second." "usage: greet [--name value]..." "--who str" "whom to greet (required)" "--times int" \
    "how often (default: 2)" "--gap timedelta" "(default: 0:00:01)" "--start TIME" "--end TIME" "--realtime" "--outputs FILE" "--version"
run 0 ./greet --version
same out <<<"greet (cspc $(cspc --version | cut -d' ' -f2))"

# ---- mistakes: all of them, then status 2
run 2 ./greet
same err <<<"error: --who str is required: whom to greet"
run 2 ./greet --who you --times many --weight x --hwo me --gap 5 extra --end
same err <<'TXT'
error: --times: expected a whole number, got "many"
error: --weight: expected a number, got "x"
error: unknown flag --hwo; did you mean --who?
error: unexpected argument "me"; values are given as --name value
error: --gap: expected a duration such as 250ms, 1h30min or 0:01:30, got "5"
error: unexpected argument "extra"; values are given as --name value
error: --end: a value is missing
TXT
run 2 ./greet --who you --loud=maybe
same err <<<'error: --loud: expected true or false, got "maybe"'
run 2 ./greet --who you --start yesterday
same err <<<'error: --start: expected a time such as 2020-01-01T09:30:00Z, or a duration such as +8h, got "yesterday"'
run 2 ./greet --who you --start 2020-01-02 --end 2020-01-01
has err "error: --end"
run 2 ./greet --who you --outputs x.parquet
same err <<<'error: --outputs: x.parquet: only .csv and .jsonl files can be written, others are not supported yet'

# ---- outputs for machines
run 0 ./greet --who "a, \"b\"" --outputs x.csv
[ ! -s out ] || fail "outputs are printed and written"
same x.csv <<'TXT'
time,greeting,n
1970-01-01 00:00:01,"hello a, ""b"" 1.5",1
1970-01-01 00:00:02,"hello a, ""b"" 1.5",2
TXT
run 0 ./greet --who you --times 1 --outputs x.jsonl
same x.jsonl <<<'{"time": "1970-01-01 00:00:01", "greeting": "hello you 1.5", "n": 1}'

# ---- a program of timers only asks for its end
printf 'graph main():\n    print("beat", timer(1s))\n' >beat.csp
run 0 cspc beat.csp -o beat
run 2 ./beat
has err "nothing but timers drives this program, so it would never end: give --end, such as --end +1h, or --realtime"
run 0 ./beat --end 2s
same out <<'TXT'
1970-01-01 00:00:01 beat:True
1970-01-01 00:00:02 beat:True
TXT
