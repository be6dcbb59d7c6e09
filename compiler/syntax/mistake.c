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
    {"with", "there is no 'with'", NULL},
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
    {"print", "expected '(' after 'print'", "print is a function: `print(x)`"},
};

static bool foreign_word(const Mistake *m) {
    const Token *first = m->syntax->line;
    if (first == NULL || first->kind != T_NAME) return false;
    bool bare = first[1].kind == ':' && first[2].kind == T_NEWLINE && m->at == first + 2; /* try: */
    if (m->at != first + 1 && !bare) return false;
    for (size_t i = 0; i < sizeof foreign_words / sizeof foreign_words[0]; i++) {
        if (strcmp(foreign_words[i].word, first->name) != 0) continue;
        Mistake at_word = *m;
        at_word.pos = first->pos;
        report(&at_word, 143, foreign_words[i].text, foreign_words[i].help);
        return true;
    }
    return false;
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
    report(m, 133, sign == '+' ? "there is no operator '++'" : "there is no operator '--'",
           sign == '+' ? "write `x += 1`" : "write `x -= 1`");
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
    bool told = foreign_word(&m) || assignment_in_condition(&m) || increment(&m) ||
                lonely_else(&m) || decorator(&m) || reserved_name(&m) || star_import(&m) ||
                several_imports(&m) || missing_colon(&m);
    if (!told) general(&m);
}
