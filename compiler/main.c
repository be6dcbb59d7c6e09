/* main.c - the command line of cspc; what it asks for is done by driver.c, testing/, fmt.c and explain.c. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "driver.h"
#include "explain.h"
#include "fmt.h"
#include "support/stack.h"
#include "support/values.h"
#include "testing/testing.h"
#include "wiring/elaborate.h"

#define COMMON_HELP                                                                                \
    "  -D NAME=VALUE      set a top-level constant or a const parameter of main\n"                 \
    "  --diagnostics=json errors and warnings as JSON, one object a line\n"                        \
    "  --steps N          allow wiring N steps (default 100 million)\n"

static const char USAGE[] =
    "usage: cspc FILE.csp [-o EXE]              compile to a native executable\n"
    "       cspc run FILE.csp [-- ARGS]         compile in memory and run\n"
    "       cspc test FILE.csp...               run the tests in these files\n"
    "       cspc check FILE.csp...              look for mistakes, make nothing\n"
    "       cspc explain E0301                  what an error means, and how to mend it\n"
    "       cspc fmt [--check] FILE.csp...      rewrite in the one style\n"
    "       cspc FILE.csp --graph OUT.svg       draw the graph (.dot, .svg, .png)\n"
    "\n"
    "  -o FILE            where to write\n"
    "  -O0 -O1 -O2 -O3    optimisation (default -O2)\n"
    "  -g                 full debug information (line tables are always there)\n" COMMON_HELP
    "  --entry NAME       the graph to start with (default main)\n"
    "  --warn-unused      say what was left out because no output depends on it\n"
    "  --emit=WHAT        tokens ast types header graph regions llvm asm obj exe\n"
    "  FILE.c -lNAME -LDIR  C sources and libraries to link in\n"
    "  --version, --help\n"
    "\n"
    "`cspc COMMAND --help` tells more of a command.\n";

static const char RUN_HELP[] =
    "usage: cspc run [OPTIONS] FILE.csp [-- ARGS]\n"
    "\n"
    "Compiles in memory and runs at once. What follows `--` goes to the program.\n"
    "\n"
    "  --watch            compile again when a file of the program changes, and go on: nodes that are the same keep\n"
    "                     their state. Ctrl-C ends it.\n"
    "\n"
    "The options are those of compiling: cspc --help.\n";

static const char TEST_HELP[] =
    "usage: cspc test [OPTIONS] FILE.csp...\n"
    "\n"
    "Runs the `test \"name\":` blocks of these files (not those of the modules that they import), "
    "each in a\n"
    "process of its own and in simulation. Prints a line a test and, where one fails, what ticked "
    "beside what\n"
    "was expected. The exit status is 0 when there were tests and all passed.\n"
    "\n"
    "  --filter PATTERN   only tests with this in their name; with * ? or [ it must fit the whole "
    "name\n"
    "  --jobs N           as many at a time (default: one a processor)\n"
    "  --junit FILE       write the results as JUnit XML, too\n"
    "  -O0 -O1 -O2 -O3    optimisation (default -O0)\n" COMMON_HELP
    "  FILE.c -lNAME -LDIR  C sources and libraries that the tests need\n";

static const char CHECK_HELP[] =
    "usage: cspc check [OPTIONS] FILE.csp...\n"
    "\n"
    "Looks for mistakes in these files and their tests, up to the wiring of the graphs, and makes "
    "no code. A file\n"
    "without a graph main is checked as a module. `-` is standard input. The exit status is 1 when "
    "there are errors.\n"
    "\n"
    "  --stdin-name NAME  what `-` is called in messages; imports and files are looked for beside "
    "it\n"
    "  --warn-unused      say what was left out because no output depends on it\n"
    "  --entry NAME       the graph to start with (default main)\n" COMMON_HELP;

enum { STATUS_USAGE = 2 };

typedef enum Command { COMMAND_COMPILE, COMMAND_RUN, COMMAND_TEST, COMMAND_CHECK } Command;

/* The command line, read. */
typedef struct Line {
    Arena *arena;
    Command command;
    DriverOptions options;
    TestOptions tests;
    Texts files;
    bool level_given;
    int status;
} Line;

static int usage_error(const char *message, const char *what) {
    fprintf(stderr, "cspc: %s%s\nTry `cspc --help`.\n", message, what);
    return STATUS_USAGE;
}

/* <prefix>/bin/cspc -> <prefix>/lib/cspc: the same in the build tree and where it is installed. */
static const char *find_home(Arena *arena) {
    char path[PATH_MAX];
    ssize_t size = readlink("/proc/self/exe", path, sizeof path - 1);
    if (size < 0) {
        fprintf(stderr, "cspc: cannot read /proc/self/exe: %s\n", strerror(errno));
        exit(STATUS_USAGE);
    }
    path[size] = '\0';
    for (int up = 0; up < 2; up++) {
        char *slash = strrchr(path, '/');
        if (slash != NULL) *slash = '\0';
    }
    return arena_printf(arena, "%s/lib/cspc", path);
}

static bool parse_emit(const char *name, Emit *emit) {
    static const struct {
        const char *name;
        Emit emit;
    } kinds[] = {{"tokens", EMIT_TOKENS}, {"ast", EMIT_AST},     {"types", EMIT_TYPES},
                 {"header", EMIT_HEADER}, {"graph", EMIT_GRAPH}, {"regions", EMIT_REGIONS},
                 {"llvm", EMIT_LLVM},     {"asm", EMIT_ASM},     {"obj", EMIT_OBJ},
                 {"exe", EMIT_EXE}};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strcmp(kinds[i].name, name) != 0) continue;
        *emit = kinds[i].emit;
        return true;
    }
    return false;
}

/* A whole number above 0. */
static bool parse_number(const char *text, int64_t most, int64_t *number) {
    char *end;
    errno = 0;
    *number = strtoll(text, &end, 10);
    return errno == 0 && end != text && *end == '\0' && *number > 0 && *number < most;
}

static bool ends_with(const char *text, const char *ending) {
    size_t size = strlen(text), end = strlen(ending);
    return size >= end && strcmp(text + size - end, ending) == 0;
}

static bool add_define(Arena *arena, DriverOptions *options, const char *text) {
    const char *equals = strchr(text, '=');
    if (equals == NULL || equals == text) return false;
    Define define = {.name = arena_copy(arena, text, (size_t)(equals - text)), .value = equals + 1};
    VEC_PUSH(arena, &options->defines, define);
    return true;
}

/* The value of an option that takes one: `--graph X`, `--graph=X`, `-oX`. NULL when argv[*i] is not that option. */
static const char *option_value(char **argv, int argc, int *i, const char *name) {
    const char *arg = argv[*i];
    size_t size = strlen(name);
    if (strncmp(arg, name, size) != 0) return NULL;
    bool is_long = name[1] == '-';
    if (arg[size] == '\0') {
        if (*i + 1 < argc) return argv[++*i];
        exit(usage_error("missing value after ", name));
    }
    if (is_long) return arg[size] == '=' ? arg + size + 1 : NULL;
    return arg + size;
}

static int take_file(Line *line, const char *path) {
    DriverOptions *options = &line->options;
    bool one = line->command == COMMAND_COMPILE || line->command == COMMAND_RUN;
    if (ends_with(path, ".c") || ends_with(path, ".o") || ends_with(path, ".a")) {
        VEC_PUSH(line->arena, &options->c_files, path);
    } else if (one && options->input != NULL) {
        return usage_error("one .csp file at a time; the second is ", path);
    } else {
        options->input = path;
        VEC_PUSH(line->arena, &line->files, path);
    }
    return 0;
}

/* Options of `cspc test` and `cspc check`; -1: none of them. */
static int take_command_option(Line *line, char **argv, int argc, int *i) {
    const char *value;
    int64_t number;
    if (line->command == COMMAND_TEST) {
        if ((value = option_value(argv, argc, i, "--filter")) != NULL) {
            line->tests.filter = value;
            return 0;
        }
        if ((value = option_value(argv, argc, i, "--junit")) != NULL) {
            line->tests.junit = value;
            return 0;
        }
        if ((value = option_value(argv, argc, i, "--jobs")) != NULL) {
            if (!parse_number(value, 10000, &number))
                return usage_error("--jobs takes a whole number, got ", value);
            line->tests.jobs = (int)number;
            return 0;
        }
    } else if (line->command == COMMAND_CHECK &&
               (value = option_value(argv, argc, i, "--stdin-name")) != NULL) {
        line->options.stdin_name = value;
        return 0;
    }
    return -1;
}

/* Options of making and writing code; -1: none of them. */
static int take_output_option(Line *line, char **argv, int argc, int *i) {
    DriverOptions *options = &line->options;
    const char *value;
    if (line->command == COMMAND_TEST || line->command == COMMAND_CHECK) return -1;
    if ((value = option_value(argv, argc, i, "--graph")) != NULL) {
        options->diagram = value;
    } else if ((value = option_value(argv, argc, i, "--emit")) != NULL) {
        if (!parse_emit(value, &options->emit))
            return usage_error("nothing to emit by the name of ", value);
    } else if ((value = option_value(argv, argc, i, "-o")) != NULL) {
        options->output = value;
    } else {
        return -1;
    }
    return 0;
}

/* One option that is no file; 0, or the exit status. */
static int take_option(Line *line, char **argv, int argc, int *i) {
    DriverOptions *options = &line->options;
    const char *arg = argv[*i], *value;
    int taken = take_command_option(line, argv, argc, i);
    if (taken < 0) taken = take_output_option(line, argv, argc, i);
    if (taken >= 0) return taken;
    if (strlen(arg) == 3 && strncmp(arg, "-O", 2) == 0 && arg[2] >= '0' && arg[2] <= '3') {
        options->opt_level = arg[2] - '0';
        line->level_given = true;
    } else if (strcmp(arg, "-g") == 0) {
        options->debug = true;
    } else if (strcmp(arg, "--watch") == 0 && options->run) {
        options->watch = true;
    } else if (strcmp(arg, "--warn-unused") == 0) {
        options->warn_unused = true;
    } else if (strncmp(arg, "-l", 2) == 0 || strncmp(arg, "-L", 2) == 0) {
        VEC_PUSH(line->arena, &options->link_flags, arg);
    } else if ((value = option_value(argv, argc, i, "--entry")) != NULL) {
        options->entry = value;
    } else if ((value = option_value(argv, argc, i, "--steps")) != NULL) {
        if (!parse_number(value, INT64_MAX / 16, &options->steps))
            return usage_error("--steps takes a whole number, got ", value);
    } else if ((value = option_value(argv, argc, i, "--diagnostics")) != NULL) {
        options->json = strcmp(value, "json") == 0;
        if (!options->json && strcmp(value, "text") != 0)
            return usage_error("--diagnostics takes json or text, got ", value);
    } else if ((value = option_value(argv, argc, i, "-D")) != NULL) {
        if (!add_define(line->arena, options, value))
            return usage_error("expected -D NAME=VALUE, got -D ", value);
    } else {
        return usage_error("unknown option ", arg);
    }
    return 0;
}

static int take_command(Line *line, int argc, char **argv) {
    static const char *const names[] = {"", "run", "test", "check"};
    for (size_t i = 1; i < sizeof names / sizeof names[0]; i++)
        if (argc > 1 && strcmp(argv[1], names[i]) == 0) line->command = (Command)i;
    line->options.run = line->command == COMMAND_RUN;
    line->options.test = line->command == COMMAND_TEST;
    line->options.check = line->command == COMMAND_CHECK;
    return line->command == COMMAND_COMPILE ? 1 : 2;
}

static int parse_command_line(Line *line, int argc, char **argv) {
    for (int i = take_command(line, argc, argv); i < argc; i++) {
        if (strcmp(argv[i], "--") == 0 && line->options.run) {
            for (i++; i < argc; i++) VEC_PUSH(line->arena, &line->options.run_args, argv[i]);
            break;
        }
        bool is_option = argv[i][0] == '-' && argv[i][1] != '\0';
        int status = is_option ? take_option(line, argv, argc, &i) : take_file(line, argv[i]);
        if (status != 0) return status;
    }
    if (line->options.test && !line->level_given) line->options.opt_level = 0;
    return line->options.input == NULL ? usage_error("no .csp file given", "") : 0;
}

/* ---- help */

static int print_help(const char *command) {
    static const struct {
        const char *command, *text;
    } pages[] = {
        {"run", RUN_HELP}, {"test", TEST_HELP}, {"check", CHECK_HELP}, {"explain", EXPLAIN_HELP},
        {"fmt", FMT_HELP}};
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++)
        if (strcmp(pages[i].command, command) == 0) return fputs(pages[i].text, stdout) < 0;
    return fputs(USAGE, stdout) < 0;
}

static bool asks_for_page(int argc, char **argv, int *status) {
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            return *status = print_help(argv[1]), true;
        if (strcmp(argv[i], "--version") == 0)
            return *status = puts("cspc " CSPC_VERSION) < 0, true;
    }
    return false;
}

/* ---- the work */

static void work(void *data) {
    Line *line = data;
    switch (line->command) {
    case COMMAND_TEST:
        line->status = testing_run(line->arena, &line->options, &line->tests, &line->files);
        break;
    case COMMAND_CHECK:
        line->status = driver_check(line->arena, &line->options, &line->files);
        break;
    case COMMAND_RUN:
        line->status = line->options.watch ? driver_watch(line->arena, &line->options)
                                           : driver_compile(line->arena, &line->options);
        break;
    default: line->status = driver_compile(line->arena, &line->options); break;
    }
}

int main(int argc, char **argv) {
    int status;
    if (asks_for_page(argc, argv, &status)) return status;
    if (argc > 1 && strcmp(argv[1], "fmt") == 0) return fmt_main(argc - 2, argv + 2);
    Arena *arena = arena_new();
    Line line = {.arena = arena,
                 .options = {.entry = "main",
                             .opt_level = 2,
                             .steps = ELABORATE_STEPS,
                             .home = find_home(arena)},
                 .tests = {.jobs = (int)sysconf(_SC_NPROCESSORS_ONLN)}};
    if (argc > 1 && strcmp(argv[1], "explain") == 0) {
        line.status = explain(line.options.home, argc - 2, argv + 2);
    } else {
        line.status = parse_command_line(&line, argc, argv);
        if (line.status == 0 && !stack_run(work, &line)) {
            fputs("cspc: no address space for a stack\n", stderr);
            line.status = 1;
        }
    }
    values_free_all();
    arena_free(arena);
    return line.status;
}
