/* array_parts.c - parts and shapes of arrays: masks, blocks, rows, joined and turned arrays.
 *
 * Called from generated code and the interpreter in the shape of csp_call (value.h). All of this moves cells of eight
 * bytes and does not look into them. `array_part...` read what an index with slices or masks names, `array_put...`
 * write it: the checker makes these calls.
 */
#include <string.h>

#include "internal.h"

typedef csp_array *const *array_arg;
typedef const csp_opt_int *opt_arg;

static int64_t array_len(const csp_array *a) { return a ? a->len : 0; }

/* rows x columns without contents, or NULL when there are none. */
static csp_array *made(int64_t rows, int64_t columns) {
    return rows * columns > 0 ? csp_array_new(rows, columns) : NULL;
}

void csp_array_unshare(csp_array **self) {
    csp_array *a = *self;
    if (!a || !csp_shared(a->refs)) return;
    csp_array *copy = csp_array_new(a->shape[0], a->shape[1]);
    memcpy(copy->data, a->data, (size_t)a->len * sizeof(csp_cell));
    if (csp_unref(a)) csp_free(a);
    *self = copy;
}

/* ---- one dimension of an index: a slice, or a single index, which is a slice whose step is SINGLE */

#define SINGLE INT64_MIN

typedef struct range {
    int64_t from, by, n;
} range;

static range selected(const csp_call *call, int64_t len, opt_arg start, opt_arg stop,
                      opt_arg step) {
    range r = {0, 1, 1};
    if (step->set && step->value == SINGLE) {
        r.from = start->value;
        if (!csp_wrap_index(&r.from, len))
            csp_raise(call, "index %lld out of range for an array of %lld", (long long)start->value,
                      (long long)len);
        return r;
    }
    r.n = csp_slice_bounds(call, len, start, stop, step, &r.from, &r.by);
    return r;
}

/* m[rows, columns]; with one of them single, one dimension is left. */
void csp_array_part_block(const csp_call *call, csp_array **ret, array_arg self, opt_arg r0,
                          opt_arg r1, opt_arg rs, opt_arg c0, opt_arg c1, opt_arg cs) {
    const csp_array *a = *self;
    int64_t width = a ? a->shape[1] : 0;
    range r = selected(call, a ? a->shape[0] : 0, r0, r1, rs),
          c = selected(call, width, c0, c1, cs);
    bool two = call->ret->dims == 2;
    *ret = made(two ? r.n : r.n * c.n, two ? c.n : 1);
    for (int64_t i = 0; *ret && i < r.n; ++i)
        for (int64_t j = 0; j < c.n; ++j)
            (*ret)->data[i * c.n + j] = a->data[(r.from + i * r.by) * width + c.from + j * c.by];
}

/* What is assigned: one value for all cells, a row for all rows, or as many cells as there are. */
typedef struct source {
    csp_cell one;
    const csp_cell *cells;
    int64_t len, rows;
} source;

static source source_of(const csp_call *call, int argument, const void *value) {
    source s = {.len = 1, .rows = 1};
    const csp_type *type = call->args[argument];
    if (type->kind != CSP_ARRAY) {
        memcpy(&s.one, value, type->size);
        return s;
    }
    const csp_array *a = *(csp_array *const *)value;
    s.cells = a ? csp_cells_of(a) : NULL;
    s.len = array_len(a);
    s.rows = type->dims == 2 && a ? a->shape[0] : 1;
    if (!s.cells) s.cells = &s.one;
    return s;
}

static csp_cell cell_of(const source *s, int64_t at) {
    return s->cells ? s->cells[at % s->len] : s->one;
}

/* n rows of `columns` cells take it. */
static void check_source(const csp_call *call, const source *s, int64_t n, int64_t columns) {
    if (!s->cells || s->len == n * columns || s->len == 1 || (s->rows == 1 && s->len == columns))
        return;
    csp_raise(call, "%lld values assigned to %lld", (long long)s->len, (long long)(n * columns));
}

/* The value may be the array itself: one more owner makes the change go to a copy. */
static void put(const csp_call *call, csp_array **self, range r, range c, source s) {
    if (r.n * c.n == 0) return;
    check_source(call, &s, r.n, c.n);
    csp_array_unshare(self);
    csp_cell *cells = csp_cells_of(*self);
    int64_t width = (*self)->shape[1];
    for (int64_t i = 0; i < r.n; ++i)
        for (int64_t j = 0; j < c.n; ++j)
            cells[(r.from + i * r.by) * width + c.from + j * c.by] = cell_of(&s, i * c.n + j);
}

static void put_held(const csp_call *call, csp_array **self, range r, range c, int argument,
                     const void *value) {
    bool is_array = call->args[argument]->kind == CSP_ARRAY;
    csp_array *held = is_array ? *(csp_array *const *)value : NULL;
    source s = source_of(call, argument, value);
    if (r.n * c.n > 0) check_source(call, &s, r.n, c.n);
    csp_ref(held);
    put(call, self, r, c, s);
    if (csp_unref(held)) csp_free(held);
}

void csp_array_put_block(const csp_call *call, csp_array **self, opt_arg r0, opt_arg r1, opt_arg rs,
                         opt_arg c0, opt_arg c1, opt_arg cs, const void *value) {
    const csp_array *a = *self;
    put_held(call, self, selected(call, a ? a->shape[0] : 0, r0, r1, rs),
             selected(call, a ? a->shape[1] : 0, c0, c1, cs), 7, value);
}

void csp_array_put_slice(const csp_call *call, csp_array **self, opt_arg start, opt_arg stop,
                         opt_arg step, const void *value) {
    const csp_array *a = *self;
    range all = {0, 1, a ? a->shape[1] : 0};
    put_held(call, self, selected(call, a ? a->shape[0] : 0, start, stop, step), all, 4, value);
}

void csp_array_put_row(const csp_call *call, csp_array **self, const int64_t *index,
                       const void *value) {
    const csp_array *a = *self;
    csp_opt_int start = {*index, 1}, none = {0, 0}, single = {SINGLE, 1};
    range all = {0, 1, a ? a->shape[1] : 0};
    put_held(call, self, selected(call, a ? a->shape[0] : 0, &start, &none, &single), all, 2,
             value);
}

/* ---- masks and lists of indices */

static int64_t count_true(const csp_array *mask) {
    int64_t n = 0;
    for (int64_t i = 0; i < array_len(mask); ++i) n += csp_cells_of(mask)[i].truth;
    return n;
}

static void check_mask(const csp_call *call, int64_t mask, int64_t len) {
    if (mask != len)
        csp_raise(call, "a mask of %lld for an array of %lld", (long long)mask, (long long)len);
}

/* a[mask]: of the cells, or with a mask of one dimension the rows. */
void csp_array_part_mask(const csp_call *call, csp_array **ret, array_arg self, array_arg mask) {
    const csp_array *a = *self, *m = *mask;
    bool by_rows = call->args[0]->dims == 2 && call->args[1]->dims == 1;
    int64_t width = by_rows && a ? a->shape[1] : 1, n = count_true(m), at = 0;
    check_mask(call, array_len(m), by_rows && a ? a->shape[0] : array_len(a));
    *ret = made(n, width);
    for (int64_t i = 0; i < array_len(m); ++i)
        if (csp_cells_of(m)[i].truth)
            memcpy((*ret)->data + width * at++, a->data + width * i,
                   (size_t)width * sizeof(csp_cell));
}

void csp_array_put_mask(const csp_call *call, csp_array **self, array_arg mask, const void *value) {
    const csp_array *m = *mask;
    bool by_rows = call->args[0]->dims == 2 && call->args[1]->dims == 1;
    int64_t width = by_rows && *self ? (*self)->shape[1] : 1, n = count_true(m), at = 0;
    check_mask(call, array_len(m), by_rows && *self ? (*self)->shape[0] : array_len(*self));
    source s = source_of(call, 2, value);
    if (n == 0) return;
    check_source(call, &s, n, width);
    csp_array *held = call->args[2]->kind == CSP_ARRAY ? *(csp_array *const *)value : NULL;
    csp_ref(held);
    csp_array_unshare(self);
    for (int64_t i = 0; i < array_len(m); ++i)
        for (int64_t j = 0; csp_cells_of(m)[i].truth && j < width; ++j)
            csp_cells_of(*self)[i * width + j] = cell_of(&s, at++);
    if (csp_unref(held)) csp_free(held);
}

static int64_t index_of(const csp_call *call, const csp_array *indices, int64_t i, int64_t len) {
    int64_t at = csp_cells_of(indices)[i].integer, given = at;
    if (!csp_wrap_index(&at, len))
        csp_raise(call, "index %lld out of range for an array of %lld", (long long)given,
                  (long long)len);
    return at;
}

/* a[indices]: items, or rows. */
void csp_array_part_take(const csp_call *call, csp_array **ret, array_arg self, array_arg indices) {
    const csp_array *a = *self;
    int64_t width = call->args[0]->dims == 2 && a ? a->shape[1] : 1, n = array_len(*indices);
    for (int64_t i = 0; i < n; ++i) (void)index_of(call, *indices, i, a ? a->shape[0] : 0);
    *ret = made(n, width);
    for (int64_t i = 0; *ret && i < n; ++i)
        memcpy((*ret)->data + width * i, a->data + width * index_of(call, *indices, i, a->shape[0]),
               (size_t)width * sizeof(csp_cell));
}

void csp_array_put_take(const csp_call *call, csp_array **self, array_arg indices,
                        const void *value) {
    int64_t width = call->args[0]->dims == 2 && *self ? (*self)->shape[1] : 1;
    int64_t n = array_len(*indices), rows = *self ? (*self)->shape[0] : 0;
    for (int64_t i = 0; i < n; ++i) (void)index_of(call, *indices, i, rows);
    source s = source_of(call, 2, value);
    if (n == 0) return;
    check_source(call, &s, n, width);
    csp_array *held = call->args[2]->kind == CSP_ARRAY ? *(csp_array *const *)value : NULL;
    csp_ref(held);
    csp_array_unshare(self);
    for (int64_t i = 0; i < n; ++i)
        for (int64_t j = 0; j < width; ++j)
            csp_cells_of(*self)[index_of(call, *indices, i, rows) * width + j] =
                cell_of(&s, i * width + j);
    if (csp_unref(held)) csp_free(held);
}

/* ---- shapes */

void csp_array_copy(const csp_call *call, csp_array **ret, array_arg self) {
    (void)call;
    csp_ref(*self);
    *ret = *self;
}

void csp_array_turned(const csp_call *call, csp_array **ret, array_arg self) {
    (void)call;
    const csp_array *a = *self;
    *ret = a ? made(a->shape[1], a->shape[0]) : NULL;
    for (int64_t i = 0; *ret && i < a->shape[0]; ++i)
        for (int64_t j = 0; j < a->shape[1]; ++j)
            (*ret)->data[j * a->shape[0] + i] = a->data[i * a->shape[1] + j];
}

static void reshaped(const csp_call *call, csp_array **ret, const csp_array *a, int64_t rows,
                     int64_t columns, bool two) {
    int64_t n = array_len(a), given_rows = rows, given_columns = columns;
    if (rows == -1 && columns > 0) rows = n / columns;
    if (columns == -1 && rows > 0) columns = n / rows;
    if (rows < 0 || columns < 0 || rows * columns != n) {
        if (!two)
            csp_raise(call, "an array of %lld has no shape (%lld,)", (long long)n,
                      (long long)given_rows);
        csp_raise(call, "an array of %lld has no shape (%lld, %lld)", (long long)n,
                  (long long)given_rows, (long long)given_columns);
    }
    *ret = made(rows, columns);
    if (*ret) memcpy((*ret)->data, a->data, (size_t)n * sizeof(csp_cell));
}

void csp_array_reshape1(const csp_call *call, csp_array **ret, array_arg self, const int64_t *n) {
    reshaped(call, ret, *self, *n, 1, false);
}

void csp_array_reshape2(const csp_call *call, csp_array **ret, array_arg self, const int64_t *rows,
                        const int64_t *columns) {
    reshaped(call, ret, *self, *rows, *columns, true);
}

void csp_array_flatten(const csp_call *call, csp_array **ret, array_arg self) {
    reshaped(call, ret, *self, array_len(*self), 1, false);
}

void csp_array_size(const csp_call *call, int64_t *ret, array_arg self) {
    (void)call;
    *ret = array_len(*self);
}

void csp_array_ndim(const csp_call *call, int64_t *ret, array_arg self) {
    (void)self;
    *ret = call->args[0]->dims;
}

/* ---- joining */

void csp_array_concatenate(const csp_call *call, csp_array **ret, csp_list *const *arrays) {
    const csp_type *type = call->args[0];
    bool two = call->ret->dims == 2;
    int64_t rows = 0, width = -1;
    for (int64_t i = 0; i < csp_list_len(*arrays); ++i) {
        const csp_array *a = *(csp_array **)csp_list_at(type, *arrays, i);
        if (!a) continue;
        if (width >= 0 && a->shape[1] != width)
            csp_raise(call, "arrays of %lld and %lld columns can't be joined", (long long)width,
                      (long long)a->shape[1]);
        width = a->shape[1];
        rows += a->shape[0];
    }
    *ret = width < 0 ? NULL : made(rows, two ? width : 1);
    int64_t at = 0;
    for (int64_t i = 0; *ret && i < csp_list_len(*arrays); ++i) {
        const csp_array *a = *(csp_array **)csp_list_at(type, *arrays, i);
        if (!a) continue;
        memcpy((*ret)->data + at, a->data, (size_t)a->len * sizeof(csp_cell));
        at += a->len;
    }
}

/* Arrays of one length as rows. */
void csp_array_stack(const csp_call *call, csp_array **ret, csp_list *const *arrays) {
    const csp_type *type = call->args[0];
    int64_t n = csp_list_len(*arrays);
    int64_t width = n > 0 ? array_len(*(csp_array **)csp_list_at(type, *arrays, 0)) : 0;
    for (int64_t i = 1; i < n; ++i) {
        int64_t len = array_len(*(csp_array **)csp_list_at(type, *arrays, i));
        if (len != width)
            csp_raise(call, "arrays of %lld and %lld can't be stacked", (long long)width,
                      (long long)len);
    }
    *ret = made(n, width);
    for (int64_t i = 0; *ret && i < n; ++i)
        memcpy((*ret)->data + i * width, (*(csp_array **)csp_list_at(type, *arrays, i))->data,
               (size_t)width * sizeof(csp_cell));
}

/* where(mask, a, b): from a where the mask is true, else from b; scalars stand for all cells. */
void csp_array_where(const csp_call *call, csp_array **ret, array_arg mask, const void *a,
                     const void *b) {
    const csp_array *m = *mask;
    source x = source_of(call, 1, a), y = source_of(call, 2, b);
    if (x.cells && x.len != array_len(m)) check_mask(call, array_len(m), x.len);
    if (y.cells && y.len != array_len(m)) check_mask(call, array_len(m), y.len);
    *ret = m ? made(m->shape[0], m->shape[1]) : NULL;
    for (int64_t i = 0; *ret && i < m->len; ++i)
        csp_cells_of(*ret)[i] = cell_of(csp_cells_of(m)[i].truth ? &x : &y, i);
}
