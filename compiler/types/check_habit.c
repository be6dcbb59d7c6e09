/* check_habit.c - what is spelt otherwise here: the names, methods and modules that users of Python, numpy and csp reach
 * for first. Each function adds the help to an error that is reported already, and says whether it knew any.
 */
#include <string.h>

#include "types/checker.h"

typedef struct Habit {
    const char *name, *help;
} Habit;

static bool habit_help(Check *c, const Habit *habits, size_t n, const char *name) {
    for (size_t i = 0; i < n; i++) {
        if (strcmp(habits[i].name, name) != 0) continue;
        diag_help(c->d, "%s", habits[i].help);
        return true;
    }
    return false;
}

#define HELP(c, habits, name) habit_help(c, habits, sizeof(habits) / sizeof(habits)[0], name)

/* ---- modules */

static const Habit modules[] = {
    {"csp", "csp's names need no import and no prefix: write timer(...), not csp.timer(...)"},
    {"datetime",
     "datetime, date, time and timedelta are known everywhere; a duration is written 5s, 1min"},
    {"time", "the time of the engine is now(), in nodes; a duration is written 5s, 1min"},
    {"typing", "types are written float?, [T], {K: V}, (A, B), (A) -> B, with nothing to import"},
    {"numpy", "arrays are a type of the language: array([1.0, 2.0]), array[float], x.mean()"},
    {"pandas", "tables are read with csv.read[Row](path) as a series, or csv.table[Row](path) "
               "while compiling"},
    {"dataclasses", "a struct has fields, methods and defaults: `struct Name:`"},
    {"collections",
     "a node keeps lists and dicts in `state:`; both remember their order, and pop(0) is fast"},
    {"enum", "an enum is declared with its own word: `enum Side:`"},
    {"functools", "loops and comprehensions do its work"},
    {"itertools", "loops and comprehensions do its work"},
    {"os", "what a program needs from outside are the parameters of main"},
    {"sys", "what a program needs from outside are the parameters of main"},
    {"logging", "write log(level, tag, x) in a graph, or print(...)"},
    {"asyncio", "nodes wait for series to tick"},
    {"threading", "nodes wait for series to tick"},
    {"requests", "the adapter is http.poll: import http"},
    {"re", "texts have startswith, find, split, partition and the like"},
    {"abc", "a struct may derive from another: `struct Child(Base):`"},
};

/* Of the standard library. */
static bool is_module(const char *name) {
    static const char *const all[] = {"stats", "basketlib", "csv",       "json",  "random",
                                      "math",  "http",      "kafka",     "files", "parquet",
                                      "sse",   "websocket", "dashboard", "bisect"};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (strcmp(all[i], name) == 0) return true;
    return false;
}

bool habit_module(Check *c, const char *name) {
    if (strncmp(name, "csp.", 4) == 0) {
        const char *last = strrchr(name, '.') + 1;
        if (is_module(last))
            diag_help(c->d, "write `import %s`", last);
        else
            diag_help(c->d, "csp's names need no import and no prefix");
        return true;
    }
    if (strncmp(name, "numpy", 5) == 0) name = "numpy";
    return HELP(c, modules, name);
}

/* ---- names */

static const Habit names[] = {
    {"true", "write True"},
    {"false", "write False"},
    {"null", "write None"},
    {"nil", "write None"},
    {"nan", "write float(\"nan\")"},
    {"inf", "write float(\"inf\")"},
    {"input", "a program's inputs are parameters of main and adapters"},
    {"open",
     "files are read with read_text(path) while compiling, or by adapters such as csv.read"},
    {"schedule_timer", "that is the library's own; a node schedules with schedule_alarm(...)"},
    {"isinstance",
     "types are known while compiling; an optional value is tested with `is not None`"},
    {"type",
     "types are known while compiling; isinstance(x, Child) asks which struct of a family it is"},
    {"defaultdict", "a missing key has a value with get: n[key] = n.get(key, 0) + 1"},
    {"OrderedDict", "a dict keeps its order: {str: int}"},
    {"Counter", "a dict counts: n[key] = n.get(key, 0) + 1"},
    {"deque", "a list does: append(x) and pop(0) are both fast"},
    {"namedtuple", "a struct has named fields: `struct Name:`"},
    {"exit", "a node stops the program with stop_engine(), a graph with stop_engine(x)"},
    {"quit", "a node stops the program with stop_engine(), a graph with stop_engine(x)"},
    {"eval", "programs are compiled: what is to be computed is written in them"},
    {"exec", "programs are compiled: what is to be computed is written in them"},
    {"getattr", "fields are known while compiling: write x.field"},
    {"setattr", "fields are known while compiling: write x.field = value"},
    {"hasattr", "fields are known while compiling; one that may be absent is tested with `x.field "
                "is not None`"},
    {"super", "a method of the base is called by name on self; one that is redefined is gone"},
    {"sleep", "time passes between ticks: delay(x, 1s), or schedule_alarm in a node"},
    {"ValueError", "there are no exception types: raise takes the message"},
    {"Exception", "there are no exception types: raise takes the message"},
    {"print_csp", "write print(tag, x)"},
    {"math", "import math for its constants; sqrt, exp, log and the like are known without"},
    {"np", "arrays have numpy's functions as methods, and sqrt, exp, log and the like are known "
           "without a module"},
    {"numpy", "arrays have numpy's functions as methods, and sqrt, exp, log and the like are known "
              "without a module"},
    {"mean", "of a series: import stats, and write stats.mean(x, interval); of an array: x.mean()"},
    {"median",
     "of a series: import stats, and write stats.median(x, interval); of an array: x.median()"},
    {"stddev",
     "of a series: import stats, and write stats.stddev(x, interval); of an array: x.std()"},
    {"std", "of a series: import stats, and write stats.stddev(x, interval); of an array: x.std()"},
    {"run", "a program is run from the shell: ./program --start 2020-01-01 --end +8h"},
    {"self", "methods of structs and enums name it as their first parameter"},
    {"csp", "csp's names are written without the prefix: const(...), curve(...)"},
    {"Outputs", "several outputs are named in the heading: -> (low: ts[int], high: ts[int])"},
};

/* One of an enum's members without its enum. */
static bool enum_member_help(Check *c, const char *name) {
    for (const Scope *scope = c->body->scope; scope != NULL; scope = scope->outer)
        for (int i = 0; i < scope->names.cap; i++) {
            const Symbol *symbol = scope->names.entries[i].value;
            if (symbol == NULL || symbol->info == NULL || symbol->info->enm == NULL) continue;
            const TirEnum *decl = symbol->info->enm;
            for (int k = 0; k < decl->items.len; k++) {
                if (strcmp(decl->items.items[k].name, name) != 0) continue;
                diag_help(c->d, "write %s.%s", symbol->name, name);
                return true;
            }
        }
    return false;
}

/* A field of the struct whose method this is. */
static bool self_help(Check *c, const char *name) {
    const TirVar *self = c->body->self;
    if (self == NULL || self->type->kind != TYPE_STRUCT || field_index(self->type, name) < 0)
        return false;
    diag_help(c->d, "a field is read from self: write self.%s", name);
    return true;
}

/* `last = ema(x, last)`: what is being assigned. */
static bool own_value_help(Check *c, const char *name) {
    const AstExpr *target = c->body->target;
    if (target == NULL || target->kind != AST_NAME || target->name != name) return false;
    if (c->body->place == IN_GRAPH)
        diag_help(c->d,
                  "a series that depends on itself goes through a feedback: f = feedback[float](), "
                  "use f.out() here, "
                  "and then f.bind(%s)",
                  name);
    else if (c->body->place == IN_NODE)
        diag_help(c->d, "what a node remembers is declared in `state:`, as in %s = 0", name);
    else
        diag_help(c->d, "give it a first value: %s = 0", name);
    return true;
}

bool habit_name(Check *c, const char *name) {
    if (c->body != NULL &&
        (own_value_help(c, name) || self_help(c, name) || enum_member_help(c, name)))
        return true;
    return HELP(c, names, name);
}

/* csp.ticked(x): says how the name after the dot is written. False: `csp` may be a name of the program. */
bool refuse_prefix(Check *c, const AstExpr *member) {
    const AstExpr *left = member->left;
    if (left->kind != AST_NAME || name_lookup(c, left->name) != NULL) return false;
    bool is_csp = strcmp(left->name, "csp") == 0;
    bool is_numpy = strcmp(left->name, "np") == 0 || strcmp(left->name, "numpy") == 0;
    bool is_known = is_node_word(member->name) || scope_lookup(c->core, member->name) != NULL ||
                    strcmp(member->name, "print") == 0 || strcmp(member->name, "feedback") == 0;
    bool is_here = is_module(left->name);
    if (!is_csp && !is_here && !(is_numpy && is_known)) return false;
    diag_error(c->d, left->pos, E_UNKNOWN_NAME, "unknown name '%s'", left->name);
    if (is_here && is_known && strcmp(left->name, "math") == 0)
        diag_help(c->d, "%s is known without a module: write %s(...)", member->name, member->name);
    else if (is_here)
        diag_help(c->d, "that is a module: write `import %s` at the top of the file", left->name);
    else if (is_module(member->name))
        diag_help(
            c->d,
            "that is a module here: write `import %s` at the top of the file, and %s.name(...)",
            member->name, member->name);
    else if (strcmp(member->name, "run") == 0)
        diag_help(c->d, "a program is run from the shell: ./program --start 2020-01-01 --end +8h");
    else
        diag_help(c->d, "%s's names are written without the prefix: %s(...)", left->name,
                  member->name);
    return true;
}

/* ---- members */

static const Habit texts[] = {
    {"format", "write an f-string: f\"{x:.2f}\""},
    {"toUpperCase", "write upper()"},
    {"toLowerCase", "write lower()"},
    {"trim", "write strip()"},
    {"contains", "write `part in text`"},
    {"substring", "write text[start:end]"},
};

static const Habit lists[] = {
    {"push", "write append(x)"},
    {"add", "write append(x)"},
    {"appendleft", "write insert(0, x)"},
    {"popleft", "write pop(0)"},
    {"contains", "write `x in list`"},
    {"map", "write a comprehension: [f(x) for x in list]"},
    {"filter", "write a comprehension: [x for x in list if ...]"},
};

static const Habit dicts[] = {
    {"has_key", "write `key in dict`"},
    {"iteritems", "write items()"},
    {"containsKey", "write `key in dict`"},
    {"put", "write dict[key] = value"},
};

static const Habit series[] = {
    {"ticked", "write ticked(%s)"},
    {"make_passive", "write make_passive(%s)"},
    {"make_active", "write make_active(%s)"},
    {"valid", "write valid(%s)"},
    {"value", "a series stands for its value: write %s"},
    {"apply", "call the function: f(%s) is computed at each tick"},
    {"map", "call the function: f(%s) is computed at each tick"},
    {"filter", "write filter(flag, %s)"},
    {"sample", "write sample(trigger, %s)"},
    {"delay", "write delay(%s, 1s)"},
    {"count", "write count(%s)"},
    {"diff", "write diff(%s, 1)"},
    {"mean", "import stats, and write stats.mean(%s, interval)"},
    {"rolling", "import stats, and write for example stats.mean(%s, interval)"},
    {"shift", "write delay(%s, 1) for the value of a tick ago"},
    {"print", "write print(\"tag\", %s)"},
};

static bool series_help(Check *c, const AstExpr *member) {
    const char *text = source_text(c, member->left->pos);
    for (size_t i = 0; i < sizeof series / sizeof series[0]; i++) {
        if (strcmp(series[i].name, member->name) != 0) continue;
        const char *help = series[i].help, *at = strstr(help, "%s");
        diag_help(c->d, "%.*s%s%s", (int)(at - help), help, text == NULL ? "x" : text, at + 2);
        return true;
    }
    return false;
}

static bool length_help(Check *c, const Type *type, const AstExpr *member) {
    static const char *const words[] = {"length", "size", "len", "count"};
    bool has_length = type->kind == TYPE_STR || type->kind == TYPE_BYTES ||
                      type->kind == TYPE_LIST || type->kind == TYPE_DICT || type->kind == TYPE_SET;
    for (size_t i = 0; has_length && i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(words[i], member->name) != 0) continue;
        const char *text = source_text(c, member->left->pos);
        diag_help(c->d, "write len(%s)", text == NULL ? "x" : text);
        return true;
    }
    return false;
}

bool habit_member(Check *c, const Type *type, const AstExpr *member, bool is_series) {
    if (length_help(c, type, member)) return true;
    if (type->kind == TYPE_STR && HELP(c, texts, member->name)) return true;
    if (type->kind == TYPE_LIST && HELP(c, lists, member->name)) return true;
    if (type->kind == TYPE_DICT && HELP(c, dicts, member->name)) return true;
    if (type->kind == TYPE_DICT && type->key->kind == TYPE_STR &&
        method_find(c, "dict", member->name) == NULL && type->elem->has_edges) {
        const char *text = source_text(c, member->left->pos);
        diag_help(c->d, "a member of a basket is read by its key: %s[\"%s\"]",
                  text == NULL ? "x" : text, member->name);
        return true;
    }
    if (type->kind == TYPE_TIMEDELTA && strcmp(member->name, "total_minutes") == 0) {
        diag_help(c->d, "divide: %s / 1min", member->left->name == NULL ? "x" : member->left->name);
        return true;
    }
    return is_series && series_help(c, member);
}

/* ---- functions of types and modules */

bool habit_static(Check *c, const char *receiver, const char *name) {
    static const Habit habits[] = {
        {"datetime.now", "the time of the engine is now(), in nodes"},
        {"datetime.utcnow", "the time of the engine is now(), in nodes"},
        {"datetime.today", "the time of the engine is now(), in nodes"},
        {"date.today", "the time of the engine is now(), in nodes: now().date()"},
        {"time.time", "the time of the engine is now(), in nodes"},
        {"time.sleep", "time passes between ticks: delay(x, 1s), or schedule_alarm in a node"},
        {"json.loads", "import json, and write json.parse(text)"},
        {"json.load", "import json, and write json.parse(text)"},
        {"json.parse", "that is a module, too: write `import json` at the top of the file"},
        {"json.dumps", "that is a module, too: write `import json` at the top of the file"},
        {"json.read", "that is a module, too: write `import json` at the top of the file"},
        {"json.of", "that is a module, too: write `import json` at the top of the file"},
    };
    return HELP(c, habits, arena_printf(c->arena, "%s.%s", receiver, name));
}

bool habit_of_module(Check *c, const char *module, const char *name) {
    static const Habit habits[] = {
        {"stats.avg", "write stats.mean"},
        {"stats.average", "write stats.mean"},
        {"stats.std", "write stats.stddev"},
        {"stats.variance", "write stats.var"},
        {"stats.ewma", "write stats.ema"},
        {"stats.quartile", "write stats.quantile"},
        {"stats.correlation", "write stats.corr"},
        {"stats.covariance", "write stats.cov"},
        {"stats.maximum", "write stats.max"},
        {"stats.minimum", "write stats.min"},
        {"json.loads", "write json.parse"},
        {"json.load", "write json.parse, or json.read[T](path)"},
        {"random.random", "write rng = random.Generator(seed) in `state:`, and rng.random()"},
        {"random.randint",
         "write rng = random.Generator(seed) in `state:`, and rng.integers(low, high)"},
        {"random.seed",
         "a generator is seeded where it is made: random.Generator(seed), in `state:`"},
        {"csv.reader",
         "write csv.read[Row](path) for a series, csv.table[Row](path) while compiling"},
        {"csv.DictReader",
         "write csv.read[Row](path) for a series, csv.table[Row](path) while compiling"},
    };
    if (HELP(c, habits, arena_printf(c->arena, "%s.%s", module, name))) return true;
    if (strcmp(module, "math") != 0 || scope_lookup(c->core, name) == NULL) return false;
    diag_help(c->d, "%s is known without a module: write %s(...)", name, name);
    return true;
}
