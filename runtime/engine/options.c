/* options.c - the command line of an executable: the standard flags and the parameters of main.
 *
 *     --name value | --name=value | --flag | --no-flag        names with dashes or underscores
 *
 * Every mistake is reported, then the program ends with status 2. The parameters named start, end
 * and realtime are the standard flags: they set the default, are set from the flag, and are read by
 * the program. So is `outputs: str`.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/engine.h"

typedef struct parser {
    const csp_program *program;
    char *state;
    csp_options *options;
    int argc;
    char **argv;
    int at;
    int mistakes;
    bool *given;             /* one for each parameter */
    const char *start, *end; /* texts, read once all flags are known */
    const csp_param *start_param, *end_param, *realtime_param, *outputs_param; /* or NULL */
} parser;

static void mistake(parser *p, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void mistake(parser *p, const char *format, ...) {
    va_list args;
    va_start(args, format);
    fputs("error: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    p->mistakes++;
}

/* ---- names */

char *csp_flag_name(const char *name) {
    size_t size = strlen(name) + 1;
    char *flag = csp_alloc(size);
    memcpy(flag, name, size);
    for (char *c = flag; *c; c++)
        if (*c == '_') *c = '-';
    return flag;
}

static bool same_flag(const char *name, size_t size, const char *param) {
    for (size_t i = 0; i < size; i++) {
        char a = name[i] == '_' ? '-' : name[i], b = param[i] == '_' ? '-' : param[i];
        if (a != b || !b) return false;
    }
    return param[size] == '\0';
}

static const csp_param *find_param(const csp_program *program, const char *name, size_t size) {
    for (uint32_t i = 0; i < program->nparams; i++)
        if (same_flag(name, size, program->params[i].name)) return &program->params[i];
    return NULL;
}

static const csp_param *find_role(const csp_program *program, csp_role role) {
    for (uint32_t i = 0; i < program->nparams; i++)
        if (program->params[i].role == role) return &program->params[i];
    return NULL;
}

/* A plain parameter that doubles a standard flag. */
static const csp_param *find_typed(const csp_program *program, const char *name, csp_kind kind) {
    const csp_param *param = find_param(program, name, strlen(name));
    return param && param->type->kind == kind ? param : NULL;
}

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

/* Levenshtein's, with one row. */
static size_t distance(const char *a, size_t size, const char *b) {
    size_t row[64], width = strlen(b);
    if (size >= 64 || width >= 64) return SIZE_MAX;
    for (size_t j = 0; j <= width; j++) row[j] = j;
    for (size_t i = 1; i <= size; i++) {
        size_t corner = row[0];
        row[0] = i;
        for (size_t j = 1; j <= width; j++) {
            size_t above = row[j], change = corner + (a[i - 1] != b[j - 1]);
            row[j] = least(least(above, row[j - 1]) + 1, change);
            corner = above;
        }
    }
    return row[width];
}

static const char *const standard[] = {"start",   "end",     "realtime", "outputs",
                                       "profile", "version", "help"};

static void unknown_flag(parser *p, const char *name, size_t size) {
    size_t best = size / 3 > 2 ? size / 3 : 2;
    const char *nearest = NULL;
    for (size_t i = 0; i < sizeof standard / sizeof *standard; i++) {
        size_t d = distance(name, size, standard[i]);
        if (d <= best) best = d, nearest = standard[i];
    }
    for (uint32_t i = 0; i < p->program->nparams; i++) {
        size_t d = distance(name, size, p->program->params[i].name);
        if (d <= best) best = d, nearest = p->program->params[i].name;
    }
    if (!nearest) {
        mistake(p, "unknown flag --%.*s; --help lists them", (int)size, name);
        return;
    }
    char *flag = csp_flag_name(nearest);
    mistake(p, "unknown flag --%.*s; did you mean --%s?", (int)size, name, flag);
    csp_free(flag);
}

/* ---- values */

static const char *take_value(parser *p, const char *name, size_t size, const char *value) {
    if (value) return value;
    if (p->at < p->argc) return p->argv[p->at++];
    mistake(p, "--%.*s: a value is missing", (int)size, name);
    return NULL;
}

/* The type without `?`; the value stands at the same address. */
static const csp_type *bare(const csp_type *type) {
    return type->kind == CSP_OPT ? type->elem : type;
}

static void set_param(parser *p, const csp_param *param, const void *value) {
    char *to = p->state + param->offset;
    csp_release(param->type, to);
    csp_copy(bare(param->type), to, value);
    if (param->type->kind == CSP_OPT) to[param->type->flag_offset] = 1;
    p->given[param - p->program->params] = true;
}

static void parse_param(parser *p, const csp_param *param, const char *text) {
    csp_text why = {0};
    char *to = p->state + param->offset;
    csp_release(param->type, to);
    p->given[param - p->program->params] = true;
    if (!csp_parse(param->type, text, strlen(text), to, &why)) {
        char *flag = csp_flag_name(param->name);
        mistake(p, "--%s: expected %.*s, got \"%s\"", flag, (int)why.size, why.data ? why.data : "",
                text);
        csp_free(flag);
        memset(to, 0, param->type->size);
    }
    csp_text_free(&why);
}

static bool parse_bool(parser *p, const char *name, size_t size, const char *text, bool *value) {
    *value = true;
    if (!text || strcmp(text, "true") == 0 || strcmp(text, "True") == 0 || strcmp(text, "1") == 0)
        return true;
    *value = false;
    if (strcmp(text, "false") == 0 || strcmp(text, "False") == 0 || strcmp(text, "0") == 0)
        return true;
    mistake(p, "--%.*s: expected true or false, got \"%s\"", (int)size, name, text);
    return false;
}

static void set_bool(parser *p, const csp_param *param, bool value) {
    uint8_t byte = value;
    set_param(p, param, &byte);
}

/* ---- start and end */

typedef struct moment {
    int64_t value;
    bool relative;
} moment;

static bool parse_date(const char *text, int64_t *time) {
    static const char midnight[] = "T00:00:00";
    char full[10 + sizeof midnight];
    if (strlen(text) != 10) return false;
    memcpy(full, text, 10);
    memcpy(full + 10, midnight, sizeof midnight);
    return csp_parse_datetime(full, sizeof full - 1, time);
}

/* A time, a date, or a signed duration. */
static bool parse_moment(parser *p, const char *flag, const char *text, moment *m) {
    m->relative = false;
    if (csp_parse_datetime(text, strlen(text), &m->value) || parse_date(text, &m->value))
        return true;
    const char *duration = *text == '+' ? text + 1 : text;
    m->relative = csp_parse_timedelta(duration, strlen(duration), &m->value);
    if (!m->relative)
        mistake(
            p,
            "--%s: expected a time such as 2020-01-01T09:30:00Z, or a duration such as +8h, got "
            "\"%s\"",
            flag, text);
    return m->relative;
}

static bool add(int64_t a, int64_t b, int64_t *sum) {
    return !__builtin_add_overflow(a, b, sum) && *sum != CSP_NO_TIME && *sum != INT64_MAX;
}

/* The value of a parameter that has one: set by a flag, or its default. */
static const void *param_value(const parser *p, const csp_param *param) {
    if (!param) return NULL;
    const char *value = p->state + param->offset;
    bool absent = param->type->kind == CSP_OPT && !value[param->type->flag_offset];
    return absent ? NULL : value;
}

static void resolve_start(parser *p) {
    csp_options *options = p->options;
    moment m;
    options->start = CSP_NO_TIME;
    if (p->start) {
        if (!parse_moment(p, "start", p->start, &m)) return;
        if (m.relative && !add(csp_wall_clock(), m.value, &m.value))
            mistake(p, "--start: the time is out of range");
        options->start = m.value;
        if (p->start_param) set_param(p, p->start_param, &m.value);
        return;
    }
    const void *preset = param_value(p, p->start_param);
    if (preset)
        memcpy(&options->start, preset, sizeof options->start);
    else if (options->realtime)
        options->start = csp_wall_clock();
}

/* The end parameter is a time or a duration, the flag either: one is turned into the other by the
 * start. */
static void set_end_param(parser *p, moment m) {
    const csp_param *param = p->end_param;
    bool wants_duration = bare(param->type)->kind == CSP_TIMEDELTA;
    int64_t start = p->options->start, value = m.value;
    if (m.relative != wants_duration) {
        if (start == CSP_NO_TIME) {
            mistake(p, "--end: as a %s it needs --start beside it",
                    m.relative ? "duration" : "time");
            return;
        }
        if (m.relative ? !add(start, value, &value) : __builtin_sub_overflow(value, start, &value))
            mistake(p, "--end: the time is out of range");
    }
    set_param(p, param, &value);
}

static void resolve_end(parser *p) {
    csp_options *options = p->options;
    moment m = {INT64_MAX, false};
    if (p->end) {
        if (!parse_moment(p, "end", p->end, &m)) return;
        if (p->end_param) set_end_param(p, m);
    } else {
        const void *preset = param_value(p, p->end_param);
        if (preset) {
            memcpy(&m.value, preset, sizeof m.value);
            m.relative = bare(p->end_param->type)->kind == CSP_TIMEDELTA;
        }
    }
    if (m.relative && options->start != CSP_NO_TIME) {
        if (!add(options->start, m.value, &m.value)) mistake(p, "--end: the time is out of range");
        m.relative = false;
    }
    options->end = m.value;
    options->end_relative = m.relative;
    bool early = m.relative ? m.value < 0 : m.value < options->start;
    if (early && !p->mistakes) mistake(p, "--end lies before --start");
}

/* ---- flags */

static void set_outputs(parser *p, const char *path) {
    if (csp_rows_format(path) == CSP_ROWS_NONE)
        mistake(p,
                "--outputs: %s: only .csv and .jsonl files can be written, others are not "
                "supported yet",
                path);
    else if (p->program->noutputs == 0)
        mistake(p, "--outputs: this program has no outputs to write");
    p->options->outputs = path;
}

static void take_outputs(parser *p, const char *path) {
    if (!path) return;
    set_outputs(p, path);
    if (p->outputs_param) parse_param(p, p->outputs_param, path);
}

/* The default of a parameter named outputs is that of the flag. */
static void default_outputs(parser *p) {
    const csp_str *const *path = param_value(p, p->outputs_param);
    if (p->options->outputs || !path || csp_str_size(*path) == 0) return;
    set_outputs(p, csp_str_data(*path)); /* the parameter's, which lives as long as the run */
}

static void take_realtime(parser *p, const char *name, size_t size, const char *value, bool no) {
    bool on;
    if (!parse_bool(p, name, size, value, &on)) return;
    p->options->realtime = on != no;
    p->options->realtime_given = true;
    if (p->realtime_param) set_bool(p, p->realtime_param, p->options->realtime);
}

static void take_param(parser *p, const char *name, size_t size, const char *value) {
    const csp_param *param = find_param(p->program, name, size);
    bool no = !param && size > 3 && memcmp(name, "no-", 3) == 0;
    if (no) param = find_param(p->program, name + 3, size - 3);
    if (param && param == p->realtime_param) {
        take_realtime(p, name, size, value, no);
        return;
    }
    if (!param || (no && bare(param->type)->kind != CSP_BOOL)) {
        unknown_flag(p, name, size);
        return;
    }
    if (bare(param->type)->kind == CSP_BOOL) {
        bool on;
        if (parse_bool(p, name, size, value, &on)) set_bool(p, param, on != no);
        return;
    }
    value = take_value(p, name, size, value);
    if (value) parse_param(p, param, value);
}

static void take_flag(parser *p, const char *name, size_t size, const char *value) {
    if (same_flag(name, size, "start"))
        p->start = take_value(p, name, size, value);
    else if (same_flag(name, size, "end"))
        p->end = take_value(p, name, size, value);
    else if (same_flag(name, size, "realtime"))
        take_realtime(p, name, size, value, false);
    else if (same_flag(name, size, "no-realtime"))
        take_realtime(p, name, size, value, true);
    else if (same_flag(name, size, "outputs"))
        take_outputs(p, take_value(p, name, size, value));
    else if (same_flag(name, size, "profile"))
        mistake(p, "--profile: not supported yet");
    else
        take_param(p, name, size, value);
}

static void take_argument(parser *p) {
    const char *text = p->argv[p->at++];
    if (strncmp(text, "--", 2) != 0 || !text[2]) {
        mistake(p, "unexpected argument \"%s\"; values are given as --name value", text);
        return;
    }
    const char *equals = strchr(text, '=');
    size_t size = equals ? (size_t)(equals - text - 2) : strlen(text + 2);
    take_flag(p, text + 2, size, equals ? equals + 1 : NULL);
}

static void check_required(parser *p) {
    for (uint32_t i = 0; i < p->program->nparams; i++) {
        const csp_param *param = &p->program->params[i];
        bool by_flag =
            (param->role == CSP_FLAG_START && p->start) || (param->role == CSP_FLAG_END && p->end);
        if (param->preset || p->given[i] || by_flag) continue;
        char *flag = csp_flag_name(param->name);
        mistake(p, "--%s %s is required%s%s", flag, param->type->name, *param->help ? ": " : "",
                param->help);
        csp_free(flag);
    }
}

static void set_presets(parser *p) {
    for (uint32_t i = 0; i < p->program->nparams; i++) {
        const csp_param *param = &p->program->params[i];
        if (param->preset) csp_copy(param->type, p->state + param->offset, param->preset);
    }
    const void *realtime = param_value(p, p->realtime_param);
    p->options->realtime = realtime && *(const uint8_t *)realtime;
    p->options->realtime_given = realtime != NULL;
}

static void check_timers(parser *p) {
    if (p->program->only_timers && !p->options->realtime && p->options->end == INT64_MAX)
        mistake(
            p, "nothing but timers drives this program, so it would never end: give --end, such as "
               "--end +1h, or --realtime");
}

/* --help and --version win wherever they stand. */
static bool asks_for_page(const csp_program *program, int argc, char **argv) {
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
            csp_help_print(program);
            return true;
        }
        if (strcmp(argv[i], "--version") == 0) {
            printf("%s (cspc %s)\n", program->name, program->version);
            return true;
        }
    }
    return false;
}

bool csp_options_parse(const csp_program *program, int argc, char **argv, char *state,
                       csp_options *options, int *status) {
    *options = (csp_options){.start = CSP_NO_TIME, .end = INT64_MAX};
    *status = 0;
    if (asks_for_page(program, argc, argv)) return false;
    parser p = {.program = program,
                .state = state,
                .options = options,
                .argc = argc,
                .argv = argv,
                .at = 1};
    p.given = csp_alloc(program->nparams + 1);
    memset(p.given, 0, program->nparams + 1);
    p.start_param = find_role(program, CSP_FLAG_START);
    p.end_param = find_role(program, CSP_FLAG_END);
    p.realtime_param = find_role(program, CSP_FLAG_REALTIME);
    p.outputs_param = find_typed(program, "outputs", CSP_STR);
    set_presets(&p);
    while (p.at < argc) take_argument(&p);
    default_outputs(&p);
    check_required(&p);
    resolve_start(&p);
    resolve_end(&p);
    if (!p.mistakes) check_timers(&p);
    csp_free(p.given);
    if (p.mistakes) *status = 2;
    return p.mistakes == 0;
}
