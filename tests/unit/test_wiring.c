/* test_wiring.c - elaboration: small programs, and the flat graph and the regions that come of
 * them.
 *
 * Run from the root of the project: the standard library is read from stdlib/.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "regions/cut.h"
#include "support/stack.h"
#include "syntax/parse.h"
#include "types/check.h"
#include "wiring/elaborate.h"

typedef struct Wired {
    Arena *arena;
    Diagnostics *diagnostics;
    GraphIR *graph; /* NULL after errors */
} Wired;

typedef struct Program {
    const char *text;
    Define *defines;
    int ndefines;
    Wired *wired;
} Program;

static void wire_program(void *data) {
    const Program *this = data;
    Wired *w = this->wired;
    Interner *names = interner_new(w->arena);
    SourceFile *file = arena_alloc(w->arena, sizeof *file);
    *file = (SourceFile){.path = "test.csp", .text = this->text, .size = strlen(this->text)};
    AstModule *module = parse(w->arena, names, w->diagnostics, file);
    CheckOptions options = {
        .entry = "main", .defines = this->defines, .ndefines = this->ndefines, .stdlib = "stdlib"};
    TirProgram *program = check(w->arena, names, w->diagnostics, module, &options);
    if (diag_error_count(w->diagnostics) == 0)
        w->graph = elaborate(w->arena, program, w->diagnostics, ELABORATE_STEPS);
}

static Wired wire_with(const char *text, Define *defines, int ndefines) {
    Wired w = {.arena = arena_new()};
    w.diagnostics = diagnostics_new(w.arena);
    cr_assert(stack_run(wire_program, &(Program){text, defines, ndefines, &w}));
    return w;
}

static Wired wire(const char *text) { return wire_with(text, NULL, 0); }

/* What `print` writes, to be freed. */
static char *captured(void (*print)(const void *what, FILE *to), const void *what) {
    char *text = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&text, &size);
    print(what, to);
    fclose(to);
    return text;
}

static void put_graph(const void *graph, FILE *to) { graph_print(graph, to); }
static void put_regions(const void *regions, FILE *to) { regions_print(regions, to); }
static void put_diagnostics(const void *diagnostics, FILE *to) { diag_print(diagnostics, to); }

static void expect_graph(const char *text, const char *expected) {
    Wired w = wire(text);
    char *errors = captured(put_diagnostics, w.diagnostics);
    cr_assert_not_null(w.graph, "%s", errors);
    char *found = captured(put_graph, w.graph);
    cr_assert_str_eq(found, expected);
    free(found);
    free(errors);
    arena_free(w.arena);
}

/* Each of `lines` (a NULL at the end) stands in the diagnostics. */
static void expect_errors(const char *text, int n, const char *const *lines) {
    Wired w = wire(text);
    char *errors = captured(put_diagnostics, w.diagnostics);
    cr_assert_null(w.graph);
    cr_expect_eq(diag_error_count(w.diagnostics), n, "%s", errors);
    for (int i = 0; lines[i] != NULL; i++)
        cr_expect(strstr(errors, lines[i]) != NULL, "no '%s' in\n%s", lines[i], errors);
    free(errors);
    arena_free(w.arena);
}

#define ERRORS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void expect_regions(const char *text, const char *expected) {
    Wired w = wire(text);
    cr_assert_not_null(w.graph);
    char *found = captured(put_regions, regions_cut(w.arena, w.graph));
    cr_expect_str_eq(found, expected);
    free(found);
    arena_free(w.arena);
}

/* ---- sharing and pruning */

Test(wiring, equal_calls_are_one_node) {
    expect_graph("graph main():\n"
                 "    x = const(1)\n"
                 "    print(\"a\", x + x)\n"
                 "    print(\"b\", x + x)\n"
                 "    print(\"c\", const(1))\n",
                 "0  rank 0  const  main/const  value=1  delay=0:00:00 -> e0 int\n"
                 "1  rank 1  +  main/(+)  (e0) -> e1 int\n"
                 "2  rank 2  print  main/print  (e1)  tag='a'\n"
                 "3  rank 2  print  main/print  (e1)  tag='b'\n"
                 "4  rank 1  print  main/print  (e0)  tag='c'\n");
}

Test(wiring, lifts_are_shared_across_graphs_when_their_scalars_are_equal) {
    expect_graph("graph scaled(x: ts[int], k: int) -> ts[int]:\n"
                 "    return x * k\n"
                 "graph main(n: int = 2):\n"
                 "    x = const(1)\n"
                 "    print(\"a\", scaled(x, n))\n"
                 "    print(\"b\", x * n)\n"
                 "    print(\"c\", scaled(x, 2))\n",
                 "start 0: n: int = 2\n"
                 "0  rank 0  const  main/const  value=1  delay=0:00:00 -> e0 int\n"
                 "1  rank 1  *  main/scaled/(*)  (e0)  start 0 -> e1 int\n"
                 "2  rank 1  *  main/scaled/(*)  (e0)  2 -> e2 int\n"
                 "3  rank 2  print  main/print  (e1)  tag='a'\n"
                 "4  rank 2  print  main/print  (e1)  tag='b'\n"
                 "5  rank 2  print  main/print  (e2)  tag='c'\n");
}

Test(wiring, what_nobody_reads_is_pruned) {
    Wired w = wire("graph main():\n"
                   "    x = const(1)\n"
                   "    y = x * 2\n"
                   "    z = y + 1\n"
                   "    print(\"x\", x)\n");
    cr_assert_not_null(w.graph);
    cr_expect_eq(w.graph->nodes.len, 2);
    cr_expect_eq(w.graph->pruned.len, 2);
    graph_warn_unused(w.graph, w.diagnostics);
    char *warnings = captured(put_diagnostics, w.diagnostics);
    cr_expect(strstr(warnings, "test.csp:3:9: warning: main/(*) is left out") != NULL, "%s",
              warnings);
    free(warnings);
    arena_free(w.arena);
}

/* ---- graphs as programs */

Test(wiring, bodies_run_while_compiling) {
    expect_graph("def double(n: int) -> int:\n"
                 "    return 2 * n\n"
                 "graph chain(x: ts[int], n: int) -> ts[int]:\n"
                 "    return x if n == 0 else chain(x + n, n - 1)\n"
                 "graph main():\n"
                 "    xs: [ts[int]] = []\n"
                 "    for i in range(4):\n"
                 "        if i % 2 == 0:\n"
                 "            xs.append(const(double(i)))\n"
                 "    print(\"c\", chain(xs[-1], 2))\n",
                 "0  rank 0  const  main/const  value=4  delay=0:00:00 -> e0 int\n"
                 "1  rank 1  +  main/chain/(+)  (e0)  2 -> e1 int\n"
                 "2  rank 2  +  main/chain/chain/(+)  (e1)  1 -> e2 int\n"
                 "3  rank 3  print  main/print  (e2)  tag='c'\n");
}

Test(wiring, basket_outputs_have_the_shape_of_their_keys) {
    expect_graph("graph main():\n"
                 "    x = const(1.5)\n"
                 "    by = demultiplex(x, const(\"b\"), [\"a\", \"b\"])\n"
                 "    print(\"b\", by[\"b\"])\n",
                 "0  rank 0  const  main/const  value=1.5  delay=0:00:00 -> e0 float\n"
                 "1  rank 0  const  main/const  value='b'  delay=0:00:00 -> e1 str\n"
                 "2  rank 1  demultiplex  main/demultiplex  (e0, e1)  keys=['a', 'b']  "
                 "raise_on_bad_key=False"
                 " -> {e2..e3} float\n"
                 "3  rank 2  print  main/print  (e3)  tag='b'\n");
}

Test(wiring, feedback_closes_a_loop_and_delayed_names_an_edge_early) {
    expect_graph("graph main():\n"
                 "    early = delayed[int]()\n"
                 "    back = feedback[int]()\n"
                 "    x = back.out() + early\n"
                 "    back.bind(x)\n"
                 "    early.bind(const(1))\n"
                 "    print(\"x\", x)\n",
                 "0  rank 0  feedback  main/feedback -> e0 int\n"
                 "1  rank 0  const  main/const  value=1  delay=0:00:00 -> e1 int\n"
                 "2  rank 1  +  main/(+)  (e0, e1) -> e2 int\n"
                 "3  rank 2  feedback.bind  main/feedback.bind  (e2)\n"
                 "4  rank 2  print  main/print  (e2)  tag='x'\n");
}

Test(wiring, main_returns_series) {
    expect_graph("graph main() -> (a: ts[int], b: [ts[int]]):\n"
                 "    x = const(1)\n"
                 "    output(a=x, b=[x, x])\n",
                 "0  rank 0  const  main/const  value=1  delay=0:00:00 -> e0 int\n"
                 "1  rank 1  a  main/a  (e0)\n"
                 "2  rank 1  b[0]  main/b[0]  (e0)\n"
                 "3  rank 1  b[1]  main/b[1]  (e0)\n");
}

Test(wiring, a_graph_of_timers_is_known_as_one) {
    Wired w = wire("graph main():\n    print(\"n\", count(timer(1s)))\n");
    cr_assert_not_null(w.graph);
    cr_expect(w.graph->only_timers);
    Wired other = wire("graph main():\n    print(\"n\", count(curve([(1s, 1)])))\n");
    cr_assert_not_null(other.graph);
    cr_expect_not(other.graph->only_timers);
    arena_free(w.arena);
    arena_free(other.arena);
}

/* ---- start-time scalars */

Test(wiring, the_largest_expression_is_left_to_the_start) {
    expect_graph("graph main(n: int = 4, const m: int = 2, name: str = \"x\"):\n"
                 "    k = n * m\n"
                 "    k += 1\n"
                 "    print(f\"{name} {k}\", const(k))\n"
                 "    print(\"k\", n * m)\n",
                 "start 0: n: int = 4\n"
                 "start 1: name: str = 'x'\n"
                 "start 2: expression: int with n=start 0, m=2\n"
                 "start 3: expression: int with k=start 2\n"
                 "start 4: expression: str with name=start 1, k=start 3\n"
                 "0  rank 0  const  main/const  value=start 3  delay=0:00:00 -> e0 int\n"
                 "1  rank 1  print  main/print  (e0)  tag=start 4\n"
                 "2  rank 0  print  main/print with n=start 0, m=2\n");
}

Test(wiring, a_select_guards_both_branches) {
    expect_graph("graph main(live: bool = False):\n"
                 "    x = const(1)\n"
                 "    print(\"x\", count(x) if live else x * 2)\n",
                 "start 0: live: bool = False\n"
                 "start 1: expression: bool with condition=start 0\n"
                 "0  rank 0  const  main/const  value=1  delay=0:00:00 -> e0 int\n"
                 "1  rank 1  count  main/count  (e0)  if start 0 -> e1 int\n"
                 "2  rank 1  *  main/(*)  (e0)  if start 1 -> e2 int\n"
                 "3  rank 2  select  main/select  (e1, e2)  condition=start 0 -> e3 int\n"
                 "4  rank 3  print  main/print  (e3)  tag='x'\n");
}

Test(wiring, const_parameters_are_overridden) {
    Define define = {"n", "3", false};
    Wired w = wire_with("graph main(const n: int = 1):\n    print(\"n\", const(n))\n", &define, 1);
    cr_assert_not_null(w.graph);
    char *found = captured(put_graph, w.graph);
    cr_expect(strstr(found, "value=3") != NULL, "%s", found);
    free(found);
    arena_free(w.arena);
}

/* ---- what is refused */

Test(wiring, shape_at_start_time_is_refused) {
    expect_errors("graph main(n: int = 4):\n"
                  "    for i in range(n):\n"
                  "        print(\"i\", const(i))\n"
                  "    xs = [const(1)]\n"
                  "    print(\"x\", xs[n])\n",
                  2,
                  ERRORS("test.csp:2:20: error: n is known only when the program starts",
                         "test.csp:5:19: error", "mark the parameter that it comes from `const`"));
}

Test(wiring, one_mistake_is_one_diagnostic) {
    expect_errors(
        "def at(xs: [int], i: int) -> int:\n"
        "    return xs[i]\n"
        "graph main(const z: int = 0):\n"
        "    k = at([1, 2], 7)\n"
        "    m = k + 1\n"
        "    print(\"m\", const(m))\n"
        "    print(\"z\", const(1 // z))\n",
        2,
        ERRORS("test.csp:2:12: error: while compiling: index 7 out of range for a list of 2",
               "test.csp:4:9: note: at is called from here",
               "test.csp:7:22: error: while compiling: integer"));
}

Test(wiring, a_cycle_is_shown_edge_by_edge) {
    expect_errors("graph main():\n"
                  "    a = delayed[int]()\n"
                  "    y = const(1) + a\n"
                  "    z = y * 2\n"
                  "    a.bind(z)\n"
                  "    print(\"z\", z)\n",
                  1,
                  ERRORS("test.csp:3:9: error: the graph has a cycle of 2 edges",
                         "note: main/(+) -> main/(*)", "note: main/(*) -> main/(+)",
                         "use feedback[int]() for the edge from main/(*) to main/(+)"));
}

Test(wiring, endless_recursion_is_refused) {
    expect_errors("graph deep(n: int) -> ts[int]:\n"
                  "    return deep(n + 1)\n"
                  "graph main():\n"
                  "    print(\"d\", deep(0))\n",
                  1, ERRORS("calls nest more than 10000 deep while compiling: main/deep/deep"));
}

Test(wiring, loose_ends_are_refused) {
    expect_errors("graph main():\n"
                  "    a = delayed[int]()\n"
                  "    b = feedback[int]()\n"
                  "    print(\"x\", b.out() + a)\n",
                  2, ERRORS("this delayed edge is never bound", "this feedback is never bound"));
}

/* ---- size: the passes must not recurse on the graph, nor be quadratic */

Test(wiring, a_deep_chain) {
    Wired w = wire("graph main():\n"
                   "    x = const(1)\n"
                   "    for i in range(50000):\n"
                   "        x = x + i\n"
                   "    print(\"x\", x)\n");
    cr_assert_not_null(w.graph);
    cr_expect_eq(w.graph->nodes.len, 50002);
    Regions *regions = regions_cut(w.arena, w.graph);
    cr_expect_eq(regions->regions.len, 2);
    arena_free(w.arena);
}

Test(wiring, a_wide_basket) {
    Wired w = wire("graph main():\n"
                   "    xs = [count(timer(i * 1s)) for i in range(1, 3001)]\n"
                   "    total = xs[0]\n"
                   "    for x in xs[1:]:\n"
                   "        total = total + x\n"
                   "    print(\"t\", total)\n");
    cr_assert_not_null(w.graph);
    Regions *regions = regions_cut(w.arena, w.graph);
    for (int i = 0; i < w.graph->nodes.len; i++) {
        const GNode *node = w.graph->nodes.items[i];
        for (int k = 0; k < node->inputs.len; k++) {
            const GNode *from = node->inputs.items[k].edges.items[0]->from;
            cr_assert_leq(regions->region_of[from->id], regions->region_of[node->id]);
        }
    }
    arena_free(w.arena);
}

/* ---- regions */

Test(regions, nodes_with_the_same_sources_run_together) {
    expect_regions("graph main():\n"
                   "    x = const(1)\n"
                   "    y = const(2)\n"
                   "    a = x * 2 + 1\n"
                   "    print(\"a\", a)\n"
                   "    print(\"b\", a + y)\n",
                   "region 0: 0:const 2:* 3:+\n"
                   "region 1: 1:const\n"
                   "region 2: 4:+\n"
                   "region 3 sink: 5:print\n"
                   "region 4 sink: 6:print\n");
}

Test(regions, passive_edges_order_regions_and_split_what_they_tie) {
    expect_regions("graph main():\n"
                   "    s = timer(1s)\n"
                   "    t = timer(2s)\n"
                   "    x = count(s)\n"
                   "    z = sample(s, sample(t, x))\n"
                   "    print(\"z\", z + x)\n",
                   "region 0: 0:timer 2:count\n"
                   "region 1: 1:timer\n"
                   "region 2: 3:sample\n"
                   "region 3: 4:sample 5:+\n"
                   "region 4 sink: 6:print\n");
}
