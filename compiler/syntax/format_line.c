/* format_line.c - cspc fmt: one logical line to lines of output: spaces between tokens, indentation inside brackets,
 * and breaks where a line is too long.
 */
#include <string.h>

#include "grammar.h"
#include "support/sb.h"
#include "syntax/format.h"

/* An open bracket; the first stands for none. */
typedef struct Open {
    int kind;       /* ( [ { or 0 */
    bool subscript; /* of the operand before it */
    bool params;    /* [T: number] after a declared name */
    bool annotated; /* since the last comma: name: type */
    int lambdas;    /* whose ':' is still to come */
    int column;     /* where a line that continues it begins */
    int closing;    /* where a line begins that closes it */
} Open;

/* What is known between two tokens. */
typedef struct State {
    int depth;
    const Token *before;         /* NULL at the start */
    bool unary;                  /* `before` is a sign of what follows */
    bool tight;                  /* `before` is the colon of a slice */
    bool heading;                /* of a declaration, and no bracket yet */
    bool test_heading;           /* test "name", end=3s: */
    Open open[MAX_BRACKETS + 1]; /* last, so that a copy need not take those beyond depth */
} State;

struct LineFormat {
    Arena *arena;
    PrintedLines *lines;
    Pieces *pieces;
    int indent;
    State now, start; /* start: of the line of output that is being printed, to print it again */
};

static void state_copy(State *to, const State *from) {
    memcpy(to, from, offsetof(State, open) + sizeof(Open) * (size_t)(from->depth + 1));
}

/* ---- spaces */

static bool ends_operand(const Token *token) {
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
    case ')':
    case ']':
    case '}':
    case '?': return true;
    default: return false;
    }
}

static bool is_opening(int kind) { return kind == '(' || kind == '[' || kind == '{'; }

static bool is_closing(int kind) { return kind == ')' || kind == ']' || kind == '}'; }

static bool is_unary(const State *state, const Token *token) {
    bool can_be = token->kind == '-' || token->kind == '+' || token->kind == '~' ||
                  token->kind == '*' || token->kind == T_POWER;
    return can_be && (state->before == NULL || !ends_operand(state->before));
}

/* name=value in calls and defaults without a type; spaces everywhere else. */
static bool equals_is_tight(const State *state) {
    const Open *open = &state->open[state->depth];
    if (open->lambdas > 0) return true;
    if (state->depth == 0) return state->test_heading;
    return open->kind == '(' && !open->annotated;
}

static bool space_before(const State *state, const Token *token) {
    const Token *before = state->before;
    if (before == NULL || is_opening(before->kind) || is_closing(token->kind)) return false;
    switch (token->kind) {
    case ',':
    case ';':
    case '?':
    case '.':
    case ':': return false;
    case '=': return !equals_is_tight(state);
    default: break;
    }
    switch (before->kind) {
    case ',':
    case ';': return true;
    case '.': return false;
    case ':': return !state->tight;
    case '=':
        if (equals_is_tight(state)) return false;
        break;
    default: break;
    }
    if (state->unary) return false;
    return !((token->kind == '(' || token->kind == '[') && ends_operand(before));
}

static bool declares(const Token *token) {
    switch (token->kind) {
    case T_DEF:
    case T_NODE:
    case T_GRAPH:
    case T_ADAPTER:
    case T_STRUCT:
    case T_TYPE: return true;
    default: return false;
    }
}

/* Goes past a token whose last column is `column`; hanging: nothing follows it on its line. */
static void pass(State *state, const Token *token, int column, bool hanging, int line_indent) {
    Open *open = &state->open[state->depth];
    bool unary = is_unary(state, token);
    state->tight = false;
    switch (token->kind) {
    case T_LAMBDA: open->lambdas++; break;
    case ':':
        if (open->lambdas > 0)
            open->lambdas--;
        else if (open->kind == '[' && open->subscript && !open->params)
            state->tight = true;
        else
            open->annotated = true;
        break;
    case ',': open->annotated = false; break;
    case '(':
    case '[':
    case '{':
        if (state->depth == MAX_BRACKETS) break; /* the lexer has refused it */
        state->open[++state->depth] = (Open){
            .kind = token->kind,
            .subscript = state->before != NULL && ends_operand(state->before),
            .params = state->heading,
            .column = hanging ? line_indent + FORMAT_INDENT : column,
            .closing = hanging ? line_indent : column,
        };
        state->heading = false;
        break;
    case ')':
    case ']':
    case '}':
        if (state->depth > 0) state->depth--;
        break;
    case T_TEST: state->test_heading = true; break;
    default: state->heading |= declares(token); break;
    }
    state->unary = unary;
    state->before = token;
}

/* ---- lines of output */

int format_width(const char *text, size_t size) {
    int width = 0;
    for (size_t i = 0; i < size; i++) {
        if (text[i] == '\n')
            width = 0;
        else
            width += ((unsigned char)text[i] & 0xC0) != 0x80;
    }
    return width;
}

const char *format_comment(Arena *arena, Comment comment) {
    const char *text = comment.text;
    size_t size = comment.size;
    while (size > 0 && strchr(" \t\r", text[size - 1]) != NULL) size--;
    bool spaced = size < 2 || strchr(" #!:", text[1]) != NULL;
    return arena_printf(arena, "#%s%.*s", spaced ? "" : " ", (int)size - 1, text + 1);
}

/* Where a line begins that starts with this token. */
static int column_of(const LineFormat *line, const Token *token) {
    const State *state = &line->now;
    const Open *open = &state->open[state->depth];
    if (state->depth == 0)
        return state->before == NULL ? line->indent : line->indent + FORMAT_INDENT;
    return is_closing(token->kind) ? open->closing : open->column;
}

static void print_comments(LineFormat *line, const Comments *comments, int column) {
    for (int i = 0; i < comments->len; i++) {
        const Comment *comment = &comments->items[i];
        if (comment->blank) VEC_PUSH(line->arena, line->lines, (Printed){0});
        const char *text =
            arena_printf(line->arena, "%*s%s", column, "", format_comment(line->arena, *comment));
        VEC_PUSH(line->arena, line->lines, ((Printed){.text = text}));
    }
}

/* How good a place before piece i is for a break: the fewer brackets around it the better, a comma before a word. */
static int break_quality(const State *state, const Token *token) {
    if (state->depth == 0 || is_opening(state->before->kind) ||
        state->open[state->depth].lambdas > 0)
        return 0;
    int kind = token->kind;
    int score = 2 * (MAX_BRACKETS - state->depth);
    if (state->before->kind == ',') return score + 2;
    bool word = kind == T_AND || kind == T_OR || kind == T_IF || kind == T_ELSE || kind == T_FOR;
    return word ? score + 1 : 0;
}

/* Prints pieces from `first` to the next break. When that is too long and there is a place for it, `*cut` is the piece
 * before which to break. */
static int print_pieces(LineFormat *line, int first, Sb *text, int *cut) {
    Pieces *pieces = line->pieces;
    State *state = &line->now;
    int indent = column_of(line, pieces->items[first].token), column = indent, best = 0;
    sb_printf(text, "%*s", indent, "");
    *cut = 0;
    int i = first;
    for (; i < pieces->len && (i == first || !pieces->items[i].breaks); i++) {
        const Piece *piece = &pieces->items[i];
        bool space = i > first && space_before(state, piece->token);
        int quality = i > first ? break_quality(state, piece->token) : 0;
        if (quality >= best && quality > 0 && column <= FORMAT_WIDTH) {
            best = quality;
            *cut = i;
        }
        if (space) sb_puts(text, " ");
        sb_add(text, piece->text, piece->size);
        bool wraps = memchr(piece->text, '\n', piece->size) != NULL;
        column = (wraps ? 0 : column + space) + format_width(piece->text, piece->size);
        bool hanging = i + 1 < pieces->len && pieces->items[i + 1].breaks;
        pass(state, piece->token, column, hanging, indent);
    }
    if (column <= FORMAT_WIDTH) *cut = 0;
    return i;
}

/* One line of output; the piece after it. */
static int print_line(LineFormat *line, int first) {
    Sb text;
    int cut;
    state_copy(&line->start, &line->now);
    sb_init(&text, line->arena);
    int end = print_pieces(line, first, &text, &cut);
    if (cut > first) {
        line->pieces->items[cut].breaks = true;
        state_copy(&line->now, &line->start);
        sb_init(&text, line->arena);
        end = print_pieces(line, first, &text, &cut);
    }
    bool continues = end < line->pieces->len && line->now.depth == 0;
    if (continues) sb_puts(&text, " \\");
    VEC_PUSH(line->arena, line->lines,
             ((Printed){.text = text.data,
                        .width = format_width(text.data, text.size),
                        .comment = line->pieces->items[end - 1].after}));
    return end;
}

LineFormat *format_line_new(Arena *arena, PrintedLines *lines) {
    LineFormat *line = ARENA_NEW(arena, LineFormat);
    line->arena = arena;
    line->lines = lines;
    return line;
}

void format_line(LineFormat *line, Pieces *pieces, int indent) {
    line->pieces = pieces;
    line->indent = indent;
    memset(&line->now, 0, offsetof(State, open) + sizeof(Open));
    for (int i = 0; i < pieces->len;) {
        const Piece *piece = &pieces->items[i];
        const Open *open = &line->now.open[line->now.depth];
        print_comments(line, &piece->above, line->now.depth > 0 ? open->column : indent);
        i = print_line(line, i);
    }
}
