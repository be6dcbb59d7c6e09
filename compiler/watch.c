/* watch.c - cspc run --watch: compiles again whenever a file that the program was made from changes, and hands the result to the
 * engine, which runs on a thread of its own and goes on with it (runtime/engine/swap.c).
 *
 * What is watched are folders: editors write a new file and rename it. Events only say when to look; what counts is
 * whether the content of a file differs from that of the last compilation.
 */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "csp/watch.h"
#include "driver.h"
#include "support/map.h"
#include "support/values.h"

enum { E_WATCH = 620, STATUS_ERRORS = 1, STATUS_USAGE = 2, QUIET_MS = 100 };

typedef struct File {
    const char *path;
    uint64_t hash; /* of its content; 0: it is not there */
} File;

/* The runtime is loaded, not linked in: these are its functions. */
typedef struct Engine {
    csp_watch *(*new_watch)(void);
    void (*free_watch)(csp_watch *watch);
    void (*offer)(csp_watch *watch, const csp_program *program, const char *what);
    int (*run)(csp_watch *watch, int argc, char **argv, bool *abandoned);
    csp_watch *watch;
    int argc;
    char **argv;
    int ended; /* eventfd: readable when run() has returned */
    int status;
    bool abandoned;
    pthread_t thread;
} Engine;

typedef struct Watch {
    Arena *arena;
    DriverOptions *options;
    Engine engine;
    int notify;
    VEC(File) files;
    VEC(const char *) folders; /* watched */
    VEC(JitProgram) programs;  /* all of them: closed at the end */
    int64_t begun;             /* when the last compilation began, ms since 1970 */
    const char *changed;       /* the files that differ, for messages */
} Watch;

static int fail(const Watch *w, int code, const char *message) {
    Driver driver = {w->arena, w->options, diagnostics_new(w->arena)};
    diag_error(driver.diagnostics, (Pos){0}, code, "%s", message);
    driver_print(&driver, driver.diagnostics);
    return STATUS_ERRORS;
}

static void say(const Watch *w, const char *text) {
    char clock[16] = "";
    time_t now = time(NULL);
    struct tm parts;
    if (localtime_r(&now, &parts) != NULL) strftime(clock, sizeof clock, "%H:%M:%S", &parts);
    fprintf(stderr, "cspc: %s %s: %s\n", clock, w->changed, text);
}

/* ---- files */

static uint64_t content_hash(const char *path) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) return 0;
    uint64_t hash = 1;
    char block[65536];
    size_t size;
    while ((size = fread(block, 1, sizeof block, file)) > 0)
        hash = hash_mix(hash, hash_bytes(block, size));
    fclose(file);
    return hash == 0 ? 1 : hash;
}

static const char *folder_of(Arena *arena, const char *path) {
    const char *slash = strrchr(path, '/');
    if (slash == NULL) return ".";
    return slash == path ? "/" : arena_copy(arena, path, (size_t)(slash - path));
}

static void watch_folder(Watch *w, const char *path) {
    const char *folder = folder_of(w->arena, path);
    for (int i = 0; i < w->folders.len; i++)
        if (strcmp(w->folders.items[i], folder) == 0) return;
    uint32_t events =
        IN_CLOSE_WRITE | IN_MODIFY | IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE;
    if (inotify_add_watch(w->notify, folder, events) < 0) {
        if (errno != ENOENT)
            fail(w, E_WATCH,
                 arena_printf(w->arena, "cannot watch the folder %s: %s", folder, strerror(errno)));
        return; /* of a file that is missing, too: looked at again after the next change */
    }
    VEC_PUSH(w->arena, &w->folders, folder);
}

/* What was read is not what is there now? The clock of file systems is coarse. */
static bool changed_since(const char *path, int64_t when) {
    struct stat it;
    return stat(path, &it) == 0 &&
           (int64_t)it.st_mtim.tv_sec * 1000 + it.st_mtim.tv_nsec / 1000000 > when - 20;
}

static int64_t milliseconds(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void watch_file(Watch *w, const char *path) {
    for (int i = 0; i < w->files.len; i++)
        if (strcmp(w->files.items[i].path, path) == 0) return;
    const char *copy = arena_copy(w->arena, path, strlen(path));
    File file = {copy, changed_since(path, w->begun) ? 0 : content_hash(copy)};
    VEC_PUSH(w->arena, &w->files, file);
    watch_folder(w, copy);
}

/* What differs since it was looked at last; false: nothing does. */
static bool look_at_files(Watch *w) {
    const char *first = NULL;
    int n = 0;
    for (int i = 0; i < w->files.len; i++) {
        File *file = &w->files.items[i];
        uint64_t hash = content_hash(file->path);
        if (hash == file->hash) continue;
        file->hash = hash;
        if (n++ == 0) first = file->path;
    }
    if (n == 0) return false;
    w->changed = n == 1 ? arena_printf(w->arena, "%s changed", first)
                        : arena_printf(w->arena, "%s and %d more changed", first, n - 1);
    return true;
}

/* ---- compiling */

static uint64_t foreign_hash(const DriverOptions *options) {
    uint64_t hash = 1;
    for (int i = 0; i < options->c_files.len; i++)
        hash = hash_mix(hash, content_hash(options->c_files.items[i]));
    return hash;
}

static bool make_program(Driver *driver, const GraphIR *graph, JitProgram *program) {
    const char *shared = NULL, *why;
    if (!driver_shared(driver, graph->program, &shared)) return false;
    LLVMOrcThreadSafeContextRef context = LLVMOrcCreateNewThreadSafeContext();
    LLVMTargetMachineRef target;
    LLVMModuleRef module =
        driver_module(driver, graph, LLVMOrcThreadSafeContextGetContext(context), &target);
    bool good = false;
    if (module != NULL) {
        Texts libraries = driver_libraries(driver->arena, graph, module);
        good = jit_open(driver->arena, context, module, driver->options->home, &libraries, shared,
                        program, &why);
        if (!good) diag_error(driver->diagnostics, (Pos){0}, 604, "%s", why);
        LLVMDisposeTargetMachine(target);
    }
    LLVMOrcDisposeThreadSafeContext(context);
    if (shared != NULL) unlink(shared);
    return good;
}

static void take_files(Watch *w, const Diagnostics *diagnostics) {
    int n;
    const char *const *paths = diag_dependencies(diagnostics, &n);
    for (int i = 0; i < n; i++) watch_file(w, paths[i]);
    for (int i = 0; i < w->options->c_files.len; i++) watch_file(w, w->options->c_files.items[i]);
}

/* -D is used again by each compilation. */
static void forget_defines(DriverOptions *options) {
    for (int i = 0; i < options->defines.len; i++) options->defines.items[i].used = false;
}

static bool compile(Watch *w, JitProgram *program) {
    Arena *arena = arena_new();
    Driver driver = {arena, w->options, diagnostics_new(arena)};
    int status;
    forget_defines(w->options);
    w->begun = milliseconds(CLOCK_REALTIME);
    w->options->foreign = foreign_hash(w->options);
    const GraphIR *graph = driver_graph(&driver, &status);
    bool good = graph != NULL && make_program(&driver, graph, program);
    driver_print(&driver, driver.diagnostics);
    take_files(w, driver.diagnostics);
    values_free_all();
    arena_free(arena);
    return good;
}

static void compile_and_offer(Watch *w, bool first) {
    JitProgram program;
    if (compile(w, &program)) {
        VEC_PUSH(w->arena, &w->programs, program);
        w->engine.offer(w->engine.watch, program.program, w->changed);
    } else {
        say(w, first ? "there are errors; it starts when they are mended"
                     : "there are errors; nothing is taken over");
    }
}

/* ---- waiting */

static bool engine_ended(const Watch *w) {
    struct pollfd fd = {.fd = w->engine.ended, .events = POLLIN};
    return poll(&fd, 1, 0) > 0;
}

static bool is_ours(const Watch *w, const char *name) {
    for (int i = 0; i < w->files.len; i++) {
        const char *path = w->files.items[i].path, *slash = strrchr(path, '/');
        if (strcmp(slash != NULL ? slash + 1 : path, name) == 0) return true;
    }
    return false;
}

/* Is one of our files among what happened? Others in the same folders, such as the program's output, don't count. */
static bool read_events(const Watch *w) {
    _Alignas(struct inotify_event) char events[4096];
    bool any = false;
    ssize_t size;
    while ((size = read(w->notify, events, sizeof events)) > 0)
        for (const char *at = events; at < events + size;) {
            const struct inotify_event *event = (const void *)at;
            any = any || (event->mask & IN_Q_OVERFLOW) != 0 ||
                  (event->len > 0 && is_ours(w, event->name));
            at += sizeof *event + event->len;
        }
    return any;
}

/* Until a file may have changed and, as editors write in several steps, nothing more has happened to them for a while. False:
 * the engine has ended. */
static bool wait_for_change(const Watch *w) {
    int64_t until = -1;
    for (;;) {
        int64_t left = until < 0 ? -1 : until - milliseconds(CLOCK_MONOTONIC);
        if (until >= 0 && left <= 0) return true;
        struct pollfd fds[] = {{.fd = w->notify, .events = POLLIN},
                               {.fd = w->engine.ended, .events = POLLIN}};
        poll(fds, 2, (int)left);
        if (engine_ended(w)) return false;
        if (read_events(w)) until = milliseconds(CLOCK_MONOTONIC) + QUIET_MS;
    }
}

static void watch_files(Watch *w) {
    compile_and_offer(w, true);
    do /* the first look: at files that changed while they were compiled */
        while (look_at_files(w)) compile_and_offer(w, w->programs.len == 0);
    while (wait_for_change(w));
}

/* ---- the engine and its thread */

static bool load_engine(Watch *w, const char **why) {
    Engine *e = &w->engine;
    struct {
        const char *name;
        void *to;
    } functions[] = {{"csp_watch_new", &e->new_watch},
                     {"csp_watch_free", &e->free_watch},
                     {"csp_watch_offer", &e->offer},
                     {"csp_watch_run", &e->run}};
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
        void *symbol = jit_runtime(w->arena, w->options->home, functions[i].name, why);
        if (symbol == NULL) return false;
        memcpy(functions[i].to, &symbol, sizeof symbol);
    }
    *why = "no descriptor is left";
    e->watch = e->new_watch();
    e->ended = eventfd(0, EFD_CLOEXEC);
    w->notify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    return e->watch != NULL && e->ended >= 0 && w->notify >= 0;
}

static void *run_engine(void *data) {
    Engine *e = data;
    e->status = e->run(e->watch, e->argc, e->argv, &e->abandoned);
    uint64_t one = 1;
    while (write(e->ended, &one, sizeof one) < 0 && errno == EINTR) continue;
    return NULL;
}

/* Signals are for the engine's thread, which started before they are blocked here. */
static bool start_engine(Watch *w) {
    if (pthread_create(&w->engine.thread, NULL, run_engine, &w->engine) != 0) return false;
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    return true;
}

static int end(Watch *w) {
    Engine *e = &w->engine;
    pthread_join(e->thread, NULL);
    if (e->abandoned) {
        /* What an error has abandoned was not released: leave without a leak check. */
        fflush(NULL);
        _exit(e->status);
    }
    for (int i = 0; i < w->programs.len; i++) jit_close(&w->programs.items[i]);
    e->free_watch(e->watch);
    close(e->ended);
    close(w->notify);
    return e->status;
}

int driver_watch(Arena *arena, DriverOptions *options) {
    Watch w = {.arena = arena, .options = options};
    Driver driver = {arena, options, NULL};
    const char *why;
    if (strcmp(options->input, "-") == 0) {
        fail(&w, E_WATCH, "--watch needs a file: standard input does not change");
        return STATUS_USAGE;
    }
    w.changed = options->input;
    w.engine.argv = driver_run_args(&driver, &w.engine.argc);
    if (!load_engine(&w, &why)) return fail(&w, E_WATCH, why);
    if (!start_engine(&w)) return fail(&w, E_WATCH, "no thread can be made");
    watch_files(&w);
    return end(&w);
}
