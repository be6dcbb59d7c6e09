# .proto files that are not what the program thinks.
. "$ROOT/tests/lib.sh"
program() { # program FILE BODY...: a program that imports FILE
    {
        printf 'import proto "%s" as p\nimport files\n\ngraph main():\n' "$1"
        shift
        printf '    %s\n' "$@"
    } >program.csp
}
cat >good.proto <<'PROTO'
syntax = "proto2";
message Reading { optional int64 at = 1; optional string name = 2; }
PROTO

program good.proto 'x = decode[p.Reading](files.read("%s.pb"))' 'print("name", x.name)'
run 0 cspc program.csp -o program
printf '\010\173\022\003abc' >1.pb
run 0 ./program
same out <<<"1970-01-01 00:00:01 name:abc"
printf '\010\173\022\011abc' >2.pb # says nine bytes, has three
run 1 ./program
has err "error: decode: truncated at byte" "in main/decode" "at 1970-01-01 00:00:02"
has out "1970-01-01 00:00:01 name:abc"

program nowhere.proto 'print(1)'
run 1 cspc program.csp -o program
has err "program.csp:1:" "nowhere.proto"

printf 'syntax = "proto2";\nmessage Reading { optional int64 at }\n' >broken.proto
program broken.proto 'print(1)'
run 1 cspc program.csp -o program
has err "broken.proto" "2:"

program good.proto 'x = decode[p.Writing](files.read("%s.pb"))' 'print("x", x.name)'
run 1 cspc program.csp -o program
has err "program.csp:5:" "Writing"

program good.proto 'x = decode[p.Reading](files.read("%s.pb"))' 'print("x", x.nmae)'
run 1 cspc program.csp -o program
has err "program.csp:6:" "nmae" "name"
