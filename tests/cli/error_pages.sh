# The pages of the diagnostics: every code has one, its first program gives that code, its last one gives no message, and
# docs/reference/errors.md, which is written from them, is up to date.
. "$ROOT/tests/lib.sh"

# ---- a page for each code, under its title
sed -n 's/^CODE(\([0-9]*\), "\(.*\)")$/\1 \2/p' "$ROOT/compiler/source/codes.def" >titles
problems=0
problem() { echo "$*"; problems=$((problems + 1)); }
while read -r number title; do
    page=$(echo "$ROOT"/docs/errors/[EW]"$(printf '%04d' "$number")".md)
    if [ ! -e "$page" ]; then
        problem "code $number has no page: write docs/errors/E$(printf '%04d' "$number").md"
    elif [ "$(head -1 "$page")" != "# $(basename "$page" .md): $title" ]; then
        problem "$(basename "$page") begins with another title than codes.def: $title"
    fi
done <titles
for page in "$ROOT"/docs/errors/*.md; do
    number=$(basename "$page" .md | sed 's/^[EW]0*//')
    grep -q "^$number " titles || problem "$(basename "$page") is the page of no code"
done

# ---- its blocks as files: E0301/wrong.csp, E0301/right.csp, what they import, E0301/wrong.sh ...
for page in "$ROOT"/docs/errors/*.md; do
    code=$(basename "$page" .md)
    case $code in ?050*) command -v protoc >/dev/null || continue ;; esac
    mkdir "$code"
    awk -v dir="$code" '
        /^```/ && file != "" { file = ""; next }
        /^```/ { file = dir "/" ($2 ~ /^(wrong|right)$/ ? $2 "." substr($1, 4) : $2); next }
        file != "" { print > file }' "$page"
    if grep -q '^No example: ' "$page"; then continue; fi
    [ -e "$code/wrong.csp" ] || [ -e "$code/wrong.sh" ] || problem "$code shows nothing that gives it"
    [ -e "$code/right.csp" ] || [ -e "$code/right.sh" ] || problem "$code shows no way to mend it"
done

# ---- all programs in one go
cspc check --diagnostics=json ./*/wrong.csp 2>wrong || true
for program in ./*/wrong.csp; do
    code=$(basename "$(dirname "$program")")
    grep -F "\"file\":\"./$code/" wrong | grep -qF "\"code\":\"$code\"" ||
        problem "$code: its example does not give it: $(grep -F "\"file\":\"./$code/" wrong | head -c 300)"
done
cspc check ./*/right.csp 2>right || true
[ ! -s right ] || problem "what mends an error gives messages: $(head -c 3000 right)"

# ---- and the commands
for script in ./*/wrong.sh ./*/right.sh; do
    code=$(basename "$(dirname "$script")") status=0
    (cd "$code" && bash -e "$(basename "$script")" >output 2>&1) || status=$?
    case $script in
        *wrong.sh) grep -qF "[$code]" "$code/output" || problem "$code: its commands don't give it: $(head -c 300 "$code/output")" ;;
        *) [ $status = 0 ] && ! grep -q '\[[EW][0-9]*\]' "$code/output" || problem "$code: what mends it fails: $(head -c 300 "$code/output")" ;;
    esac
done

# ---- the page of all codes, and cspc explain
"$ROOT/scripts/error-pages" >errors.md
cmp -s errors.md "$ROOT/docs/reference/errors.md" || problem "docs/reference/errors.md is out of date: run make docs"
[ $problems = 0 ] || fail "$problems problems"

run 0 cspc explain E0303
same out <<'TEXT'
E0303: condition that is not bool

A condition is a `bool`: numbers, texts and lists are not true or false by themselves, as they
are in Python. Say what is asked.

This gives it:

    def first(items: [int]) -> int:
        if items:
            return items[0]
        return 0

Instead:

    def first(items: [int]) -> int:
        if len(items) > 0:
            return items[0]
        return 0
TEXT
cp out page
for spelling in e0303 303 0303; do run 0 cspc explain "$spelling"; cmp -s out page || fail "$spelling is not understood"; done
run 0 cspc explain 301 W0711
has out "E0301: another type" "W0711: result of a node"
run 0 cspc explain --list
[ "$(wc -l <out)" = "$(wc -l <titles)" ] || fail "--list lists $(wc -l <out) codes"
run 1 cspc explain E9999
has err "there is no error E9999"
run 1 cspc explain nonsense
run 2 cspc explain
