/* main.c - the command line of cspc; what it asks for is done by driver.c. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "driver.h"
#include "fmt.h"
#include "support/values.h"
#include "wiring/elaborate.h"

static const char USAGE[] =
    "usage: cspc FILE.csp [-o EXE]              compile to a native executable\n"
    "       cspc run FILE.csp [-- ARGS]         compile in memory and run\n"
    "       cspc fmt [--check] FILE.csp...      rewrite in the one style\n"
    "       cspc FILE.csp --graph OUT.svg       draw the graph (.dot, .svg, .png)\n"
    "\n"
    "  -o FILE            where to write\n"
    "  -O0 -O1 -O2 -O3    optimisation (default -O2)\n"
    "  -g                 full debug information (line tables are always there)\n"
    "  -D NAME=VALUE      set a top-level constant or a const parameter of main\n"
    "  --entry NAME       the graph to start with (default main)\n"
    "  --warn-unused      say what was left out because no output depends on it\n"
    "  --steps N          allow wiring N steps (default 100 million)\n"
    "  --emit=WHAT        tokens ast types graph regions llvm asm obj exe\n"
    "  FILE.c -lNAME -LDIR  C sources and libraries to link in\n"
    "  --version, --help\n";

#define USAGE_ERROR 2

static int usage_error(const char *message, const char *what) {
    fprintf(stderr, "cspc: %s%s\nTry `cspc --help`.\n", message, what);
    return USAGE_ERROR;
}

/* <prefix>/bin/cspc -> <prefix>/lib/cspc: the same in the build tree and where it is installed. */
static const char *find_home(Arena *arena) {
    char path[PATH_MAX];
    ssize_t size = readlink("/proc/self/exe", path, sizeof path - 1);
    if (size < 0) {
        fprintf(stderr, "cspc: cannot read /proc/self/exe: %s\n", strerror(errno));
        exit(USAGE_ERROR);
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
    } kinds[] = {{"tokens", EMIT_TOKENS}, {"ast", EMIT_AST},         {"types", EMIT_TYPES},
                 {"graph", EMIT_GRAPH},   {"regions", EMIT_REGIONS}, {"llvm", EMIT_LLVM},
                 {"asm", EMIT_ASM},       {"obj", EMIT_OBJ},         {"exe", EMIT_EXE}};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strcmp(kinds[i].name, name) != 0) continue;
        *emit = kinds[i].emit;
        return true;
    }
    return false;
}

static bool parse_steps(const char *text, int64_t *steps) {
    char *end;
    errno = 0;
    *steps = strtoll(text, &end, 10);
    return errno == 0 && end != text && *end == '\0' && *steps > 0 && *steps < INT64_MAX / 16;
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

static int take_file(Arena *arena, DriverOptions *options, const char *path) {
    if (ends_with(path, ".c") || ends_with(path, ".o") || ends_with(path, ".a")) {
        VEC_PUSH(arena, &options->c_files, path);
    } else if (options->input != NULL) {
        return usage_error("one .csp file at a time; the second is ", path);
    } else {
        options->input = path;
    }
    return 0;
}

/* One option that is no file; 0, or the exit status. */
static int take_option(Arena *arena, DriverOptions *options, char **argv, int argc, int *i) {
    const char *arg = argv[*i], *value;
    if (strlen(arg) == 3 && strncmp(arg, "-O", 2) == 0 && arg[2] >= '0' && arg[2] <= '3') {
        options->opt_level = arg[2] - '0';
    } else if (strcmp(arg, "-g") == 0) {
        options->debug = true;
    } else if (strcmp(arg, "--warn-unused") == 0) {
        options->warn_unused = true;
    } else if (strncmp(arg, "-l", 2) == 0 || strncmp(arg, "-L", 2) == 0) {
        VEC_PUSH(arena, &options->link_flags, arg);
    } else if ((value = option_value(argv, argc, i, "--graph")) != NULL) {
        options->diagram = value;
    } else if ((value = option_value(argv, argc, i, "--entry")) != NULL) {
        options->entry = value;
    } else if ((value = option_value(argv, argc, i, "--steps")) != NULL) {
        if (!parse_steps(value, &options->steps))
            return usage_error("--steps takes a whole number, got ", value);
    } else if ((value = option_value(argv, argc, i, "--emit")) != NULL) {
        if (!parse_emit(value, &options->emit))
            return usage_error("nothing to emit by the name of ", value);
    } else if ((value = option_value(argv, argc, i, "-D")) != NULL) {
        if (!add_define(arena, options, value))
            return usage_error("expected -D NAME=VALUE, got -D ", value);
    } else if ((value = option_value(argv, argc, i, "-o")) != NULL) {
        options->output = value;
    } else {
        return usage_error("unknown option ", arg);
    }
    return 0;
}

static int parse_command_line(Arena *arena, DriverOptions *options, int argc, char **argv) {
    int i = 1;
    if (i < argc && strcmp(argv[i], "run") == 0) {
        options->run = true;
        i++;
    }
    for (; i < argc; i++) {
        if (strcmp(argv[i], "--") == 0 && options->run) {
            for (i++; i < argc; i++) VEC_PUSH(arena, &options->run_args, argv[i]);
            break;
        }
        bool is_option = argv[i][0] == '-' && argv[i][1] != '\0';
        int status = is_option ? take_option(arena, options, argv, argc, &i)
                               : take_file(arena, options, argv[i]);
        if (status != 0) return status;
    }
    return options->input == NULL ? usage_error("no .csp file given", "") : 0;
}

int main(int argc, char **argv) {
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            return fputs(USAGE, stdout) < 0;
        if (strcmp(argv[i], "--version") == 0) return puts("cspc " CSPC_VERSION) < 0;
    }
    if (argc > 1 && strcmp(argv[1], "fmt") == 0) return fmt_main(argc - 2, argv + 2);
    Arena *arena = arena_new();
    DriverOptions options = {.entry = "main", .opt_level = 2, .steps = ELABORATE_STEPS, .home = find_home(arena)};
    int status = parse_command_line(arena, &options, argc, argv);
    if (status == 0) status = driver_compile(arena, &options);
    values_free_all();
    arena_free(arena);
    return status;
}
