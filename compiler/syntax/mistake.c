/* mistake.c - what to say of a token that the grammar does not allow: what was found, what was
 * expected, and for the habits of other languages what to write instead.
 */
#include <string.h>

#include "grammar.h"
#include "syntax/layout.h"

typedef struct Mistake {
    Syntax *syntax;
    Pos pos;
    const Token *at;     /* the unexpected token */
    const Token *before; /* in the same line, or NULL */
    const char *found;
    Expected expected;
} Mistake;

static void report(const Mistake *m, int code, const char *text, const char *help) {
    diag_error(m->syntax->diagnostics, m->pos, code, "%s", text);
    if (help != NULL) diag_help(m->syntax->diagnostics, "%s", help);
}

/* ---- words of Python, and of others, at the start of a line */

static const struct {
    const char *word, *text, *help;
} foreign_words[] = {
    {"class", "there are no classes", "a struct has fields and methods: `struct Name:`"},
    {"try", "there is no 'try'", "what may fail returns `T?`: test it with `is None`"},
    {"except", "there is no 'except'", "what may fail returns `T?`: test it with `is None`"},
    {"finally", "there is no 'finally'", "a node's `stop:` section runs at the end of the program"},
    {"with", "there is no 'with'", "a node has sections: `state:`, `alarms:`, `start:`, `stop:`"},
    {"global", "there is no 'global'", "what a node remembers is in its `state:` section"},
    {"nonlocal", "there is no 'nonlocal'", "what a node remembers is in its `state:` section"},
    {"yield", "there is no 'yield'", "a node outputs with `output(value)` and goes on"},
    {"async", "there is no 'async'", "nodes wait for series to tick"},
    {"await", "there is no 'await'", "nodes wait for series to tick"},
    {"switch", "there is no 'switch'", "write `match value:` and `case pattern:`"},
    {"fn", "there is no 'fn'", "a function is a def: `def name(x: int) -> int:`"},
    {"func", "there is no 'func'", "a function is a def: `def name(x: int) -> int:`"},
    {"function", "there is no 'function'", "a function is a def: `def name(x: int) -> int:`"},
    {"let", "there is no 'let'", "a variable is made by assigning to it: `x = 1`"},
    {"var", "there is no 'var'", "a variable is made by assigning to it: `x = 1`"},
    {"elseif", "unknown word 'elseif'", "write 'elif'"},
    {"elsif", "unknown word 'elsif'", "write 'elif'"},
    {"foreach", "unknown word 'foreach'", "write `for x in list:`"},
    {"until", "unknown word 'until'", "write `while not condition:`"},
    {"default", "there is no 'default'", "write `case _:`"},
    {"throw", "there is no 'throw'", "raise takes the message: raise \"too large\""},
    {"using", "unknown word 'using'", "write `import module`"},
    {"include", "unknown word 'include'", "write `import module`"},
    {"print", "expected '(' after 'print'", "print is a function: `print(x)`"},
};

static bool foreign_word(const Mistake *m) {
    const Token *first = m->syntax->line;
    if (first == NULL || first->kind != T_NAME) return false;
    bool bare = first[1].kind == ':' && first[2].kind == T_NEWLINE && m->at == first + 2; /* try: */
    if (m->at != first + 1 && !bare) return false;
    for (size_t i = 0; i < sizeof foreign_words / sizeof foreign_words[0]; i++) {
        if (strcmp(foreign_words[i].word, first->name) != 0) continue;
        const char *word = foreign_words[i].word;
        bool is_handler = strcmp(word, "except") == 0 || strcmp(word, "finally") == 0;
        if (is_handler && m->syntax->told_of_try) return true;
        m->syntax->told_of_try |= strcmp(word, "try") == 0;
        if (strcmp(word, "class") == 0 || strcmp(word, "switch") == 0)
            m->syntax->echo_column = first->pos.column;
        m->syntax->echo_all = strcmp(word, "switch") == 0;
        Mistake at_word = *m;
        at_word.pos = first->pos;
        report(&at_word, 143, foreign_words[i].text, foreign_words[i].help);
        return true;
    }
    return false;
}

/* `retrun x`: a word of the language that is near the name at the start of the line. */
static bool misspelt_word(const Mistake *m) {
    static const char *const words[] = {"return", "import", "struct",   "graph", "while",
                                        "raise",  "assert", "continue", "break", "elif",
                                        "for",    "def",    "node",     "from",  "test"};
    const Token *first = m->syntax->line;
    if (first == NULL || first->kind != T_NAME || m->at != first + 1) return false;
    if (m->at->kind == '=' || m->at->kind == T_NEWLINE) return false;
    const char *near = nearest_name(first->name, words, sizeof words / sizeof words[0]);
    if (near == NULL || strcmp(near, first->name) == 0) return false;
    diag_error(m->syntax->diagnostics, first->pos, 130, "unknown word '%s'", first->name);
    diag_help(m->syntax->diagnostics, "did you mean '%s'?", near);
    return true;
}

/* ---- single habits */

static bool is_condition(const Token *first) {
    switch (first->kind) {
    case T_IF:
    case T_ELIF:
    case T_WHILE:
    case T_ASSERT:
    case T_RETURN: return true;
    default: return false;
    }
}

static bool assignment_in_condition(const Mistake *m) {
    if (m->at->kind != '=' || m->syntax->line == NULL || !is_condition(m->syntax->line))
        return false;
    report(m, 135, "'=' assigns; it is not a condition",
           "to compare, write '=='; to assign and go on, `(x := value)`");
    return true;
}

static bool increment(const Mistake *m) {
    if (m->at->kind != T_NEWLINE || m->before == NULL || m->before <= m->syntax->line) return false;
    int sign = m->before->kind;
    if ((sign != '+' && sign != '-') || m->before[-1].kind != sign) return false;
    bool alone = m->syntax->line->kind == T_NAME && m->before == m->syntax->line + 2;
    diag_error(m->syntax->diagnostics, m->before[-1].pos, 133, "there is no operator '%c%c'", sign,
               sign);
    diag_help(m->syntax->diagnostics, "write `%s %c= 1`", alone ? m->syntax->line->name : "x",
              sign);
    return true;
}

/* flag ? a : b. The '?' may stand after a type, so the mistake is found behind it. */
static bool ternary(const Mistake *m) {
    const Token *at = m->at;
    if (m->before == NULL || m->before->kind != '?') return false;
    for (; at->kind != T_NEWLINE && at->kind != ':';) at++;
    if (at->kind != ':') return false;
    Mistake there = *m;
    there.pos = m->before->pos;
    report(&there, 117, "there is no operator '?'", "a choice is written `a if flag else b`");
    return true;
}

/* 1 sec, 5 minutes */
static bool unit_apart(const Mistake *m) {
    static const struct {
        const char *name, *unit;
    } units[] = {{"ns", "ns"},   {"us", "us"},    {"ms", "ms"},      {"s", "s"},
                 {"sec", "s"},   {"secs", "s"},   {"second", "s"},   {"seconds", "s"},
                 {"min", "min"}, {"mins", "min"}, {"minute", "min"}, {"minutes", "min"},
                 {"h", "h"},     {"hour", "h"},   {"hours", "h"},    {"d", "d"},
                 {"day", "d"},   {"days", "d"}};
    const Token *number = m->before;
    if (number == NULL || m->at->kind != T_NAME ||
        (number->kind != T_INT && number->kind != T_FLOAT))
        return false;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (strcmp(units[i].name, m->at->name) != 0) continue;
        diag_error(m->syntax->diagnostics, m->pos, 110, "a unit stands right behind its number");
        diag_help(m->syntax->diagnostics, "write %.*s%s",
                  (int)(number->size < 40 ? number->size : 40),
                  m->syntax->file->text + number->start, units[i].unit);
        return true;
    }
    return false;
}

/* ticked x; def g x: int -> int; graph main: */
static bool missing_parentheses(const Mistake *m) {
    const Token *line = m->syntax->line, *before = m->before;
    if (line == NULL || before == NULL) return false;
    bool is_heading = line->kind == T_DEF || line->kind == T_NODE || line->kind == T_GRAPH;
    if (is_heading && before == line + 1 && before->kind == T_NAME &&
        (m->at->kind == ':' || m->at->kind == T_NAME)) {
        diag_error(m->syntax->diagnostics, m->pos, 130, "expected '(' after '%s'", before->name);
        diag_help(m->syntax->diagnostics,
                  "parameters stand in parentheses, even when there are none: %s %s(%s):",
                  line->name, before->name, m->at->kind == T_NAME ? "..." : "");
        return true;
    }
    bool is_call = before->kind == T_NAME && m->at->kind == T_NAME && before > line &&
                   line->kind != T_IMPORT && line->kind != T_FROM;
    if (!is_call) return false;
    diag_error(m->syntax->diagnostics, m->pos, 130, "unexpected '%s' after '%s'", m->at->name,
               before->name);
    diag_help(m->syntax->diagnostics, "a call has parentheses: %s(%s)", before->name, m->at->name);
    return true;
}

/* graph main() { */
static bool curly_block(const Mistake *m) {
    if (m->at->kind != '{' || m->before == NULL) return false;
    report(m, 130, "unexpected '{'",
           "a block begins with ':' at the end of the line, and is indented");
    return true;
}

static bool lonely_walrus(const Mistake *m) {
    if (m->syntax->line == NULL || m->at != m->syntax->line + 1 || m->found == NULL ||
        strcmp(m->found, "':='") != 0)
        return false;
    report(m, 130, "':=' stands inside of expressions", "an assignment is written with '='");
    return true;
}

/* def f(*args, **kwargs) */
static bool double_star(const Mistake *m) {
    bool in_heading = m->syntax->line != NULL &&
                      (m->syntax->line->kind == T_DEF || m->syntax->line->kind == T_NODE ||
                       m->syntax->line->kind == T_GRAPH);
    if (!in_heading || m->found == NULL || strcmp(m->found, "'**'") != 0) return false;
    report(m, 141, "there are no parameters with '**'",
           "name each: a function takes what its heading says");
    return true;
}

static bool lonely_else(const Mistake *m) {
    if (m->at->kind == T_IF && m->before != NULL && m->before->kind == T_ELSE) {
        report(m, 136, "'else if' is one word", "write 'elif'");
        return true;
    }
    if ((m->at->kind != T_ELSE && m->at->kind != T_ELIF) || m->at != m->syntax->line) return false;
    report(m, 136,
           m->at->kind == T_ELSE ? "'else' without an 'if', 'for' or 'while' above it"
                                 : "'elif' without an 'if' above it",
           "it stands at the same indentation");
    return true;
}

static bool decorator(const Mistake *m) {
    if (m->at->kind != '@' || m->at != m->syntax->line) return false;
    report(m, 143, "there are no decorators",
           "nodes and graphs are declared with their own words: `node name(...)`");
    return true;
}

static bool reserved_name(const Mistake *m) {
    bool is_keyword = m->at->name != NULL && m->at->kind != T_NAME;
    if (!is_keyword || !m->expected.name || m->expected.expression) return false;
    diag_error(m->syntax->diagnostics, m->pos, 144, "'%s' is a reserved word, not a name",
               m->at->name);
    return true;
}

static bool star_import(const Mistake *m) {
    if (m->at->kind != '*' || m->syntax->line == NULL || m->syntax->line->kind != T_FROM)
        return false;
    report(m, 143, "names are imported one by one",
           "write `from module import a, b`, or `import module`");
    return true;
}

static bool several_imports(const Mistake *m) {
    if (m->at->kind != ',' || m->syntax->line == NULL || m->syntax->line->kind != T_IMPORT)
        return false;
    report(m, 130, "expected the end of the line, found ','", "write an import for each module");
    return true;
}

static bool missing_colon(const Mistake *m) {
    if (!m->expected.colon) return false;
    if (m->at->kind != T_NEWLINE || m->expected.newline || m->expected.expression) return false;
    report(m, 132, "expected ':' at the end of the line", NULL);
    return true;
}

/* ---- the general case */

static const char *found_text(const Mistake *m) {
    const Token *at = m->at;
    if (at->kind == T_NAME) return arena_printf(m->syntax->arena, "'%s'", at->name);
    if (at->kind == T_INT || at->kind == T_FLOAT || at->kind == T_DURATION)
        return arena_printf(m->syntax->arena, "%.*s", (int)(at->size < 40 ? at->size : 40),
                            m->syntax->file->text + at->start);
    if (at->kind == T_END && m->syntax->fstring_depth > 0) return "'}'";
    return m->found;
}

static const char *expected_text(const Mistake *m) {
    const Expected *e = &m->expected;
    if (e->only != NULL) return e->only;
    if (e->block) return "an indented block";
    if (e->expression) return "an expression";
    if (e->name) return "a name";
    if (m->at->kind == T_NEWLINE) return e->colon ? "':'" : e->equals ? "'='" : NULL;
    if (e->newline) return "the end of the line";
    return NULL;
}

static void general(const Mistake *m) {
    const char *found = found_text(m), *expected = expected_text(m);
    int code = m->expected.expression && m->expected.only == NULL ? 133 : 130;
    if (expected != NULL)
        diag_error(m->syntax->diagnostics, m->pos, code, "expected %s, found %s", expected, found);
    else
        diag_error(m->syntax->diagnostics, m->pos, code, "unexpected %s", found);
}

void mistake_report(Syntax *syntax, Pos pos, const char *found, Expected expected) {
    if (syntax->line_failed) return;
    syntax->line_failed = true;
    const Token *at = syntax->current;
    bool in_line = syntax->line != NULL && at > syntax->line && at <= syntax->line_end;
    Mistake m = {syntax, pos, at, in_line ? at - 1 : NULL, found, expected};
    bool told = foreign_word(&m) || misspelt_word(&m) || assignment_in_condition(&m) ||
                increment(&m) || curly_block(&m) || lonely_walrus(&m) || ternary(&m) ||
                unit_apart(&m) || double_star(&m) || missing_parentheses(&m) || lonely_else(&m) ||
                decorator(&m) || reserved_name(&m) || star_import(&m) || several_imports(&m) ||
                missing_colon(&m);
    if (!told) general(&m);
}
