/* pattern.c - the files that a pattern names: the path is walked component by component, folders
 * are read only where a component is a pattern.
 *
 *     rec / 2024-*   / nyct_%Y%m%dT%H%M%SZ.pb
 *     ^ as it stands ^ every entry of rec/ that matches, then every entry of those
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "adapters/files/match.h"
#include "adapters/files/pattern.h"

typedef struct walk {
    const char *pattern;
    csp_file_set *set;
    csp_text *why;
    bool timed;
    /* Of the last folder read, to say what was there when nothing matched. */
    csp_text folder;
    size_t entries;
    csp_text example;
} walk;

static bool is_pattern(const char *component) { return strpbrk(component, "%*?[") != NULL; }

bool csp_pattern_timed(const char *pattern) {
    for (const char *p = strchr(pattern, '%'); p && p[1]; p = strchr(p + 2, '%'))
        if (csp_field_of(p[1]) != CSP_NFIELDS) return true;
    return false;
}

static char *join(const char *folder, const char *name) {
    size_t left = strlen(folder), right = strlen(name);
    char *path = csp_alloc(left + right + 2);
    memcpy(path, folder, left);
    if (left > 0 && folder[left - 1] != '/') path[left++] = '/';
    memcpy(path + left, name, right + 1);
    return path;
}

/* ---- what was found */

static bool add_file(walk *w, const char *path, const csp_name_time *fields) {
    csp_file file = {0};
    struct stat status;
    if (stat(path, &status) != 0) {
        csp_text_printf(w->why, "cannot read %s: %s", path, strerror(errno));
        return false;
    }
    if (S_ISDIR(status.st_mode)) return true;
    file.time = (int64_t)status.st_mtim.tv_sec * CSP_SECOND + status.st_mtim.tv_nsec;
    if (w->timed && !csp_name_time_ns(fields, &file.time)) {
        csp_text_printf(w->why, "%s: there is no such date or time (pattern %s)", path, w->pattern);
        return false;
    }
    if (w->set->len == w->set->cap) {
        w->set->cap = w->set->cap ? 2 * w->set->cap : 64;
        w->set->files = csp_realloc(w->set->files, w->set->cap * sizeof *w->set->files);
    }
    file.path = join("", path);
    w->set->files[w->set->len++] = file;
    return true;
}

static void look_into(walk *w, const char *folder) {
    w->folder.size = w->example.size = 0;
    w->entries = 0;
    csp_text_puts(&w->folder, folder);
}

static void saw_entry(walk *w, const char *name) {
    size_t size = strlen(name);
    bool least = w->entries++ == 0 || strncmp(name, w->example.data, w->example.size) < 0;
    if (!least) return;
    w->example.size = 0; /* the first by name: folders have no order of their own */
    csp_text_add(&w->example, name, size);
}

static bool nothing_found(walk *w) {
    csp_text_printf(w->why, "no file matches %s", w->pattern);
    if (w->folder.size > 0) {
        csp_text_printf(w->why, ": looked in %.*s, which ", (int)w->folder.size, w->folder.data);
        if (w->entries == 0)
            csp_text_puts(w->why, "is empty");
        else
            csp_text_printf(w->why, "has %zu %s, e.g. %.*s", w->entries,
                            w->entries == 1 ? "entry" : "entries", (int)w->example.size,
                            w->example.data);
    }
    return false;
}

/* ---- the walk */

static bool walk_from(walk *w, const char *folder, const char *rest, const csp_name_time *fields);

static bool walk_entry(walk *w, const char *folder, const char *name, const char *rest,
                       const csp_name_time *fields) {
    char *path = join(folder, name);
    bool good = *rest ? walk_from(w, path, rest, fields) : add_file(w, path, fields);
    csp_free(path);
    return good;
}

static bool is_folder(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static bool walk_folder(walk *w, const char *folder, const char *component, const char *rest,
                        const csp_name_time *fields) {
    const char *name = *folder ? folder : ".";
    DIR *dir = opendir(name);
    if (!dir) {
        csp_text_printf(w->why, "cannot read the folder %s of %s: %s", name, w->pattern,
                        strerror(errno));
        return false;
    }
    look_into(w, name);
    bool good = true;
    for (struct dirent *entry; good && (entry = readdir(dir));) {
        csp_name_time found = *fields;
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        saw_entry(w, entry->d_name);
        if (entry->d_name[0] == '.' && component[0] != '.') continue;
        if (!csp_match(component, entry->d_name, &found)) continue;
        char *path = join(folder, entry->d_name);
        if (!*rest || is_folder(path)) good = walk_entry(w, folder, entry->d_name, rest, &found);
        csp_free(path);
    }
    closedir(dir);
    return good;
}

/* `rest` of the pattern, from inside `folder`. */
static bool walk_from(walk *w, const char *folder, const char *rest, const csp_name_time *fields) {
    while (*rest == '/') rest++;
    size_t size = strcspn(rest, "/");
    char *component = csp_alloc(size + 1);
    memcpy(component, rest, size);
    component[size] = '\0';
    bool good;
    if (is_pattern(component))
        good = walk_folder(w, folder, component, rest + size, fields);
    else
        good = walk_entry(w, folder, component, rest + size, fields);
    csp_free(component);
    return good;
}

static int by_time(const void *a, const void *b) {
    const csp_file *x = a, *y = b;
    if (x->time != y->time) return x->time < y->time ? -1 : 1;
    return strcmp(x->path, y->path);
}

static bool has_field(const char *pattern, char letter) {
    for (const char *p = strchr(pattern, '%'); p && p[1]; p = strchr(p + 2, '%'))
        if (p[1] == letter) return true;
    return false;
}

/* A time of day needs its date, a day its month. */
static bool check_fields(const char *pattern, csp_text *why) {
    static const char order[] = "SMHdmY"; /* each needs the one behind it */
    if (!csp_pattern_timed(pattern) || has_field(pattern, 's')) return true;
    for (size_t i = 0; i + 1 < sizeof order - 1; i++) {
        if (!has_field(pattern, order[i]) || has_field(pattern, order[i + 1])) continue;
        csp_text_printf(why, "the pattern %s has %%%c but not %%%c", pattern, order[i],
                        order[i + 1]);
        return false;
    }
    return true;
}

bool csp_pattern_find(const char *pattern, csp_file_set *set, csp_text *why) {
    walk w = {.pattern = pattern, .set = set, .why = why, .timed = csp_pattern_timed(pattern)};
    csp_name_time fields = {0};
    *set = (csp_file_set){0};
    bool good = check_fields(pattern, why) &&
                walk_from(&w, *pattern == '/' ? "/" : "", pattern, &fields) &&
                (set->len > 0 || nothing_found(&w));
    if (set->len > 0) qsort(set->files, set->len, sizeof *set->files, by_time);
    csp_text_free(&w.folder);
    csp_text_free(&w.example);
    return good;
}

void csp_file_set_free(csp_file_set *set) {
    for (size_t i = 0; i < set->len; i++) csp_free(set->files[i].path);
    csp_free(set->files);
    *set = (csp_file_set){0};
}
