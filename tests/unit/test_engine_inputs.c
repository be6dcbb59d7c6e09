/* test_engine_inputs.c - pull adapters: curves, CSV files, recordings, and how the engine merges
 * them. */
#include <errno.h>
#include <sys/stat.h>
#include <utime.h>

#include "adapters/csv/decode.h"
#include "test_engine.h"

extern const csp_adapter csp_curve_at, csp_csv_read, csp_files_read;
void csp_csv_table(const csp_call *call, csp_list **ret, csp_str *const *path);
void csp_files_glob(const csp_call *call, csp_list **ret, csp_str *const *pattern);
void csp_files_load(const csp_call *call, csp_str **ret, csp_str *const *path);
void csp_read_text(const csp_call *call, csp_str **ret, csp_str *const *path);

typedef struct point {
    int64_t time;
    double value;
} point;

static const csp_field point_fields[] = {{.type = &test_datetime, .offset = offsetof(point, time)},
                                         {.type = &test_float, .offset = offsetof(point, value)}};
static const csp_type point_type = {.kind = CSP_TUPLE,
                                    .plain = 1,
                                    .size = sizeof(point),
                                    .align = 8,
                                    .name = "(datetime, float)",
                                    .nfields = 2,
                                    .fields = point_fields};
static const csp_type points_type = {
    .kind = CSP_LIST, .size = 8, .align = 8, .name = "[(datetime, float)]", .elem = &point_type};
static const csp_type names_type = {
    .kind = CSP_LIST, .size = 8, .align = 8, .name = "[str]", .elem = &test_str};

typedef struct state {
    csp_list *points, *more;
    csp_str *path, *time;
    uint8_t on;
    double x;
    uint64_t x_stamp;
    double y;
    uint64_t y_stamp;
    test_trade trade;
    uint64_t trade_stamp;
    csp_str *bytes;
    uint64_t bytes_stamp;
} state;

/* Filled by each test, read by init. */
static point points[8], more[8];
static int npoints, nmore;
static const char *path_arg, *time_arg = "";

static csp_list *list_of(const point *from, int n) {
    csp_list *list = NULL;
    for (int i = 0; i < n; i++) csp_list_push(&points_type, &list, &from[i]);
    return list;
}

static void init(csp_engine *engine, char *s) {
    state *st = (state *)s;
    (void)engine;
    st->points = list_of(points, npoints);
    st->more = list_of(more, nmore);
    st->path = csp_str_new(path_arg ? path_arg : "", path_arg ? strlen(path_arg) : 0);
    st->time = csp_str_new(time_arg, strlen(time_arg));
}
static void fini(csp_engine *engine, char *s) {
    state *st = (state *)s;
    (void)engine;
    csp_release(&points_type, &st->points);
    csp_release(&points_type, &st->more);
    csp_release(&test_str, &st->path);
    csp_release(&test_str, &st->time);
    csp_release(&test_trade_type, &st->trade);
    csp_release(&test_bytes, &st->bytes);
}

TEST_TEXT(tag_x, "x");
TEST_TEXT(tag_y, "y");
static void print_x(csp_engine *engine, char *s) {
    csp_print_tick(engine, tag_x, &test_float, &((state *)s)->x);
}
static void print_y(csp_engine *engine, char *s) {
    csp_print_tick(engine, tag_y, &test_float, &((state *)s)->y);
}
static void print_trade(csp_engine *engine, char *s) {
    csp_print_tick(engine, tag_x, &test_trade_type, &((state *)s)->trade);
}
static void print_bytes(csp_engine *engine, char *s) {
    csp_print_tick(engine, tag_x, &test_bytes, &((state *)s)->bytes);
}
static const csp_region regions[] = {{print_x}, {print_y}, {print_trade}, {print_bytes}};
static const uint32_t region[] = {0, 1, 2, 3};
static const csp_source sources[] = {
    {offsetof(state, x), offsetof(state, x_stamp), &test_float, region, 1, 0, false, 0, false},
    {offsetof(state, y), offsetof(state, y_stamp), &test_float, region + 1, 1, 0, false, 0, false},
    {offsetof(state, trade), offsetof(state, trade_stamp), &test_trade_type, region + 2, 1, 0, true,
     0, false},
    {offsetof(state, bytes), offsetof(state, bytes_stamp), &test_bytes, region + 3, 1, 0, true, 0,
     false}};
static const csp_node_info nodes[] = {{"main/feed", "app.csp", 3, 5}};

static const csp_arg points_arg[] = {{"points", &points_type, offsetof(state, points)}};
static const csp_arg more_arg[] = {{"points", &points_type, offsetof(state, more)}};
static const csp_arg file_args[] = {{"path", &test_str, offsetof(state, path)},
                                    {"time", &test_str, offsetof(state, time)}};
static const csp_binding curves[] = {{&csp_curve_at, 0, 0, &test_float, points_arg, 1, UINT32_MAX},
                                     {&csp_curve_at, 1, 0, &test_float, more_arg, 1, UINT32_MAX}};
static const csp_binding csv[] = {
    {&csp_csv_read, 2, 0, &test_trade_type, file_args, 2, UINT32_MAX}};
static const csp_binding files[] = {{&csp_files_read, 3, 0, &test_bytes, file_args, 2, UINT32_MAX}};

static csp_program program(const csp_binding *bindings, uint32_t n) {
    csp_program p = test_program();
    p.state_size = sizeof(state);
    p.sources = sources;
    p.nsources = 4;
    p.regions = regions;
    p.nregions = 4;
    p.nodes = nodes;
    p.nnodes = 1;
    p.bindings = bindings;
    p.nbindings = n;
    p.init = init;
    p.fini = fini;
    return p;
}

/* ---- curves and the merge */

static void set_points(point *to, int *n, int count, const int *seconds) {
    for (*n = 0; *n < count; ++*n)
        to[*n] = (point){(INT64_C(1577836800) + seconds[*n]) * CSP_SECOND, *n + 1};
}

Test(inputs, curves_merge_by_time) {
    csp_program p = program(curves, 2);
    set_points(points, &npoints, 4, (int[]){1, 2, 2, 5});
    set_points(more, &nmore, 3, (int[]){2, 5, 5});
    static const char *const out = "2020-01-01 00:00:01 x:1.0\n"
                                   "2020-01-01 00:00:02 x:2.0\n2020-01-01 00:00:02 y:1.0\n"
                                   "2020-01-01 00:00:02 x:3.0\n"
                                   "2020-01-01 00:00:05 x:4.0\n2020-01-01 00:00:05 y:2.0\n"
                                   "2020-01-01 00:00:05 y:3.0\n";
    test_expect(test_run(&p, NULL), 0, out, "");
    test_expect(test_run(&p, "--end", "2020-01-01T00:00:05", NULL), 0, out, "");
    test_expect(test_run(&p, "--start", "2020-01-01T00:00:02", "--end", "+2s", NULL), 0,
                "2020-01-01 00:00:02 x:2.0\n2020-01-01 00:00:02 y:1.0\n2020-01-01 00:00:02 x:3.0\n",
                "");
    test_expect(test_run(&p, "--end", "2019-01-01", NULL), 1, "",
                "error: the first input event, at 2020-01-01 00:00:01, is after --end, 2019-01-01 "
                "00:00:00\n");
    npoints = nmore = 0;
    test_expect(test_run(&p, NULL), 0, "", "");
}

Test(inputs, guards_leave_adapters_out) {
    csp_binding some[] = {curves[0], curves[1]};
    some[0].guard_offset = offsetof(state, on);
    csp_program p = program(some, 2);
    set_points(points, &npoints, 1, (int[]){1});
    set_points(more, &nmore, 1, (int[]){2});
    test_expect(test_run(&p, NULL), 0, "2020-01-01 00:00:02 y:1.0\n", "");
}

Test(inputs, a_curve_out_of_order) {
    csp_program p = program(curves, 1);
    set_points(points, &npoints, 3, (int[]){1, 3, 2});
    test_expect(
        test_run(&p, NULL), 1, "",
        "app.csp:3:5: error: points[2], at 2020-01-01 00:00:02, is before the one in front of "
        "it, at 2020-01-01 00:00:03\n    in main/feed\n");
}

/* ---- CSV */

static test_result run_csv(const char *content) {
    csp_program p = program(csv, 1);
    path_arg = test_file("trades.csv", content);
    time_arg = "time";
    test_result r = test_run(&p, NULL);
    unlink(path_arg);
    return r;
}

/* The message with the path of the test file replaced by FILE. */
static void expect_csv_error(const char *content, const char *message) {
    test_result r = run_csv(content);
    char expected[1024];
    snprintf(expected, sizeof expected, "app.csp:3:5: error: ");
    for (const char *m = message; *m; m++) {
        size_t n = strlen(expected);
        if (*m == '@')
            snprintf(expected + n, sizeof expected - n, "%s", path_arg);
        else
            snprintf(expected + n, sizeof expected - n, "%c", *m);
    }
    cr_expect_eq(r.status, 1);
    cr_expect_eq(strncmp(r.err, expected, strlen(expected)), 0, "%s", r.err);
    free(r.out), free(r.err);
}

Test(csv, rows_become_structs) {
    test_expect(run_csv("\xef\xbb\xbftime,qty,extra,symbol,price,MID\r\n"
                        "2020-01-01T00:00:01Z,5,,\"A, \"\"B\"\"\",1.5,\r\n"
                        "\r\n"
                        "2020-01-01T00:00:02Z,6,x,\"two\nlines\",2,0.5"),
                0,
                "2020-01-01 00:00:01 x:Trade( symbol=A, \"B\", price=1.5, qty=5, mid=<unset> )\n"
                "2020-01-01 00:00:02 x:Trade( symbol=two\nlines, price=2.0, qty=6, mid=0.5 )\n",
                "");
    test_expect(run_csv("time,symbol,price,qty\n"), 0, "", "");
}

Test(csv, mistakes_are_named) {
    expect_csv_error("", "@ is empty: a line with the column names is missing\n");
    expect_csv_error("time,symbol,price\n",
                     "@:1: no column \"qty\"; the columns are time, symbol, price\n");
    expect_csv_error("symbol,price,qty\n",
                     "@:1: no column \"time\"; the columns are symbol, price, qty\n");
    expect_csv_error("time,symbol,price,qty,qty\n", "@:1: there are two columns \"qty\"\n");
    expect_csv_error(
        "time,symbol,price,qty\n2020-01-01T00:00:01Z,A,1,2\n\n2020-01-01T00:00:02Z,A,1,ten\n",
        "@:4: column \"qty\": expected a whole number, got \"ten\"\n"
        "    in main/feed at 2020-01-01 00:00:01\n");
    expect_csv_error(
        "time,symbol,price,qty\nyesterday,A,1,2\n",
        "@:2: column \"time\": expected a time such as 2020-01-01T09:30:00Z, got \"yesterday\"\n");
    expect_csv_error("time,symbol,price,qty\n2020-01-01T00:00:01Z,A,1\n",
                     "@:2: 3 cells, but 4 columns in the header\n");
    expect_csv_error("time,symbol,price,qty\n2020-01-01T00:00:01Z,\"A,1,2\n",
                     "@:2: a quoted cell is not closed before the end of the file\n");
    expect_csv_error("time,symbol,price,qty\n2020-01-01T00:00:01Z,\"A\"B,1,2\n",
                     "@:2: text follows the closing quote of a cell\n");
    expect_csv_error(
        "time,symbol,price,qty\n2020-01-01T00:00:02Z,A,1,2\n2020-01-01T00:00:01Z,A,1,2\n",
        "events out of time order: 2020-01-01 00:00:01 after 2020-01-01 00:00:02\n");
}

Test(csv, a_missing_file) {
    csp_program p = program(csv, 1);
    path_arg = "/nowhere/trades.csv";
    test_expect(test_run(&p, NULL), 1, "",
                "app.csp:3:5: error: cannot open /nowhere/trades.csv: No such file or directory\n"
                "    in main/feed\n");
}

/* Rows that lie across the ends of the reader's blocks, in all ways. */
Test(csv, long_files) {
    enum { ROWS = 60000 };
    char path[256], quotes[80];
    memset(quotes, '"', sizeof quotes);
    snprintf(path, sizeof path, "%s", test_file("long.csv", ""));
    FILE *file = fopen(path, "w");
    fputs("symbol,price,qty\n", file);
    for (int i = 0; i < ROWS; i++)
        fprintf(file, "\"%.*s\n\",%d.5,%d\r\n", 2 * (i % 40), quotes, i, i);
    fclose(file);
    csp_csv_reader reader;
    csp_text why = {0};
    cr_assert(csp_csv_open(&reader, path, &why));
    cr_assert_eq(csp_csv_next(&reader, &why), CSP_CSV_ROW);
    unlink(path);
    int rows = 0;
    while (csp_csv_next(&reader, &why) == CSP_CSV_ROW) {
        cr_assert_eq(reader.ncells, 3);
        cr_assert_eq(reader.cells[0].size, (size_t)(rows % 40) + 1);
        cr_assert_eq(atoi(csp_csv_text(&reader, 2)), rows);
        cr_assert_eq(reader.line, 2 + 2 * rows);
        rows++;
    }
    cr_expect_eq(why.size, 0);
    cr_expect_eq(rows, ROWS);
    csp_csv_close(&reader);
}

Test(csv, tables) {
    static const csp_call call = {
        .file = "app.csp", .line = 1, .column = 1, .ret = &test_trades_type};
    csp_list *list;
    const char *name = test_file("table.csv", "symbol,price,qty\nA,1,2\nB,3,4\n");
    csp_str *path = csp_str_new(name, strlen(name));
    csp_csv_table(&call, &list, &path);
    unlink(name);
    cr_assert_eq(csp_list_len(list), 2);
    const test_trade *second = csp_list_at(&test_trades_type, list, 1);
    cr_expect_str_eq(csp_str_data(second->symbol), "B");
    cr_expect_eq(second->qty, 4);
    csp_release(&test_trades_type, &list);
    csp_trap trap;
    csp_trap_push(&trap);
    test_leaks_allowed(true);
    if (setjmp(trap.jump) == 0) {
        csp_csv_table(&call, &list, &path);
        cr_assert_fail("the file is gone");
    }
    test_leaks_allowed(false);
    csp_trap_pop(&trap);
    cr_expect_not_null(strstr(csp_str_data(trap.message), "No such file or directory"));
    csp_release(&test_str, &trap.message);
    csp_release(&test_str, &path);
}

/* ---- recordings */

static char folder[64];

static void put(const char *name, const char *content, time_t mtime) {
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    cr_assert_not_null(file);
    fputs(content, file);
    fclose(file);
    utime(path, &(struct utimbuf){mtime, mtime});
}

static test_result run_files(const char *pattern, const char *time) {
    static char path[256];
    csp_program p = program(files, 1);
    snprintf(path, sizeof path, "%s/%s", folder, pattern);
    path_arg = path;
    time_arg = time;
    return test_run(&p, NULL);
}

static void make_folder(void) {
    snprintf(folder, sizeof folder, "/tmp/csp_rec_XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
}

static void remove_folder(void) {
    char command[128];
    snprintf(command, sizeof command, "rm -r %s", folder);
    cr_assert_eq(system(command), 0);
}

static void expect_files_error(test_result r, const char *message) {
    cr_expect_eq(r.status, 1);
    cr_expect_not_null(strstr(r.err, message), "%s", r.err);
    free(r.out), free(r.err);
}

Test(files, times_in_names, .init = make_folder, .fini = remove_folder) {
    put("nyct_20230529T180406Z.pb", "second", 0);
    put("nyct_20230529T180306Z.pb", "first", 0);
    put("nyct_20230529T180506Z.pb.part", "no", 0);
    put("notes.txt", "no", 0);
    put("1685383446.json", "json", 0);
    test_expect(run_files("nyct_%Y%m%dT%H%M%SZ.pb", ""), 0,
                "2023-05-29 18:03:06 x:b'first'\n2023-05-29 18:04:06 x:b'second'\n", "");
    test_expect(run_files("*_%Y%m%dT%H%M%SZ.p[a-c]", ""), 0,
                "2023-05-29 18:03:06 x:b'first'\n2023-05-29 18:04:06 x:b'second'\n", "");
    test_expect(run_files("%s.json", ""), 0, "2023-05-29 18:04:06 x:b'json'\n", "");
}

Test(files, times_in_folders, .init = make_folder, .fini = remove_folder) {
    char day[128];
    snprintf(day, sizeof day, "%s/2023-05-29", folder);
    mkdir(day, 0755);
    put("2023-05-29/1803.pb", "a", 0);
    put("2023-05-29/1804.pb", "b", 0);
    put("2023-05-30", "not a folder", 0);
    test_expect(run_files("%Y-%m-%d/%H%M.pb", ""), 0,
                "2023-05-29 18:03:00 x:b'a'\n2023-05-29 18:04:00 x:b'b'\n", "");
}

Test(files, modification_times, .init = make_folder, .fini = remove_folder) {
    put("b.pb", "b", 10);
    put("a.pb", "a", 20);
    put("c.pb", "c", 20);
    put("empty.pb", "", 30);
    test_expect(
        run_files("?.pb", "mtime"), 0,
        "1970-01-01 00:00:10 x:b'b'\n1970-01-01 00:00:20 x:b'a'\n1970-01-01 00:00:20 x:b'c'\n", "");
    test_expect(run_files("empty.pb", "mtime"), 0, "1970-01-01 00:00:30 x:b''\n", "");
}

Test(files, mistakes, .init = make_folder, .fini = remove_folder) {
    expect_files_error(run_files("%s.pb", ""), "which is empty\n");
    put("x_20230231T000000Z.pb", "", 0);
    expect_files_error(run_files("nyct_%s.pb", ""),
                       "which has 1 entry, e.g. x_20230231T000000Z.pb\n");
    expect_files_error(run_files("x_%Y%m%dT%H%M%SZ.pb", ""),
                       "x_20230231T000000Z.pb: there is no such date or time (pattern ");
    expect_files_error(run_files("none/%s.pb", ""), "cannot read the folder ");
    expect_files_error(run_files("*.pb", ""),
                       "*.pb has no time in it, such as %Y%m%dT%H%M%SZ or %s: "
                       "give one, or time=\"mtime\"\n");
    expect_files_error(run_files("%s.pb", "mtime"), "leave time=\"mtime\" out\n");
    expect_files_error(run_files("%H.pb", ""), "has %H but not %d\n");
}

Test(files, functions, .init = make_folder, .fini = remove_folder) {
    static const csp_call call = {.file = "app.csp", .line = 1, .column = 1, .ret = &names_type};
    char name[128];
    csp_list *names;
    csp_str *content;
    put("b.txt", "text b", 1);
    put("a.txt", "text a", 2);
    snprintf(name, sizeof name, "%s/*.txt", folder);
    csp_str *pattern = csp_str_new(name, strlen(name));
    csp_files_glob(&call, &names, &pattern);
    cr_assert_eq(csp_list_len(names), 2);
    csp_str *const *first = csp_list_at(&names_type, names, 0);
    csp_files_load(&call, &content, first);
    cr_expect_str_eq(csp_str_data(content), "text a");
    csp_release(&test_bytes, &content);
    csp_read_text(&call, &content, first);
    cr_expect_str_eq(csp_str_data(content), "text a");
    csp_release(&test_str, &content);
    csp_release(&names_type, &names);
    csp_release(&test_str, &pattern);
}
