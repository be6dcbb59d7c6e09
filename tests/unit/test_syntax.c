/* test_syntax.c - lexer, layout, parser and the drawing of diagnostics: tables of source texts and
 * what they must give. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "syntax/parse.h"

typedef struct Case {
    const char *source, *expected;
} Case;

static SourceFile file_of(const char *text, size_t size) {
    return (SourceFile){.path = "t.csp", .text = text, .size = size};
}

/* What the parser says and makes of a text; the caller frees. */
static char *dump(const char *source, bool with_tree) {
    char *text = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&text, &size);
    Arena *arena = arena_new();
    Diagnostics *diagnostics = diagnostics_new(arena);
    SourceFile file = file_of(source, strlen(source));
    AstModule *module = parse(arena, interner_new(arena), diagnostics, &file);
    diag_print(diagnostics, to);
    if (with_tree) ast_print(module, to);
    fclose(to);
    arena_free(arena);
    return text;
}

/* The tree without line breaks and positions, so that a case fits a line. */
static char *squeeze(const char *text) {
    char *out = malloc(strlen(text) + 1);
    size_t n = 0;
    for (const char *p = text; *p != '\0';) {
        size_t digits = strspn(p + 1, "0123456789");
        if (*p == ' ' && digits > 0 && p[1 + digits] == ':') {
            p += 1 + strspn(p + 1, "0123456789:-");
        } else if (*p == '\n') {
            p += 1 + strspn(p + 1, " ");
            if (*p != '\0') out[n++] = ' ';
        } else {
            out[n++] = *p++;
        }
    }
    out[n] = '\0';
    return out;
}

static void check_trees(const Case *cases, int n, const char *before, const char *after) {
    for (int i = 0; i < n; i++) {
        char *whole = dump(cases[i].source, true);
        char *line = squeeze(whole);
        char wanted[4096];
        snprintf(wanted, sizeof wanted, "%s%s%s", before, cases[i].expected, after);
        cr_expect_str_eq(line, wanted, "%s\n  gave   %s\n  wanted %s", cases[i].source, line,
                         wanted);
        free(line);
        free(whole);
    }
}

/* Only the first lines of the diagnostics: `2:5 message [E0130]`, one a line. */
static char *headlines(const char *source) {
    char *whole = dump(source, false);
    char *out = calloc(1, strlen(whole) + 1);
    for (char *line = strtok(whole, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        char *error = strstr(line, ": error: ");
        if (error == NULL || strncmp(line, "t.csp:", 6) != 0) continue;
        *error = '\0';
        if (out[0] != '\0') strcat(out, "\n");
        strcat(out, line + 6);
        strcat(out, " ");
        strcat(out, error + 9);
    }
    free(whole);
    return out;
}

static void check_errors(const Case *cases, int n) {
    for (int i = 0; i < n; i++) {
        char *found = headlines(cases[i].source);
        cr_expect_str_eq(found, cases[i].expected, "%s\n  gave   %s\n  wanted %s", cases[i].source,
                         found, cases[i].expected);
        free(found);
    }
}

#define N(cases) ((int)(sizeof(cases) / sizeof((cases)[0])))

Test(syntax, literals) {
    static const Case cases[] = {
        {"X = 1_000", "(int 1000)"},
        {"X = 0xff", "(int 255)"},
        {"X = 0o17", "(int 15)"},
        {"X = 0b101", "(int 5)"},
        {"X = -9223372036854775808", "(int -9223372036854775808)"},
        {"X = 1e-9", "(float 1e-09)"},
        {"X = .5", "(float 0.5)"},
        {"X = 2.5s", "(duration 2500000000)"},
        {"X = 1.3min", "(duration 78000000000)"},
        {"X = 0.1us", "(duration 100)"},
        {"X = 250ns", "(duration 250)"},
        {"X = 1d", "(duration 86400000000000)"},
        {"X = 'a' \"b\"", "(str \"ab\")"},
        {"X = '\\x41\\u00e9\\n\\\\'", "(str \"A\u00e9\\n\\\\\")"},
        {"X = r'\\n'", "(str \"\\\\n\")"},
        {"X = b'\\xff'", "(bytes \"\xff\")"},
        {"X = \"\"\"a\n\"b\" \"\"\"", "(str \"a\\n\\\"b\\\" \")"},
        {"X = (True, False, None)", "(tuple (true) (false) (none))"},
    };
    check_trees(cases, N(cases), "(module t (const X (assign (target (name X)) ", ")))");
}

Test(syntax, fstrings) {
    static const Case cases[] = {
        {"X = f'{a}'", "(value (name a))"},
        {"X = f'a{{{b!r:>4}}}c'", "(text \"a{\") (value !r :>4 (name b)) (text \"}c\")"},
        {"X = f'{x=}'", "(value \"x=\" !r (name x))"},
        {"X = f'{ x = :.2f}'", "(value \" x = \" :.2f (name x))"},
        {"X = f'{d['k']}'", "(value (index (name d) (str \"k\")))"},
        {"X = f'{f'{a}'}'", "(value (fstring (value (name a))))"},
        {"X = f'{ {1: 2} }'", "(value (dict (int 1) (int 2)))"},
        {"X = f'{a != b}'", "(value (compare (name a) != (name b)))"},
        {"X = 'a' f'{b}' 'c'", "(text \"a\") (value (name b)) (text \"c\")"},
        {"X = rf'\\{a}'", "(text \"\\\\\") (value (name a))"},
    };
    check_trees(cases, N(cases), "(module t (const X (assign (target (name X)) (fstring ", "))))");
}

Test(syntax, expressions) {
    static const Case cases[] = {
        {"X = a + b * c", "(binary (name a) + (binary (name b) * (name c)))"},
        {"X = a - b - c", "(binary (name a) - (name b) - (name c))"},
        {"X = a - (b - c)", "(binary (name a) - (binary parenthesized (name b) - (name c)))"},
        {"X = -a ** -b", "(unary - (binary (name a) ** (unary - (name b))))"},
        {"X = not a in b", "(unary not (compare (name a) in (name b)))"},
        {"X = a < b <= c is not d not in e",
         "(compare (name a) < (name b) <= (name c) is not (name d) not in (name e))"},
        {"X = a or b and not c", "(bool (name a) or (bool (name b) and (unary not (name c))))"},
        {"X = a if b else c if d else e",
         "(if-else (name a) (when (name b)) (if-else (name c) (when (name d)) (name e)))"},
        {"X = lambda x, y=1: x", "(lambda (param x) (param y (default (int 1))) (name x))"},
        {"X = a.b(c)[d].e", "(member .e (index (call (member .b (name a)) (name c)) (name d)))"},
        {"X = f(a, *b, k=c, **d)",
         "(call (name f) (name a) (* (name b)) (k= (name c)) (** (name d)))"},
        {"X = f(x for x in y if z)",
         "(call (name f) (generator (name x) (for (name x) (name y) (when (name z)))))"},
        {"X = c[0, 2]", "(index (name c) (int 0) (int 2))"},
        {"X = c[1:, ::2]", "(index (name c) (slice (from (int 1))) (slice (step (int 2))))"},
        {"X = {k: v for k, v in d}",
         "(dictcomp (name k) (name v) (for (tuple (name k) (name v)) (name d)))"},
        {"X = [a for b in c for a in b]",
         "(listcomp (name a) (for (name b) (name c)) (for (name a) (name b)))"},
        {"X = {**a, b: c,}", "(dict ** (name a) (name b) (name c))"},
        {"X = {a, b}", "(set (name a) (name b))"},
        {"X = (a,)", "(tuple (name a))"},
        {"X = ()", "(tuple)"},
        {"X = a, b", "(tuple (name a) (name b))"},
        {"X = (a := b)", "(walrus a parenthesized (name b))"},
        {"X = csv.read[Trade](p)",
         "(call (index (member .read (name csv)) (name Trade)) (name p))"},
        {"X = sides.true.state.match",
         "(member .match (member .state (member .true (name sides))))"},
        {"X = [\n    1,\n\n    2,  # two\n]", "(list (int 1) (int 2))"},
        {"X = 1 + \\\n    2", "(binary (int 1) + (int 2))"},
    };
    check_trees(cases, N(cases), "(module t (const X (assign (target (name X)) ", ")))");
}

Test(syntax, types) {
    static const Case cases[] = {
        {"type T = [ts[bool]]", "(list (index (name ts) (name bool)))"},
        {"type T = {str: float}?", "(optional (dict (name str) (name float)))"},
        {"type T = (A, B) -> C?", "(fn-type (name A) (name B) (-> (optional (name C))))"},
        {"type T = () -> None", "(fn-type)"},
        {"type T = (A) -> (B) -> C",
         "(fn-type (name A parenthesized) (-> (fn-type (name B parenthesized) (-> (name C)))))"},
        {"type T = ((A, B)) -> C",
         "(fn-type (tuple parenthesized (name A) (name B)) (-> (name C)))"},
        {"type T = int | timedelta", "(binary (name int) | (name timedelta))"},
        {"type T = array[float, 2]", "(index (name array) (name float) (int 2))"},
    };
    check_trees(cases, N(cases), "(module t (type T (field T (type ", "))))");
}

Test(syntax, statements) {
    static const Case cases[] = {
        {"def f():\n    a = b = c", "(assign (target (name a)) (target (name b)) (name c))"},
        {"def f():\n    a, b = b, a",
         "(assign (target (tuple (name a) (name b))) (tuple (name b) (name a)))"},
        {"def f():\n    x: [int] = []",
         "(assign (target (name x)) (type (list (name int))) (list))"},
        {"def f():\n    d[k].n -= 1",
         "(augment -= (target (member .n (index (name d) (name k)))) (int 1))"},
        {"def f():\n    pass; return a, b", "(pass) (return (tuple (name a) (name b)))"},
        {"def f():\n    assert a, b", "(assert (name a) (name b))"},
        {"def f():\n    del a[1], b", "(del (target (index (name a) (int 1))) (target (name b)))"},
        {"def f():\n    if a: return 1\n    elif b:\n        pass\n    else:\n        raise c",
         "(if (name a) (body (return (int 1))) (elif (name b) (body (pass))) (else (raise (name "
         "c))))"},
        {"def f():\n    for k, v in d.items():\n        continue\n    else:\n        break",
         "(for (target (tuple (name k) (name v))) (call (member .items (name d))) (body "
         "(continue)) (else (break)))"},
        {"def f():\n    match x:\n        case 1 | 2 if y:\n            pass\n        case _:\n    "
         "        pass",
         "(match (name x) (case (binary (int 1) | (int 2)) (when (name y)) (body (pass))) (case "
         "(name _) (body "
         "(pass))))"},
        {"def f():\n    match = state\n    type.start = node(test)\n    case = of",
         "(assign (target (name match)) (name state)) (assign (target (member .start (name type))) "
         "(call (name node) "
         "(name test))) (assign (target (name case)) (name of))"},
        {"def f():\r\n    pass\r\n", "(pass)"},
    };
    check_trees(cases, N(cases), "(module t (def f (body ", ")))");
}

Test(syntax, declarations) {
    static const Case cases[] = {
        {"\"\"\"Doc.\"\"\"\nimport a.b as c\nfrom d import e, f as g",
         " (doc \"Doc.\") (import \"a.b\" as c) (from \"d\" (name \"e\") (name \"f\" as g))"},
        {"import proto \"x.proto\", \"y.proto\" as gtfs",
         " (import-proto as gtfs (name \"x.proto\") (name \"y.proto\"))"},
        {"node n[T, K: hashable](const a: int, b: ts[T] = c) -> (x: T, y: {K: T} of keys):\n    "
         "pass",
         " (node n (type-param T) (type-param K (name hashable)) (param const a (name int)) (param "
         "b (index (name ts) "
         "(name T)) (default (name c))) (output x (name T)) (output y (dict (name K) (name T)) (of "
         "(name keys))) "
         "(body (pass)))"},
        {"graph g() -> [T] of n: pass",
         " (graph g (output (list (name T)) (of (name n))) (body (pass)))"},
        {"graph g() -> (A, B): pass",
         " (graph g (output (tuple (name A) (name B))) (body (pass)))"},
        {"node n():\n    \"\"\"D.\"\"\"\n    alarms:\n        a: bool\n    state: b = 1\n    "
         "start:\n        c()\n"
         "    stop:\n        d()\n    e()",
         " (node n (doc \"D.\") (alarm a (type (name bool))) (state b (value (int 1))) (start "
         "(expr (call (name c)))) "
         "(stop (expr (call (name d)))) (body (expr (call (name e)))))"},
        {"struct S[T](B):\n    \"\"\"D.\"\"\"\n    state: str\n    x: T? = None as \"/k\"\n    def "
         "m(self) -> int:\n"
         "        return 1",
         " (struct S (doc \"D.\") (type-param T) (base (name B)) (field state (type (name str))) "
         "(field x \"/k\" (type "
         "(optional (name T))) (value (none))) (def m (param self) (output (name int)) (body "
         "(return (int 1)))))"},
        {"enum E:\n    A\n    B = 3", " (enum E (field A) (field B (value (int 3))))"},
        {"extern def f(x: int) -> int = \"c\"",
         " (def f extern \"c\" (param x (name int)) (output (name int)))"},
        {"builtin def list.append[T](mut self: [T], x: T) = \"s\"",
         " (def list.append builtin \"s\" (type-param T) (param mut self (list (name T))) (param x "
         "(name T)))"},
        {"adapter r[T: struct](p: str) -> ts[T] = \"s\" link \"a\", \"b\"",
         " (adapter r extern \"s\" (link \"a\") (link \"b\") (type-param T (name struct)) (param p "
         "(name str)) (output "
         "(index (name ts) (name T))))"},
        {"test \"t\", end=3s:\n    pass",
         " (test \"t\" (end (duration 3000000000)) (body (pass)))"},
        {"", ""},
        {"# only a comment", ""},
    };
    check_trees(cases, N(cases), "(module t", ")");
}

Test(syntax, positions) {
    char *tree = dump("def f():\n    return (aa + b).cc(\n        d)\n", true);
    cr_expect(strstr(tree, "(call 2:12-3:11") != NULL);
    cr_expect(strstr(tree, "(member .cc 2:12-2:23") != NULL);
    cr_expect(strstr(tree, "(binary 2:13-2:19 parenthesized") != NULL);
    free(tree);
    tree = dump("X = 'a' f\"\"\"\n  {b}\"\"\"\n", true);
    cr_expect(strstr(tree, "(name b 2:4-2:5)") != NULL, "%s", tree);
    free(tree);
}

Test(syntax, tokens) {
    static const Case cases[] = {
        {"if a:\n    b\nc",
         "1:1-1:3 keyword if\n1:4-1:5 name a\n1:5-1:6 operator :\n1:6-1:7 newline\n2:5-2:5 indent\n"
         "2:5-2:6 name b\n2:6-2:7 newline\n3:1-3:1 dedent\n3:1-3:2 name c\n3:2-3:3 newline\n"
         "3:2-3:2 end\n"},
        {"node f(const node: int):\n  pass",
         "1:1-1:5 keyword node\n1:6-1:7 name f\n1:7-1:8 operator (\n1:8-1:13 keyword "
         "const\n1:14-1:18 name node\n"
         "1:18-1:19 operator :\n1:20-1:23 name int\n1:23-1:24 operator )\n1:24-1:25 operator "
         ":\n1:25-1:26 newline\n"
         "2:3-2:3 indent\n2:3-2:7 keyword pass\n2:7-2:8 newline\n2:7-2:7 dedent\n2:7-2:7 end\n"},
    };
    for (int i = 0; i < N(cases); i++) {
        char *text = NULL;
        size_t size = 0;
        FILE *to = open_memstream(&text, &size);
        SourceFile file = file_of(cases[i].source, strlen(cases[i].source));
        tokens_print(&file, to);
        fclose(to);
        cr_expect_str_eq(text, cases[i].expected, "%s\n  gave\n%s", cases[i].source, text);
        free(text);
    }
}

Test(syntax, lexical_errors) {
    static const Case cases[] = {
        {"X = a $ b", "1:7 unknown character '$' [E0101]"},
        {"def f():\n\tpass\n\tpass", "2:1 tab in the indentation [E0102]"},
        {"def f():\n        a()\n    b()\n  c()",
         "3:1 this indentation matches no line above [E0103]"},
        {"X = 1\n  Y = 2", "2:1 unexpected indentation [E0104]"},
        {"X = [1,\ndef f():\n    pass", "1:5 '[' was never closed [E0105]"},
        {"X = f(1\nY = 2\n", "1:6 '(' was never closed [E0105]"},
        {"X = 1)", "1:6 ')' has no '(' before it [E0106]"},
        {"X = (1]", "1:7 ']' does not match '(' [E0106]"},
        {"X = f('abc)\nY = = 1", "1:7 the string does not end on this line [E0107]\n"
                                 "2:5 expected an expression, found '=' [E0133]"},
        {"X = '''a\nb", "1:5 the string that begins here never ends [E0107]"},
        {"X = '\\d'", "1:6 unknown escape in a string [E0108]"},
        {"X = '\\ud800'", "1:6 this escape is not the code of a character [E0108]"},
        {"X = 9223372036854775808",
         "1:5 integer out of range: int holds -2**63 to 2**63 - 1 [E0109]"},
        {"X = 0x1g", "1:5 bad digits in the number 0x1g [E0109]"},
        {"X = 012", "1:5 a number must not begin with 0 [E0109]"},
        {"X = 5m", "1:5 unknown unit 'm' of a duration [E0110]"},
        {"X = 0.3ns", "1:5 a duration is a whole number of nanoseconds [E0110]"},
        {"X = 200000d", "1:5 duration out of range: at most 292 years [E0110]"},
        {"X = '\xff'", "1:6 byte 0xff is not UTF-8 [E0111]"},
        {"na\u00efve = 1",
         "1:1 names are written in ASCII letters, digits and '_', not 'na\u00efve' [E0112]"},
        {"X = 1 \\ 2", "1:7 a backslash continues a line only at its very end [E0113]"},
        {"X = f'{a'", "1:7 '{' in the f-string was never closed [E0114]"},
        {"X = f'}'", "1:7 single '}' in an f-string [E0114]"},
        {"X = f'{}'", "1:7 empty braces in an f-string [E0114]"},
        {"X = f'{a:{}}'", "1:10 empty braces in an f-string [E0114]"},
        {"X = b'\u00e9'", "1:7 bytes are written in ASCII and escapes such as \\xff [E0115]"},
        {"X = b'a' 'b'", "1:10 bytes and str literals can't be joined [E0115]"},
        {"X = a && b", "1:7 '&&' is not an operator [E0117]"},
    };
    check_errors(cases, N(cases));
}

Test(syntax, grammar_errors) {
    static const Case cases[] = {
        {"def f()\n    pass", "1:8 expected ':' at the end of the line [E0132]"},
        {"def f():\n    if a:\n    b()", "2:9 expected an indented block after 'if' [E0131]"},
        {"def f():\n    if a = 1:\n        b = = 2\n    else:\n        c(1 2)",
         "2:10 '=' assigns; it is not a condition [E0135]\n3:13 expected an expression, found '=' "
         "[E0133]\n"
         "5:13 unexpected 2 [E0130]"},
        {"def f():\n    3 = a\n    f() = b\n    a + 1 += c",
         "2:5 can't assign to a literal [E0134]\n3:5 can't assign to a call [E0134]\n"
         "4:5 can't assign to an operation [E0134]"},
        {"def f():\n    print a", "2:5 expected '(' after 'print' [E0143]"},
        {"def f():\n    a++", "2:6 there is no operator '++' [E0133]"},
        {"def f():\n    else:\n        pass",
         "2:5 'else' without an 'if', 'for' or 'while' above it [E0136]"},
        {"def f():\n    if a:\n        pass\n    else if b:\n        pass",
         "4:10 'else if' is one word [E0136]"},
        {"class A:\n    x: int = = 1",
         "1:1 there are no classes [E0143]\n2:14 expected an expression, found '=' [E0133]"},
        {"def f():\n    try:\n        pass", "2:5 there is no 'try' [E0143]"},
        {"def f():\n    x.from = 1", "2:7 'from' is a reserved word, not a name [E0144]"},
        {"print(1)", "1:1 only declarations and constants stand at the top level [E0138]"},
        {"graph g():\n    state:\n        x = 1",
         "2:5 only a node has sections: alarms, state, start, stop [E0139]"},
        {"node n():\n    a()\n    state:\n        x = 1",
         "3:5 the section 'state:' must come before the body [E0139]"},
        {"graph g():\n    struct S:\n        x: int",
         "2:5 this declaration belongs at the top level of the file [E0137]"},
        {"struct S:\n    x = 1", "2:5 a field needs a type [E0140]"},
        {"def f(a, b: int):\n    pass", "1:7 parameter 'a' needs a type [E0141]"},
        {"def f(a: int = 1, b: int):\n    pass",
         "1:19 parameter 'b' without default after one with a default [E0141]"},
        {"X = f(a=1, 2)", "1:12 a positional argument must not follow one with a name [E0142]"},
        {"extern def f() -> int", "1:1 the name of the C function is missing [E0145]"},
        {"X = f'{a +}'", "1:11 expected an expression, found '}' [E0133]"},
        {"X = ", "1:5 expected an expression, found the end of the line [E0133]"},
    };
    check_errors(cases, N(cases));
}

/* `prefix`, then `unit` n times, then `suffix`. */
static char *repeated(const char *prefix, const char *unit, int n, const char *suffix) {
    size_t size = strlen(unit), start = strlen(prefix);
    char *text = malloc(start + size * (size_t)n + strlen(suffix) + 1);
    memcpy(text, prefix, start);
    for (int i = 0; i < n; i++) memcpy(text + start + size * (size_t)i, unit, size);
    strcpy(text + start + size * (size_t)n, suffix);
    return text;
}

Test(syntax, size) {
    static const struct {
        const char *prefix, *unit, *suffix;
        int n;
        const char *error; /* part of it, or NULL */
    } cases[] = {
        {"X = 1", " + 1", "\n", 100000, NULL},
        {"X = a", " and b", "\n", 100000, NULL},
        {"X = [", "1, ", "]\n", 100000, NULL},
        {"def f():\n    if a:\n        b()\n", "    elif a:\n        b()\n", "", 20000, NULL},
        {"X = ", "not ", "a\n", 1000, NULL},
        {"X = ", "not ", "a\n", 50000, "nested too deeply"},
        {"X = ", "(", "\n", 5000, "more than 1000 brackets open at once"},
    };
    for (int i = 0; i < N(cases); i++) {
        char *source = repeated(cases[i].prefix, cases[i].unit, cases[i].n, cases[i].suffix);
        char *found = dump(source, false);
        if (cases[i].error == NULL)
            cr_expect_str_eq(found, "", "%s...", cases[i].prefix);
        else
            cr_expect(strstr(found, cases[i].error) != NULL, "%s... gave %.200s", cases[i].prefix,
                      found);
        free(found);
        free(source);
    }
}

Test(diagnostics, drawing) {
    char *text = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&text, &size);
    Arena *arena = arena_new();
    Diagnostics *d = diagnostics_new(arena);
    static const char source[] = "a = 1\n\tb = \u00e9\u00e9 + (2,\n  3)\n";
    SourceFile file = file_of(source, sizeof source - 1);
    diag_error(d, (Pos){&file, 2, 6, 2, 10}, 301, "expected %s", "float");
    diag_note(d, (Pos){&file, 1, 1, 1, 2}, "because of this");
    diag_help(d, "write %d", 1);
    diag_error(d, (Pos){&file, 2, 6, 2, 10}, 301, "expected float");
    diag_note(d, (Pos){&file, 1, 1, 1, 2}, "told already");
    diag_warning(d, (Pos){&file, 1, 5, 1, 6}, 701, "unused");
    diag_error(d, (Pos){&file, 2, 13, 3, 5}, 302, "two lines");
    cr_expect_eq(diag_error_count(d), 2);
    diag_print(d, to);
    fclose(to);
    cr_expect_str_eq(text,
                     "t.csp:1:5: warning: unused [W0701]\n"
                     "    1 | a = 1\n"
                     "      |     ^\n"
                     "t.csp:2:6: error: expected float [E0301]\n"
                     "    2 | \tb = \u00e9\u00e9 + (2,\n"
                     "      | \t    ^^\n"
                     "t.csp:1:1: note: because of this\n"
                     "    1 | a = 1\n"
                     "      | ^\n"
                     "   help: write 1\n"
                     "t.csp:2:13: error: two lines [E0302]\n"
                     "    2 | \tb = \u00e9\u00e9 + (2,\n"
                     "      | \t         ^^^\n",
                     "%s", text);
    free(text);
    arena_free(arena);
}

Test(diagnostics, nearest_name) {
    static const char *const names[] = {"price", "qty", "symbol", "x"};
    cr_expect_str_eq(nearest_name("prcie", names, 4), "price");
    cr_expect_str_eq(nearest_name("symbl", names, 4), "symbol");
    cr_expect_str_eq(nearest_name("qtz", names, 4), "qty");
    cr_expect_null(nearest_name("volume", names, 4));
    cr_expect_null(nearest_name("y", names, 4));
}

/* A number used twice does not compile; its group is checked here. */
static bool code_is_known(int code) {
    switch (code) {
#define CODE(number, title)                                                                        \
    case number: return true;
#include "source/codes.def"
#undef CODE
    default: return false;
    }
}

Test(diagnostics, codes) {
    for (int code = 101; code <= 117; code++) cr_expect(code_is_known(code));
    for (int code = 130; code <= 146; code++) cr_expect(code_is_known(code));
    cr_expect_not(code_is_known(100));
}
