# Sourced by the scripts of tests/cli and tests/system, which run in an empty folder with ROOT set: checks that say what failed.
set -euo pipefail

fail() {
    echo "FAILED: $*"
    exit 1
}

# run STATUS COMMAND...: its standard output is then in ./out, its standard error in ./err
run() {
    local want=$1 status=0
    shift
    "$@" >out 2>err </dev/null || status=$?
    [ "$status" = "$want" ] || { head -c 2000 out err; fail "exit status $status, not $want: $*"; }
}

# same FILE <<TEXT: the file holds exactly this
same() {
    cat >wanted
    diff -u wanted "$1" >difference || { cat difference; fail "${2:-$1 is not what it should be}"; }
}

# has FILE TEXT...: each text occurs in the file
has() {
    local file=$1 text
    shift
    for text in "$@"; do
        grep -qF -- "$text" "$file" || { head -c 2000 "$file"; fail "$file has no \"$text\""; }
    done
}

# The message of a failed program without the place in front of it and the path behind it.
message() { sed -n 's/^.*error: //p' err; }

# Starts COMMAND in the background; it is ended with the script. Its id is then in $started.
children=()
start() {
    "$@" &
    started=$!
    children+=("$started")
}
end_children() {
    local child
    for child in "${children[@]}"; do kill "$child" 2>/dev/null || true; done
}
trap end_children EXIT

# A port of 127.0.0.1 that nobody listens on.
free_port() {
    local port
    while :; do
        port=$((20000 + RANDOM % 12000))
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
    done
}

# The status line of GET http://127.0.0.1:PORT/, or nothing.
status_line() {
    (exec 3<>"/dev/tcp/127.0.0.1/$1" && printf 'GET / HTTP/1.0\r\n\r\n' >&3 && IFS= read -r line <&3 && echo "$line") 2>/dev/null || true
}

# wait_for SECONDS COMMAND...: until it succeeds
wait_for() {
    local tries=$(($1 * 10))
    shift
    until "$@"; do
        [ $((tries -= 1)) -gt 0 ] || return 1
        sleep 0.1
    done
}
serves() { [[ $(status_line "$1") == *" 200 "* ]]; }
