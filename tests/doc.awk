# Takes a Markdown file apart into dir/doc.sh, which checks its code blocks, and dir/count, how many there are.
#
#   ```csp NAME.csp   saved under that name for the console blocks, and compiled (without a graph `main`: checked)
#   ```csp            compiled (a graph `main` is not asked for: --emit=types)
#   ```console        `$ command` lines are run in the folder of the saved files; the lines below are the output
#   ```text, ```sh    shown only: shapes, and commands that change the machine

function quote(s) { gsub(/'/, "'\\''", s); return "'" s "'" }

function finish_console() {
    if (command == "") return
    printf "got=$( { %s ; } 2>&1 )\n", command > script
    printf "want=%s\n", quote(expected) > script
    printf "[ \"$got\" = \"$want\" ] || { echo %s; diff <(echo \"$want\") <(echo \"$got\"); exit 1; }\n", \
        quote(FILENAME ": $ " command) > script
    command = ""; expected = ""
}

BEGIN { script = dir "/doc.sh"; print "set -u" > script }

/^```/ {
    if (language == "") {
        language = substr($1, 4); file = $2; start = FNR
        if (language == "") language = "plain"
        if (language == "csp") {
            count++
            has_main = 0
            saved = file != "" ? file : "block" FNR ".csp"
            printf "" > (dir "/" saved)
        } else if (language == "console") count++
        next
    }
    if (language == "csp") {
        close(dir "/" saved)
        if (file != "" && !has_main)
            printf "cspc check %s || { echo '%s:%d'; exit 1; }\n", file, FILENAME, start > script
        else if (file != "")
            printf "cspc %s -o /dev/null || { echo '%s:%d'; exit 1; }\n", file, FILENAME, start > script
        else
            printf "cspc %s --emit=types >/dev/null || { echo '%s:%d'; exit 1; }\n", saved, FILENAME, start > script
    }
    if (language == "console") finish_console()
    language = ""
    next
}

language == "csp" { print > (dir "/" saved); if (/^graph main\(/) has_main = 1 }

language == "console" && /^\$ / { finish_console(); command = substr($0, 3); next }
language == "console" { expected = expected (expected == "" ? "" : "\n") $0 }

END { print count + 0 > (dir "/count") }
