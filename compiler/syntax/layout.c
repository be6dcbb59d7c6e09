/* layout.c - between lexer and parser: indentation becomes INDENT and DEDENT, and words become
 * keywords where the grammar wants them to be.
 *
 * A logical line begins at a column. It is compared with a stack of the columns of the open blocks:
 *
 *     column > top   after a line that ends in ':'   INDENT, push
 *     column < top                                   pop, DEDENT, until it is not
 *
 * A block that is missing, or one that nobody asked for, is reported here, and the parser is given
 * what it expects.
 */
#include "syntax/layout.h"

#include <string.h>

#include "grammar.h"

typedef struct Block {
    int column;
    int head;      /* the keyword of its heading, 0 for the file */
    bool phantom;  /* indented for no reason: the parser knows nothing of it */
    bool moved;    /* by a line that matches none: the lines below it are not reported again */
    bool sections; /* of a node: no statement yet, so a section may come */
} Block;

typedef struct Layout {
    Syntax *syntax;
    TokenSink *push;
    void *context;
    bool running;
    Block blocks[MAX_INDENTATION + 1];
    int depth; /* of the innermost block; blocks[0] is the file */
    const Token *heading,
        *heading_end; /* the line before, its NEWLINE; NULL at the start of the file */
    bool heading_failed;
    int head; /* of the line before: its keyword */
    bool told_of_tabs;
} Layout;

/* ---- words that are keywords in places */

typedef struct Word {
    const char *text;
    int kind;
} Word;

static int kind_of_word(const Token *token, const Word *words, int n) {
    if (token->kind != T_NAME) return 0;
    for (int i = 0; i < n; i++)
        if (strcmp(token->name, words[i].text) == 0) return words[i].kind;
    return 0;
}

#define KIND_OF_WORD(token, words)                                                                 \
    kind_of_word((token), (words), (int)(sizeof(words) / sizeof((words)[0])))

static bool is_word(const Token *token, const char *text) {
    return token->kind == T_NAME && strcmp(token->name, text) == 0;
}

static bool begins_expression(const Token *token) {
    switch (token->kind) {
    case T_NAME:
    case T_INT:
    case T_FLOAT:
    case T_DURATION:
    case T_STRING:
    case T_FSTRING:
    case T_BYTES:
    case T_TRUE:
    case T_FALSE:
    case T_NONE:
    case T_NOT:
    case T_LAMBDA:
    case '(':
    case '[':
    case '{':
    case '-':
    case '+':
    case '~': return true;
    default: return false;
    }
}

static bool ends_with_colon(const Token *first, const Token *newline) {
    return newline > first && newline[-1].kind == ':';
}

/* node NAME, graph NAME, ...: the word, when this line is such a declaration. */
static int declared_kind(const Token *first, const Token *newline) {
    static const Word words[] = {{"node", T_NODE},
                                 {"graph", T_GRAPH},
                                 {"adapter", T_ADAPTER},
                                 {"struct", T_STRUCT},
                                 {"enum", T_ENUM}};
    int kind = KIND_OF_WORD(first, words);
    bool named = first[1].kind == T_NAME;
    bool unnamed =
        (first[1].kind == '(' || first[1].kind == '[') && ends_with_colon(first, newline);
    return named || unnamed ? kind : 0;
}

/* state: at the end of a line; also `state: x = 1` where a node's sections stand. */
static int section_kind(const Layout *layout, const Token *first) {
    static const Word words[] = {
        {"alarms", T_ALARMS}, {"state", T_STATE}, {"start", T_START}, {"stop", T_STOP}};
    const Block *block = &layout->blocks[layout->depth];
    int kind = KIND_OF_WORD(first, words);
    if (kind == 0 || first[1].kind != ':') return 0;
    return first[2].kind == T_NEWLINE || (block->head == T_NODE && block->sections) ? kind : 0;
}

static int statement_kind(const Layout *layout, const Token *first, const Token *newline) {
    if (first->kind != T_NAME) return 0;
    int kind = declared_kind(first, newline);
    if (kind == 0) kind = section_kind(layout, first);
    if (kind != 0) return kind;
    const Token *next = &first[1];
    if (is_word(first, "type") && next->kind == T_NAME &&
        (next[1].kind == '=' || next[1].kind == '['))
        return T_TYPE;
    if (is_word(first, "test") && next->kind == T_STRING) return T_TEST;
    bool c_code = next->kind == T_DEF || is_word(next, "node") || is_word(next, "def");
    if (is_word(first, "extern") && c_code) return T_EXTERN;
    if (is_word(first, "builtin") && c_code) return T_BUILTIN;
    if (is_word(first, "match") && begins_expression(next) && ends_with_colon(first, newline))
        return T_MATCH;
    if (is_word(first, "case") && layout->blocks[layout->depth].head == T_MATCH) return T_CASE;
    return 0;
}

static bool ends_operand(const Token *token) {
    return token->kind == T_NAME || token->kind == T_NONE || token->kind == ')' ||
           token->kind == ']' || token->kind == '}' || token->kind == '?';
}

/* const, mut, of, link in the heading of a declaration. */
static void heading_words(Token *first, const Token *newline) {
    for (Token *token = first + 1; token < newline; token++) {
        bool operand_follows = begins_expression(&token[1]);
        if (token->kind != T_NAME) continue;
        if (is_word(token, "const") && token[1].kind == T_NAME)
            token->kind = T_CONST;
        else if (is_word(token, "mut") && token[1].kind == T_NAME)
            token->kind = T_MUT;
        else if (is_word(token, "of") && ends_operand(&token[-1]) && operand_follows)
            token->kind = T_OF;
        else if (is_word(token, "link") && token[-1].kind == T_STRING)
            token->kind = T_LINK;
    }
}

/* Gives the line's words their kinds; the keyword that the line begins with. */
static int resolve_words(Layout *layout, Token *first, Token *newline) {
    int kind = statement_kind(layout, first, newline);
    if (kind != 0) first->kind = kind;
    kind = first->kind;
    if (kind == T_EXTERN || kind == T_BUILTIN) {
        if (is_word(&first[1], "node")) first[1].kind = T_NODE;
        kind = first[1].kind;
    }
    switch (kind) {
    case T_DEF:
    case T_NODE:
    case T_GRAPH:
    case T_ADAPTER: heading_words(first, newline); break;
    case T_IMPORT:
        if (is_word(&first[1], "proto") && first[2].kind == T_STRING) first[1].kind = T_PROTO;
        break;
    default: break;
    }
    return kind;
}

/* ---- indentation */

static void push(Layout *layout, const Token *token) {
    if (layout->running) layout->running = layout->push(layout->context, token);
}

/* A token of no size at the start of another. */
static void push_made_up(Layout *layout, int kind, const Token *where) {
    Token *token = ARENA_NEW(layout->syntax->scratch, Token);
    token->kind = kind;
    token->start = where->start;
    token->pos = where->pos;
    token->pos.end_line = token->pos.line;
    token->pos.end_column = token->pos.column;
    push(layout, token);
}

/* The column of a line's first token; a tab is reported once a file and counts up to the next
 * multiple of eight. */
static int column_of(Layout *layout, const Token *first) {
    Syntax *syntax = layout->syntax;
    const char *text = syntax->file->text + first->start - (first->pos.column - 1);
    int column = 1;
    for (int i = 1; i < first->pos.column; i++, text++) {
        column = *text == '\t' ? (column - 1) / 8 * 8 + 9 : column + 1;
        if (*text != '\t' || layout->told_of_tabs) continue;
        layout->told_of_tabs = true;
        Pos pos = {syntax->file, first->pos.line, i, first->pos.line, i + 1};
        diag_error(syntax->diagnostics, pos, 102, "tab in the indentation");
        diag_help(syntax->diagnostics,
                  "indent with spaces, four a level; `expand -i -t4` converts a file");
    }
    return column;
}

static void open_block(Layout *layout, const Token *first, int column, bool phantom) {
    if (layout->depth == MAX_INDENTATION) {
        diag_error(layout->syntax->diagnostics, first->pos, 116,
                   "more than %d levels of indentation", MAX_INDENTATION);
        layout->running = false;
        return;
    }
    int head = phantom ? layout->blocks[layout->depth].head : layout->head;
    layout->blocks[++layout->depth] =
        (Block){.column = column, .head = head, .phantom = phantom, .sections = true};
    if (!phantom) push_made_up(layout, T_INDENT, first);
}

static void missing_block(Layout *layout, const Token *next) {
    const Token *heading = layout->heading, *end = layout->heading_end;
    if (layout->heading_failed) return;
    const char *word = heading->name != NULL ? heading->name : "this line";
    diag_error(layout->syntax->diagnostics, end[-1].pos, 131,
               "expected an indented block after '%s'", word);
    if (next->kind != T_END && next->pos.column == heading->pos.column)
        diag_help(layout->syntax->diagnostics,
                  "indent what belongs to it by four spaces more, or write 'pass'");
    push_made_up(layout, T_INDENT, next);
    push_made_up(layout, T_PASS, next);
    push_made_up(layout, T_NEWLINE, next);
    push_made_up(layout, T_DEDENT, next);
}

/* Pops down to the column. One between two blocks is reported, once, and moves the edge of the
 * inner block there. */
static void close_blocks(Layout *layout, const Token *first, int column) {
    Syntax *syntax = layout->syntax;
    Pos pos = {syntax->file, first->pos.line, 1, first->pos.line, first->pos.column};
    while (layout->depth > 0 && column < layout->blocks[layout->depth].column) {
        Block *block = &layout->blocks[layout->depth];
        if (column > block[-1].column) {
            if (!block->moved && !layout->told_of_tabs)
                diag_error(syntax->diagnostics, pos, 103, "this indentation matches no line above");
            block->moved = true;
            block->column = column;
            return;
        }
        if (!block->phantom) push_made_up(layout, T_DEDENT, first);
        layout->depth--;
    }
    if (column <= layout->blocks[layout->depth].column || first->kind == T_END) return;
    if (!layout->told_of_tabs) /* which are why */
        diag_error(syntax->diagnostics, pos, 104, "unexpected indentation");
    open_block(layout, first, column, true);
}

static void indent(Layout *layout, const Token *first, int column) {
    const Token *end = layout->heading_end;
    bool deeper = column > layout->blocks[layout->depth].column;
    bool wanted = end != NULL && (ends_with_colon(layout->heading, end) || layout->heading_failed);
    if (deeper && wanted) {
        open_block(layout, first, column, false);
    } else {
        if (!deeper && end != NULL && ends_with_colon(layout->heading, end))
            missing_block(layout, first);
        close_blocks(layout, first, column);
    }
}

/* ---- lines */

static bool is_section(int kind) {
    return kind == T_ALARMS || kind == T_STATE || kind == T_START || kind == T_STOP;
}

static void line_run(Layout *layout, Token *first, Token *newline) {
    Syntax *syntax = layout->syntax;
    indent(layout, first, column_of(layout, first));
    layout->head = resolve_words(layout, first, newline);
    Block *block = &layout->blocks[layout->depth];
    bool doc = first->kind == T_STRING && newline == first + 1;
    block->sections = block->sections && (is_section(layout->head) || doc);
    syntax->line = first;
    syntax->line_end = newline;
    syntax->line_failed =
        false; /* a line with a bad token is failed from its start: what else it does not
                  match may follow from that, as in `f(1` that goes on with the next line */
    for (const Token *token = first; token <= newline; token++)
        syntax->line_failed |= token->kind == T_ERROR;
    if (syntax->echo_column > 0 && column_of(layout, first) <= syntax->echo_column)
        syntax->echo_column = 0;
    syntax->line_failed |= syntax->echo_column > 0 && syntax->echo_all;
    for (const Token *token = first; token <= newline; token++) push(layout, token);
    layout->heading = first;
    layout->heading_end = newline;
    layout->heading_failed = syntax->line_failed;
}

void layout_run(Syntax *syntax, Tokens *tokens, TokenSink *sink, void *context) {
    Layout layout = {.syntax = syntax, .push = sink, .context = context, .running = true};
    layout.blocks[0] = (Block){.column = 1, .sections = true};
    Token *token = tokens->items;
    while (token->kind != T_END && layout.running) {
        Token *newline = token;
        while (newline->kind != T_NEWLINE) newline++;
        line_run(&layout, token, newline);
        token = newline + 1;
    }
    if (!layout.running) return;
    syntax->line = syntax->line_end = token;
    syntax->line_failed = false;
    indent(&layout, token, 1);
    push(&layout, token);
}
