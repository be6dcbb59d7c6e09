/* builtins.h - the C side of stdlib/builtins.csp, and of the operators that are more than an
 * instruction.
 *
 * Called by generated code and by the compiler's interpreter, never by hand-written C outside
 * runtime/value. All functions have the shape of csp_call (value.h): result first, every argument
 * by pointer, in the order of the declaration. Results are owned by the caller, arguments borrowed;
 * what fails raises. A `void *` stands for a type parameter, whose type is in the call.
 *
 * csp_op_* are the operators; the code generator calls them by name. Element access of containers
 * gives copies; csp_op_*_ref gives the address of an element, unshared, valid until the container
 * changes.
 */
#ifndef CSP_BUILTINS_H
#define CSP_BUILTINS_H

#include "csp/value.h"

/* int?, str?: as csp_type lays out every T? */
typedef struct csp_opt_int {
    int64_t value;
    uint8_t set;
} csp_opt_int;

typedef struct csp_opt_str {
    csp_str *value;
    uint8_t set;
} csp_opt_str;

/* ---- str: searching, splitting, testing (str_methods.c) */

void csp_str_find(const csp_call *call, int64_t *ret, csp_str *const *self, csp_str *const *what,
                  const int64_t *start, const csp_opt_int *stop);
void csp_str_rfind(const csp_call *call, int64_t *ret, csp_str *const *self, csp_str *const *what,
                   const int64_t *start, const csp_opt_int *stop);
void csp_str_index(const csp_call *call, int64_t *ret, csp_str *const *self, csp_str *const *what,
                   const int64_t *start, const csp_opt_int *stop);
void csp_str_rindex(const csp_call *call, int64_t *ret, csp_str *const *self, csp_str *const *what,
                    const int64_t *start, const csp_opt_int *stop);
void csp_str_count(const csp_call *call, int64_t *ret, csp_str *const *self, csp_str *const *what);
void csp_str_startswith(const csp_call *call, uint8_t *ret, csp_str *const *self,
                        csp_str *const *what);
void csp_str_endswith(const csp_call *call, uint8_t *ret, csp_str *const *self,
                      csp_str *const *what);
void csp_str_startswith_any(const csp_call *call, uint8_t *ret, csp_str *const *self,
                            csp_list *const *what);
void csp_str_endswith_any(const csp_call *call, uint8_t *ret, csp_str *const *self,
                          csp_list *const *what);
void csp_str_removeprefix(const csp_call *call, csp_str **ret, csp_str *const *self,
                          csp_str *const *what);
void csp_str_removesuffix(const csp_call *call, csp_str **ret, csp_str *const *self,
                          csp_str *const *what);
void csp_str_strip(const csp_call *call, csp_str **ret, csp_str *const *self,
                   const csp_opt_str *chars);
void csp_str_lstrip(const csp_call *call, csp_str **ret, csp_str *const *self,
                    const csp_opt_str *chars);
void csp_str_rstrip(const csp_call *call, csp_str **ret, csp_str *const *self,
                    const csp_opt_str *chars);
void csp_str_split(const csp_call *call, csp_list **ret, csp_str *const *self,
                   const csp_opt_str *sep, const int64_t *most);
void csp_str_rsplit(const csp_call *call, csp_list **ret, csp_str *const *self,
                    const csp_opt_str *sep, const int64_t *most);
void csp_str_splitlines(const csp_call *call, csp_list **ret, csp_str *const *self,
                        const uint8_t *keep);
void csp_str_join(const csp_call *call, csp_str **ret, csp_str *const *self,
                  csp_list *const *items);
void csp_str_partition(const csp_call *call, void *ret, csp_str *const *self, csp_str *const *sep);
void csp_str_rpartition(const csp_call *call, void *ret, csp_str *const *self, csp_str *const *sep);
void csp_str_isdigit(const csp_call *call, uint8_t *ret, csp_str *const *self);
void csp_str_isalpha(const csp_call *call, uint8_t *ret, csp_str *const *self);
void csp_str_isalnum(const csp_call *call, uint8_t *ret, csp_str *const *self);
void csp_str_isspace(const csp_call *call, uint8_t *ret, csp_str *const *self);
void csp_str_isascii(const csp_call *call, uint8_t *ret, csp_str *const *self);
void csp_str_isupper(const csp_call *call, uint8_t *ret, csp_str *const *self);
void csp_str_islower(const csp_call *call, uint8_t *ret, csp_str *const *self);
void csp_str_len(const csp_call *call, int64_t *ret, csp_str *const *self);

/* ---- str: changed copies, code points (str_case.c) */

void csp_str_upper(const csp_call *call, csp_str **ret, csp_str *const *self);
void csp_str_lower(const csp_call *call, csp_str **ret, csp_str *const *self);
void csp_str_swapcase(const csp_call *call, csp_str **ret, csp_str *const *self);
void csp_str_title(const csp_call *call, csp_str **ret, csp_str *const *self);
void csp_str_capitalize(const csp_call *call, csp_str **ret, csp_str *const *self);
void csp_str_replace(const csp_call *call, csp_str **ret, csp_str *const *self, csp_str *const *old,
                     csp_str *const *new, const int64_t *count);
void csp_str_ljust(const csp_call *call, csp_str **ret, csp_str *const *self, const int64_t *width,
                   csp_str *const *fill);
void csp_str_rjust(const csp_call *call, csp_str **ret, csp_str *const *self, const int64_t *width,
                   csp_str *const *fill);
void csp_str_center(const csp_call *call, csp_str **ret, csp_str *const *self, const int64_t *width,
                    csp_str *const *fill);
void csp_str_zfill(const csp_call *call, csp_str **ret, csp_str *const *self, const int64_t *width);
void csp_str_encode(const csp_call *call, csp_str **ret, csp_str *const *self);
void csp_str_ord(const csp_call *call, int64_t *ret, csp_str *const *self);
void csp_str_chr(const csp_call *call, csp_str **ret, const int64_t *code);
void csp_str_list(const csp_call *call, csp_list **ret, csp_str *const *self);
void csp_str_reversed(const csp_call *call, csp_list **ret, csp_str *const *self);

/* ---- str: operators (str_ops.c) */

void csp_op_str_add(const csp_call *call, csp_str **ret, csp_str *const *a, csp_str *const *b);
void csp_op_str_mul(const csp_call *call, csp_str **ret, csp_str *const *self,
                    const int64_t *times);
void csp_op_index_str(const csp_call *call, csp_str **ret, csp_str *const *self,
                      const int64_t *index);
void csp_op_slice_str(const csp_call *call, csp_str **ret, csp_str *const *self,
                      const csp_opt_int *start, const csp_opt_int *stop, const csp_opt_int *step);
void csp_op_in_str(const csp_call *call, uint8_t *ret, csp_str *const *what, csp_str *const *self);

/* ---- bytes (bytes.c) */

void csp_bytes_len(const csp_call *call, int64_t *ret, csp_str *const *self);
void csp_bytes_decode(const csp_call *call, csp_str **ret, csp_str *const *self);
void csp_bytes_hex(const csp_call *call, csp_str **ret, csp_str *const *self);
void csp_bytes_fromhex(const csp_call *call, csp_str **ret, csp_str *const *text);
void csp_bytes_find_in(const csp_call *call, int64_t *ret, csp_str *const *self,
                       csp_str *const *what);
void csp_op_index_bytes(const csp_call *call, int64_t *ret, csp_str *const *self,
                        const int64_t *index);
void csp_op_slice_bytes(const csp_call *call, csp_str **ret, csp_str *const *self,
                        const csp_opt_int *start, const csp_opt_int *stop, const csp_opt_int *step);
void csp_op_in_bytes(const csp_call *call, uint8_t *ret, csp_str *const *what,
                     csp_str *const *self);

/* ---- list: methods and operators (list_methods.c) */

void csp_list_length(const csp_call *call, int64_t *ret, csp_list *const *self);
void csp_list_append(const csp_call *call, csp_list **self, const void *item);
void csp_list_extend(const csp_call *call, csp_list **self, csp_list *const *other);
void csp_list_insert(const csp_call *call, csp_list **self, const int64_t *index, const void *item);
void csp_list_pop(const csp_call *call, void *ret, csp_list **self, const int64_t *index);
void csp_op_del_list(const csp_call *call, csp_list **self, const int64_t *index);
void csp_list_index(const csp_call *call, int64_t *ret, csp_list *const *self, const void *item);
void csp_list_remove(const csp_call *call, csp_list **self, const void *item);
void csp_list_count(const csp_call *call, int64_t *ret, csp_list *const *self, const void *item);
void csp_list_clear(const csp_call *call, csp_list **self);
void csp_list_copy(const csp_call *call, csp_list **ret, csp_list *const *self);
void csp_list_reverse(const csp_call *call, csp_list **self);
void csp_op_list_add(const csp_call *call, csp_list **ret, csp_list *const *a, csp_list *const *b);
void csp_op_list_mul(const csp_call *call, csp_list **ret, csp_list *const *self,
                     const int64_t *times);
void csp_op_index_list(const csp_call *call, void *ret, csp_list *const *self,
                       const int64_t *index);
void csp_op_list_ref(const csp_call *call, void **ret, csp_list **self, const int64_t *index);
void csp_op_slice_list(const csp_call *call, csp_list **ret, csp_list *const *self,
                       const csp_opt_int *start, const csp_opt_int *stop, const csp_opt_int *step);
void csp_op_in_list(const csp_call *call, uint8_t *ret, const void *item, csp_list *const *self);

/* ---- sorting, min and max (sort.c) */

void csp_sorted(const csp_call *call, csp_list **ret, csp_list *const *items,
                const uint8_t *reverse);
void csp_sorted_by(const csp_call *call, csp_list **ret, csp_list *const *items, const csp_fn *key,
                   const uint8_t *reverse);
void csp_list_sort(const csp_call *call, csp_list **self, const uint8_t *reverse);
void csp_list_sort_by(const csp_call *call, csp_list **self, const csp_fn *key,
                      const uint8_t *reverse);
void csp_sorted_set(const csp_call *call, csp_list **ret, csp_dict *const *items,
                    const uint8_t *reverse);
void csp_sorted_dict(const csp_call *call, csp_list **ret, csp_dict *const *items,
                     const uint8_t *reverse);
void csp_sorted_set_by(const csp_call *call, csp_list **ret, csp_dict *const *items,
                       const csp_fn *key, const uint8_t *reverse);
void csp_min_list(const csp_call *call, void *ret, csp_list *const *items);
void csp_max_list(const csp_call *call, void *ret, csp_list *const *items);
void csp_min_list_or(const csp_call *call, void *ret, csp_list *const *items, const void *other);
void csp_max_list_or(const csp_call *call, void *ret, csp_list *const *items, const void *other);
void csp_min_list_by(const csp_call *call, void *ret, csp_list *const *items, const csp_fn *key);
void csp_max_list_by(const csp_call *call, void *ret, csp_list *const *items, const csp_fn *key);
void csp_min_set(const csp_call *call, void *ret, csp_dict *const *items);
void csp_max_set(const csp_call *call, void *ret, csp_dict *const *items);
void csp_min2(const csp_call *call, void *ret, const void *a, const void *b);
void csp_min3(const csp_call *call, void *ret, const void *a, const void *b, const void *c);
void csp_min4(const csp_call *call, void *ret, const void *a, const void *b, const void *c,
              const void *d);
void csp_max2(const csp_call *call, void *ret, const void *a, const void *b);
void csp_max3(const csp_call *call, void *ret, const void *a, const void *b, const void *c);
void csp_max4(const csp_call *call, void *ret, const void *a, const void *b, const void *c,
              const void *d);

/* ---- range, enumerate, zip, sums (sequences.c) */

void csp_range1(const csp_call *call, csp_list **ret, const int64_t *stop);
void csp_range2(const csp_call *call, csp_list **ret, const int64_t *start, const int64_t *stop);
void csp_range3(const csp_call *call, csp_list **ret, const int64_t *start, const int64_t *stop,
                const int64_t *step);
void csp_enumerate(const csp_call *call, csp_list **ret, csp_list *const *items,
                   const int64_t *start);
void csp_zip2(const csp_call *call, csp_list **ret, csp_list *const *a, csp_list *const *b);
void csp_zip3(const csp_call *call, csp_list **ret, csp_list *const *a, csp_list *const *b,
              csp_list *const *c);
void csp_zip4(const csp_call *call, csp_list **ret, csp_list *const *a, csp_list *const *b,
              csp_list *const *c, csp_list *const *d);
void csp_reversed(const csp_call *call, csp_list **ret, csp_list *const *items);
void csp_any(const csp_call *call, uint8_t *ret, csp_list *const *items);
void csp_all(const csp_call *call, uint8_t *ret, csp_list *const *items);
void csp_sum_int(const csp_call *call, int64_t *ret, csp_list *const *items, const int64_t *start);
void csp_sum_timedelta(const csp_call *call, int64_t *ret, csp_list *const *items,
                       const int64_t *start);
void csp_sum_bool(const csp_call *call, int64_t *ret, csp_list *const *items, const int64_t *start);
void csp_sum_float(const csp_call *call, double *ret, csp_list *const *items, const double *start);

/* ---- dict: methods and operators (dict_methods.c) */

void csp_dict_length(const csp_call *call, int64_t *ret, csp_dict *const *self);
void csp_dict_get(const csp_call *call, void *ret, csp_dict *const *self, const void *key,
                  const void *other);
void csp_dict_get_opt(const csp_call *call, void *ret, csp_dict *const *self, const void *key);
void csp_dict_keys(const csp_call *call, csp_list **ret, csp_dict *const *self);
void csp_dict_values(const csp_call *call, csp_list **ret, csp_dict *const *self);
void csp_dict_items(const csp_call *call, csp_list **ret, csp_dict *const *self);
void csp_dict_pop(const csp_call *call, void *ret, csp_dict **self, const void *key);
void csp_dict_pop_or(const csp_call *call, void *ret, csp_dict **self, const void *key,
                     const void *other);
void csp_dict_popitem(const csp_call *call, void *ret, csp_dict **self);
void csp_dict_setdefault(const csp_call *call, void *ret, csp_dict **self, const void *key,
                         const void *other);
void csp_dict_update(const csp_call *call, csp_dict **self, csp_dict *const *other);
void csp_dict_clear(const csp_call *call, csp_dict **self);
void csp_dict_copy(const csp_call *call, csp_dict **ret, csp_dict *const *self);
void csp_dict_new(const csp_call *call, csp_dict **ret);
void csp_dict_of_pairs(const csp_call *call, csp_dict **ret, csp_list *const *pairs);
void csp_op_index_dict(const csp_call *call, void *ret, csp_dict *const *self, const void *key);
void csp_op_dict_ref(const csp_call *call, void **ret, csp_dict **self, const void *key);
void csp_op_dict_put(const csp_call *call, csp_dict **self, const void *key, const void *value);
void csp_op_del_dict(const csp_call *call, csp_dict **self, const void *key);
void csp_op_in_dict(const csp_call *call, uint8_t *ret, const void *key, csp_dict *const *self);
void csp_op_dict_or(const csp_call *call, csp_dict **ret, csp_dict *const *a, csp_dict *const *b);

/* ---- set: methods and operators (set_methods.c) */

void csp_op_set_add(const csp_call *call, csp_dict **self, const void *key);
void csp_set_discard(const csp_call *call, csp_dict **self, const void *key);
void csp_set_remove(const csp_call *call, csp_dict **self, const void *key);
void csp_set_pop(const csp_call *call, void *ret, csp_dict **self);
void csp_set_update(const csp_call *call, csp_dict **self, csp_dict *const *other);
void csp_set_update_list(const csp_call *call, csp_dict **self, csp_list *const *items);
void csp_set_of_list(const csp_call *call, csp_dict **ret, csp_list *const *items);
void csp_set_of_dict(const csp_call *call, csp_dict **ret, csp_dict *const *items);
void csp_set_of_str(const csp_call *call, csp_dict **ret, csp_str *const *text);
void csp_set_list(const csp_call *call, csp_list **ret, csp_dict *const *self);
void csp_op_set_or(const csp_call *call, csp_dict **ret, csp_dict *const *a, csp_dict *const *b);
void csp_op_set_and(const csp_call *call, csp_dict **ret, csp_dict *const *a, csp_dict *const *b);
void csp_op_set_sub(const csp_call *call, csp_dict **ret, csp_dict *const *a, csp_dict *const *b);
void csp_op_set_xor(const csp_call *call, csp_dict **ret, csp_dict *const *a, csp_dict *const *b);
void csp_op_set_le(const csp_call *call, uint8_t *ret, csp_dict *const *a, csp_dict *const *b);
void csp_op_set_lt(const csp_call *call, uint8_t *ret, csp_dict *const *a, csp_dict *const *b);
void csp_set_issuperset(const csp_call *call, uint8_t *ret, csp_dict *const *a, csp_dict *const *b);
void csp_set_isdisjoint(const csp_call *call, uint8_t *ret, csp_dict *const *a, csp_dict *const *b);
void csp_op_in_set(const csp_call *call, uint8_t *ret, const void *key, csp_dict *const *self);

/* ---- array: making, operators, indexing (array.c) */

void csp_array_of_floats(const csp_call *call, csp_array **ret, csp_list *const *items);
void csp_array_of_ints(const csp_call *call, csp_array **ret, csp_list *const *items);
void csp_array_of_bools(const csp_call *call, csp_array **ret, csp_list *const *items);
void csp_array_of_rows(const csp_call *call, csp_array **ret, csp_list *const *rows);
void csp_array_zeros(const csp_call *call, csp_array **ret, const int64_t *n);
void csp_array_zeros2(const csp_call *call, csp_array **ret, const int64_t *rows,
                      const int64_t *columns);
void csp_array_ones(const csp_call *call, csp_array **ret, const int64_t *n);
void csp_array_full(const csp_call *call, csp_array **ret, const int64_t *n, const double *value);
void csp_array_tolist(const csp_call *call, csp_list **ret, csp_array *const *self);
void csp_op_array_neg(const csp_call *call, csp_array **ret, csp_array *const *a);
void csp_array_abs(const csp_call *call, csp_array **ret, csp_array *const *a);
void csp_array_sqrt(const csp_call *call, csp_array **ret, csp_array *const *a);
void csp_array_exp(const csp_call *call, csp_array **ret, csp_array *const *a);
void csp_array_ln(const csp_call *call, csp_array **ret, csp_array *const *a);
void csp_op_index_array1(const csp_call *call, void *ret, csp_array *const *self,
                         const int64_t *index);
void csp_op_index_array2(const csp_call *call, void *ret, csp_array *const *self,
                         const int64_t *row, const int64_t *column);
void csp_op_index_array_row(const csp_call *call, csp_array **ret, csp_array *const *self,
                            const int64_t *row);
void csp_op_index_array(const csp_call *call, void *ret, csp_array *const *self,
                        const int64_t *index);
void csp_op_array_put1(const csp_call *call, csp_array **self, const int64_t *index,
                       const void *value);
void csp_op_array_put2(const csp_call *call, csp_array **self, const int64_t *row,
                       const int64_t *column, const void *value);
void csp_op_slice_array(const csp_call *call, csp_array **ret, csp_array *const *self,
                        const csp_opt_int *start, const csp_opt_int *stop, const csp_opt_int *step);
void csp_array_length(const csp_call *call, int64_t *ret, csp_array *const *self);
void csp_array_shape(const csp_call *call, void *ret, csp_array *const *self);

/* ---- array: reductions (array_stats.c) */

void csp_array_sum(const csp_call *call, double *ret, csp_array *const *self);
void csp_array_prod(const csp_call *call, double *ret, csp_array *const *self);
void csp_array_mean(const csp_call *call, double *ret, csp_array *const *self);
void csp_array_var(const csp_call *call, double *ret, csp_array *const *self, const int64_t *ddof);
void csp_array_std(const csp_call *call, double *ret, csp_array *const *self, const int64_t *ddof);
void csp_array_min(const csp_call *call, double *ret, csp_array *const *self);
void csp_array_max(const csp_call *call, double *ret, csp_array *const *self);
void csp_array_argmin(const csp_call *call, int64_t *ret, csp_array *const *self);
void csp_array_argmax(const csp_call *call, int64_t *ret, csp_array *const *self);
void csp_array_quantile(const csp_call *call, double *ret, csp_array *const *self, const double *q);
void csp_array_median(const csp_call *call, double *ret, csp_array *const *self);
void csp_array_dot(const csp_call *call, double *ret, csp_array *const *a, csp_array *const *b);
void csp_array_cumsum(const csp_call *call, csp_array **ret, csp_array *const *self);

/* ---- numbers (numbers.c) */

_Noreturn void csp_fail_overflow(const csp_call *call, const char *op, int64_t a, int64_t b);
_Noreturn void csp_fail_span_zero(const csp_call *call, const char *op, int64_t span);
_Noreturn void csp_fail_shift(const csp_call *call, int64_t count);
_Noreturn void csp_fail_kind(const csp_call *call, const csp_type *type, const void *value,
                            const csp_type *wanted); /* static_cast of what is another one */
_Noreturn void csp_fail_index(const csp_call *call, int64_t index, int64_t length);
/* format: with one %s, for the key as it prints in a container. */
_Noreturn void csp_fail_key(const csp_call *call, const char *format, const csp_type *type,
                            const void *key) __attribute__((format(printf, 2, 0)));
void csp_op_int_floordiv(const csp_call *call, int64_t *ret, const int64_t *a, const int64_t *b);
void csp_op_int_mod(const csp_call *call, int64_t *ret, const int64_t *a, const int64_t *b);
void csp_op_int_pow(const csp_call *call, int64_t *ret, const int64_t *base,
                    const int64_t *exponent);
void csp_op_float_mod(const csp_call *call, double *ret, const double *a, const double *b);
void csp_op_float_floordiv(const csp_call *call, double *ret, const double *a, const double *b);
void csp_op_float_pow(const csp_call *call, double *ret, const double *a, const double *b);
void csp_divmod_int(const csp_call *call, void *ret, const int64_t *a, const int64_t *b);
void csp_divmod_float(const csp_call *call, void *ret, const double *a, const double *b);
void csp_abs_int(const csp_call *call, int64_t *ret, const int64_t *x);
void csp_abs_float(const csp_call *call, double *ret, const double *x);
void csp_round_float(const csp_call *call, int64_t *ret, const double *x);
void csp_floor_float(const csp_call *call, int64_t *ret, const double *x);
void csp_ceil_float(const csp_call *call, int64_t *ret, const double *x);
void csp_int_of_float(const csp_call *call, int64_t *ret, const double *x);
void csp_int_same(const csp_call *call, int64_t *ret, const int64_t *x);
void csp_round_digits(const csp_call *call, double *ret, const double *x, const int64_t *digits);
void csp_round_int_digits(const csp_call *call, int64_t *ret, const int64_t *x,
                          const int64_t *digits);
void csp_int_of_bool(const csp_call *call, int64_t *ret, const uint8_t *x);
void csp_float_of_bool(const csp_call *call, double *ret, const uint8_t *x);
void csp_float_of_int(const csp_call *call, double *ret, const int64_t *x);
void csp_float_same(const csp_call *call, double *ret, const double *x);
void csp_bool_same(const csp_call *call, uint8_t *ret, const uint8_t *x);
void csp_bool_of_int(const csp_call *call, uint8_t *ret, const int64_t *x);
void csp_bool_of_float(const csp_call *call, uint8_t *ret, const double *x);
void csp_bool_of_str(const csp_call *call, uint8_t *ret, csp_str *const *x);
void csp_int_of_str(const csp_call *call, int64_t *ret, csp_str *const *s);
void csp_int_of_str_base(const csp_call *call, int64_t *ret, csp_str *const *s,
                         const int64_t *base);
void csp_float_of_str(const csp_call *call, double *ret, csp_str *const *s);
void csp_int_bit_length(const csp_call *call, int64_t *ret, const int64_t *x);
void csp_int_bit_count(const csp_call *call, int64_t *ret, const int64_t *x);
void csp_float_is_integer(const csp_call *call, uint8_t *ret, const double *x);
void csp_hex(const csp_call *call, csp_str **ret, const int64_t *x);
void csp_oct(const csp_call *call, csp_str **ret, const int64_t *x);
void csp_bin(const csp_call *call, csp_str **ret, const int64_t *x);

/* ---- mathematics and random numbers (math.c) */

void csp_math_ln(const csp_call *call, double *ret, const double *x);
void csp_math_log2(const csp_call *call, double *ret, const double *x);
void csp_math_log10(const csp_call *call, double *ret, const double *x);
void csp_math_exp(const csp_call *call, double *ret, const double *x);
void csp_math_exp2(const csp_call *call, double *ret, const double *x);
void csp_math_sqrt(const csp_call *call, double *ret, const double *x);
void csp_math_sin(const csp_call *call, double *ret, const double *x);
void csp_math_cos(const csp_call *call, double *ret, const double *x);
void csp_math_tan(const csp_call *call, double *ret, const double *x);
void csp_math_arcsin(const csp_call *call, double *ret, const double *x);
void csp_math_arccos(const csp_call *call, double *ret, const double *x);
void csp_math_arctan(const csp_call *call, double *ret, const double *x);
void csp_math_sinh(const csp_call *call, double *ret, const double *x);
void csp_math_cosh(const csp_call *call, double *ret, const double *x);
void csp_math_tanh(const csp_call *call, double *ret, const double *x);
void csp_math_arcsinh(const csp_call *call, double *ret, const double *x);
void csp_math_arccosh(const csp_call *call, double *ret, const double *x);
void csp_math_arctanh(const csp_call *call, double *ret, const double *x);
void csp_math_erf(const csp_call *call, double *ret, const double *x);
void csp_math_arctan2(const csp_call *call, double *ret, const double *y, const double *x);
void csp_math_isnan(const csp_call *call, uint8_t *ret, const double *x);
void csp_math_isinf(const csp_call *call, uint8_t *ret, const double *x);
void csp_min_int(const csp_call *call, int64_t *ret, const int64_t *a, const int64_t *b);
void csp_max_int(const csp_call *call, int64_t *ret, const int64_t *a, const int64_t *b);
void csp_min_float(const csp_call *call, double *ret, const double *a, const double *b);
void csp_max_float(const csp_call *call, double *ret, const double *a, const double *b);
void csp_random_next(const csp_call *call, int64_t *ret, int64_t *state);
void csp_random_uniform(const csp_call *call, double *ret, int64_t *state);

/* ---- datetime, timedelta, date, time (time_methods.c) */

void csp_datetime_new(const csp_call *call, int64_t *ret, const int64_t *year, const int64_t *month,
                      const int64_t *day, const int64_t *hour, const int64_t *minute,
                      const int64_t *second, const int64_t *us);
void csp_datetime_of_text(const csp_call *call, int64_t *ret, csp_str *const *text);
void csp_datetime_strptime(const csp_call *call, int64_t *ret, csp_str *const *text,
                           csp_str *const *format);
void csp_datetime_combine(const csp_call *call, int64_t *ret, const int64_t *date,
                          const int64_t *time);
void csp_datetime_of_seconds(const csp_call *call, int64_t *ret, const int64_t *seconds);
void csp_datetime_of_float(const csp_call *call, int64_t *ret, const double *seconds);
void csp_timedelta_new(const csp_call *call, int64_t *ret, const double *days,
                       const double *seconds, const double *microseconds,
                       const double *milliseconds, const double *minutes, const double *hours,
                       const double *weeks);
void csp_date_new(const csp_call *call, int64_t *ret, const int64_t *year, const int64_t *month,
                  const int64_t *day);
void csp_date_of_text(const csp_call *call, int64_t *ret, csp_str *const *text);
void csp_time_new(const csp_call *call, int64_t *ret, const int64_t *hour, const int64_t *minute,
                  const int64_t *second, const int64_t *us);
void csp_time_of_text(const csp_call *call, int64_t *ret, csp_str *const *text);
void csp_datetime_time(const csp_call *call, int64_t *ret, const int64_t *self);
void csp_date_weekday(const csp_call *call, int64_t *ret, const int64_t *self);
void csp_timedelta_days(const csp_call *call, int64_t *ret, const int64_t *self);
void csp_timedelta_seconds(const csp_call *call, int64_t *ret, const int64_t *self);
void csp_timedelta_microseconds(const csp_call *call, int64_t *ret, const int64_t *self);
void csp_timedelta_nanoseconds(const csp_call *call, int64_t *ret, const int64_t *self);
void csp_datetime_timestamp(const csp_call *call, double *ret, const int64_t *self);
void csp_datetime_floor(const csp_call *call, int64_t *ret, const int64_t *self,
                        const int64_t *step);
void csp_datetime_local(const csp_call *call, int64_t *ret, const int64_t *self,
                        csp_str *const *zone);
void csp_datetime_strftime(const csp_call *call, csp_str **ret, const int64_t *self,
                           csp_str *const *format);
void csp_date_strftime(const csp_call *call, csp_str **ret, const int64_t *self,
                       csp_str *const *format);
void csp_datetime_isoformat(const csp_call *call, csp_str **ret, const int64_t *self);
void csp_date_isoformat(const csp_call *call, csp_str **ret, const int64_t *self);
void csp_time_isoformat(const csp_call *call, csp_str **ret, const int64_t *self);
void csp_op_date_add(const csp_call *call, int64_t *ret, const int64_t *self, const int64_t *delta);
void csp_op_date_sub(const csp_call *call, int64_t *ret, const int64_t *self, const int64_t *delta);
void csp_op_date_diff(const csp_call *call, int64_t *ret, const int64_t *a, const int64_t *b);
void csp_datetime_year(const csp_call *call, int64_t *ret, const int64_t *self);
void csp_datetime_month(const csp_call *call, int64_t *ret, const int64_t *self);
void csp_datetime_day(const csp_call *call, int64_t *ret, const int64_t *self);
void csp_datetime_hour(const csp_call *call, int64_t *ret, const int64_t *self);
void csp_datetime_minute(const csp_call *call, int64_t *ret, const int64_t *self);
void csp_datetime_second(const csp_call *call, int64_t *ret, const int64_t *self);
void csp_datetime_microsecond(const csp_call *call, int64_t *ret, const int64_t *self);
void csp_datetime_nanosecond(const csp_call *call, int64_t *ret, const int64_t *self);
void csp_datetime_weekday(const csp_call *call, int64_t *ret, const int64_t *self);
void csp_datetime_isoweekday(const csp_call *call, int64_t *ret, const int64_t *self);
void csp_datetime_yearday(const csp_call *call, int64_t *ret, const int64_t *self);
void csp_datetime_date(const csp_call *call, int64_t *ret, const int64_t *self);
void csp_date_year(const csp_call *call, int64_t *ret, const int64_t *self);
void csp_date_month(const csp_call *call, int64_t *ret, const int64_t *self);
void csp_date_day(const csp_call *call, int64_t *ret, const int64_t *self);

/* ---- text (format.c) */

void csp_str_of(const csp_call *call, csp_str **ret, const void *value);
void csp_repr(const csp_call *call, csp_str **ret, const void *value);

/* ---- list: parts (list_parts.c) */

void csp_list_put(const csp_call *call, csp_list **self, const csp_opt_int *start,
                  const csp_opt_int *stop, const csp_opt_int *step, csp_list *const *items);
void csp_list_delete(const csp_call *call, csp_list **self, const csp_opt_int *start,
                     const csp_opt_int *stop, const csp_opt_int *step);
void csp_unpack_check(const csp_call *call, csp_list *const *items, const int64_t *names,
                      const uint8_t *starred);
void csp_list_index_in(const csp_call *call, int64_t *ret, csp_list *const *self, const void *item,
                       const int64_t *start, const csp_opt_int *stop);
void csp_bytes_list(const csp_call *call, csp_list **ret, csp_str *const *data);

/* ---- str: parts, tests, encodings (str_more.c) */

void csp_str_count_in(const csp_call *call, int64_t *ret, csp_str *const *self,
                      csp_str *const *what, const int64_t *start, const csp_opt_int *stop);
void csp_str_startswith_in(const csp_call *call, uint8_t *ret, csp_str *const *self,
                           csp_str *const *what, const int64_t *start, const csp_opt_int *stop);
void csp_str_endswith_in(const csp_call *call, uint8_t *ret, csp_str *const *self,
                         csp_str *const *what, const int64_t *start, const csp_opt_int *stop);
void csp_str_isidentifier(const csp_call *call, uint8_t *ret, csp_str *const *self);
void csp_str_isprintable(const csp_call *call, uint8_t *ret, csp_str *const *self);
void csp_str_istitle(const csp_call *call, uint8_t *ret, csp_str *const *self);
void csp_str_expandtabs(const csp_call *call, csp_str **ret, csp_str *const *self,
                        const int64_t *tabsize);
void csp_str_encode_as(const csp_call *call, csp_str **ret, csp_str *const *self,
                       csp_str *const *name);
void csp_bytes_decode_as(const csp_call *call, csp_str **ret, csp_str *const *self,
                         csp_str *const *name);

/* ---- bytes: methods (bytes_methods.c) */

void csp_bytes_split(const csp_call *call, csp_list **ret, csp_str *const *self,
                     const csp_opt_str *sep, const int64_t *most);
void csp_bytes_rsplit(const csp_call *call, csp_list **ret, csp_str *const *self,
                      const csp_opt_str *sep, const int64_t *most);
void csp_bytes_join(const csp_call *call, csp_str **ret, csp_str *const *self,
                    csp_list *const *items);
void csp_bytes_replace(const csp_call *call, csp_str **ret, csp_str *const *self,
                       csp_str *const *old, csp_str *const *new, const int64_t *count);
void csp_bytes_partition(const csp_call *call, void *ret, csp_str *const *self,
                         csp_str *const *sep);
void csp_bytes_rpartition(const csp_call *call, void *ret, csp_str *const *self,
                          csp_str *const *sep);
void csp_bytes_removeprefix(const csp_call *call, csp_str **ret, csp_str *const *self,
                            csp_str *const *what);
void csp_bytes_removesuffix(const csp_call *call, csp_str **ret, csp_str *const *self,
                            csp_str *const *what);
void csp_bytes_upper(const csp_call *call, csp_str **ret, csp_str *const *self);
void csp_bytes_lower(const csp_call *call, csp_str **ret, csp_str *const *self);
void csp_bytes_hex_by(const csp_call *call, csp_str **ret, csp_str *const *self,
                      csp_str *const *separator);
void csp_bytes_of_list(const csp_call *call, csp_str **ret, csp_list *const *items);
void csp_bytes_zeros(const csp_call *call, csp_str **ret, const int64_t *n);
void csp_op_in_bytes_int(const csp_call *call, uint8_t *ret, const int64_t *byte,
                         csp_str *const *self);
void csp_int_from_bytes(const csp_call *call, int64_t *ret, csp_str *const *data,
                        csp_str *const *order, const uint8_t *is_signed);
void csp_int_to_bytes(const csp_call *call, csp_str **ret, const int64_t *x, const int64_t *length,
                      csp_str *const *order, const uint8_t *is_signed);
void csp_bytes_strip(const csp_call *call, csp_str **ret, csp_str *const *self,
                     const csp_opt_str *chars);
void csp_bytes_lstrip(const csp_call *call, csp_str **ret, csp_str *const *self,
                      const csp_opt_str *chars);
void csp_bytes_rstrip(const csp_call *call, csp_str **ret, csp_str *const *self,
                      const csp_opt_str *chars);

/* ---- numbers (number_more.c) */

void csp_pow_modulo(const csp_call *call, int64_t *ret, const int64_t *base,
                    const int64_t *exponent, const int64_t *modulus);
void csp_int_zero(const csp_call *call, int64_t *ret);
void csp_float_zero(const csp_call *call, double *ret);
void csp_bool_false(const csp_call *call, uint8_t *ret);
void csp_str_empty(const csp_call *call, csp_str **ret);
void csp_bool_of_list(const csp_call *call, uint8_t *ret, csp_list *const *x);
void csp_bool_of_dict(const csp_call *call, uint8_t *ret, csp_dict *const *x);

/* ---- sets and iterables (set_more.c) */

void csp_set_union_list(const csp_call *call, csp_dict **ret, csp_dict *const *self,
                        csp_list *const *items);
void csp_set_intersection_list(const csp_call *call, csp_dict **ret, csp_dict *const *self,
                               csp_list *const *items);
void csp_set_difference_list(const csp_call *call, csp_dict **ret, csp_dict *const *self,
                             csp_list *const *items);
void csp_set_symmetric_list(const csp_call *call, csp_dict **ret, csp_dict *const *self,
                            csp_list *const *items);
void csp_set_intersection_update(const csp_call *call, csp_dict **self, csp_list *const *items);
void csp_set_difference_update(const csp_call *call, csp_dict **self, csp_list *const *items);
void csp_set_symmetric_update(const csp_call *call, csp_dict **self, csp_list *const *items);
void csp_set_issubset_list(const csp_call *call, uint8_t *ret, csp_dict *const *self,
                           csp_list *const *items);
void csp_set_issuperset_list(const csp_call *call, uint8_t *ret, csp_dict *const *self,
                             csp_list *const *items);
void csp_set_isdisjoint_list(const csp_call *call, uint8_t *ret, csp_dict *const *self,
                             csp_list *const *items);
void csp_dict_fromkeys(const csp_call *call, csp_dict **ret, csp_list *const *keys,
                       const void *value);

/* ---- times (time_more.c) */

void csp_datetime_replace(const csp_call *call, int64_t *ret, const int64_t *self,
                          const csp_opt_int *year, const csp_opt_int *month, const csp_opt_int *day,
                          const csp_opt_int *hour, const csp_opt_int *minute,
                          const csp_opt_int *second, const csp_opt_int *us);
void csp_date_replace(const csp_call *call, int64_t *ret, const int64_t *self,
                      const csp_opt_int *year, const csp_opt_int *month, const csp_opt_int *day);
void csp_time_replace(const csp_call *call, int64_t *ret, const int64_t *self,
                      const csp_opt_int *hour, const csp_opt_int *minute, const csp_opt_int *second,
                      const csp_opt_int *us);
void csp_date_isocalendar(const csp_call *call, void *ret, const int64_t *self);
void csp_datetime_isocalendar(const csp_call *call, void *ret, const int64_t *self);
void csp_date_toordinal(const csp_call *call, int64_t *ret, const int64_t *self);
void csp_datetime_toordinal(const csp_call *call, int64_t *ret, const int64_t *self);
void csp_date_fromordinal(const csp_call *call, int64_t *ret, const int64_t *ordinal);
void csp_date_isoweekday(const csp_call *call, int64_t *ret, const int64_t *self);
void csp_date_yearday(const csp_call *call, int64_t *ret, const int64_t *self);
void csp_datetime_isoformat_as(const csp_call *call, csp_str **ret, const int64_t *self,
                               csp_str *const *sep, csp_str *const *timespec);
void csp_datetime_utc(const csp_call *call, int64_t *ret, const int64_t *self,
                      csp_str *const *zone);
void csp_datetime_ceil(const csp_call *call, int64_t *ret, const int64_t *self,
                       const int64_t *step);
void csp_datetime_round(const csp_call *call, int64_t *ret, const int64_t *self,
                        const int64_t *step);
void csp_divmod_timedelta(const csp_call *call, void *ret, const int64_t *a, const int64_t *b);
void csp_op_span_floordiv(const csp_call *call, int64_t *ret, const int64_t *a, const int64_t *b);
void csp_op_span_mod(const csp_call *call, int64_t *ret, const int64_t *a, const int64_t *b);
void csp_bool_of_timedelta(const csp_call *call, uint8_t *ret, const int64_t *self);

void csp_format_value(const csp_call *call, csp_str **ret, const void *value, csp_str *const *spec);

void csp_dict_update_pairs(const csp_call *call, csp_dict **self, csp_list *const *pairs);

void csp_array_rows(const csp_call *call, csp_list **ret, csp_array *const *self);

/* ---- arrays (array_ops.c, array_parts.c, array_math.c) */

void csp_array_part_block(const csp_call *call, csp_array **ret, csp_array *const *self,
                          const csp_opt_int *r0, const csp_opt_int *r1, const csp_opt_int *rs,
                          const csp_opt_int *c0, const csp_opt_int *c1, const csp_opt_int *cs);
void csp_array_put_block(const csp_call *call, csp_array **self, const csp_opt_int *r0,
                         const csp_opt_int *r1, const csp_opt_int *rs, const csp_opt_int *c0,
                         const csp_opt_int *c1, const csp_opt_int *cs, const void *value);
void csp_array_put_slice(const csp_call *call, csp_array **self, const csp_opt_int *start,
                         const csp_opt_int *stop, const csp_opt_int *step, const void *value);
void csp_array_put_row(const csp_call *call, csp_array **self, const int64_t *index,
                       const void *value);
void csp_array_part_mask(const csp_call *call, csp_array **ret, csp_array *const *self,
                         csp_array *const *mask);
void csp_array_put_mask(const csp_call *call, csp_array **self, csp_array *const *mask,
                        const void *value);
void csp_array_part_take(const csp_call *call, csp_array **ret, csp_array *const *self,
                         csp_array *const *indices);
void csp_array_put_take(const csp_call *call, csp_array **self, csp_array *const *indices,
                        const void *value);
void csp_array_copy(const csp_call *call, csp_array **ret, csp_array *const *self);
void csp_array_turned(const csp_call *call, csp_array **ret, csp_array *const *self);
void csp_array_reshape1(const csp_call *call, csp_array **ret, csp_array *const *self,
                        const int64_t *n);
void csp_array_reshape2(const csp_call *call, csp_array **ret, csp_array *const *self,
                        const int64_t *rows, const int64_t *columns);
void csp_array_flatten(const csp_call *call, csp_array **ret, csp_array *const *self);
void csp_array_size(const csp_call *call, int64_t *ret, csp_array *const *self);
void csp_array_ndim(const csp_call *call, int64_t *ret, csp_array *const *self);
void csp_array_concatenate(const csp_call *call, csp_array **ret, csp_list *const *arrays);
void csp_array_stack(const csp_call *call, csp_array **ret, csp_list *const *arrays);
void csp_array_where(const csp_call *call, csp_array **ret, csp_array *const *mask, const void *a,
                     const void *b);
void csp_array_full_shape(const csp_call *call, csp_array **ret, const void *shape,
                          const double *value);
void csp_array_zeros_shape(const csp_call *call, csp_array **ret, const void *shape);
void csp_array_ones_shape(const csp_call *call, csp_array **ret, const void *shape);
void csp_array_eye(const csp_call *call, csp_array **ret, const int64_t *n);
void csp_array_arange(const csp_call *call, csp_array **ret, const int64_t *start,
                      const int64_t *stop, const int64_t *step);
void csp_array_arange_to(const csp_call *call, csp_array **ret, const int64_t *stop);
void csp_array_arange_float(const csp_call *call, csp_array **ret, const double *start,
                            const double *stop, const double *step);
void csp_array_linspace(const csp_call *call, csp_array **ret, const double *start,
                        const double *stop, const int64_t *n);
void csp_op_array_invert(const csp_call *call, csp_array **ret, csp_array *const *a);
void csp_array_int_of_float(const csp_call *call, csp_array **ret, csp_array *const *self);
void csp_array_same(const csp_call *call, csp_array **ret, csp_array *const *self);
void csp_array_round(const csp_call *call, csp_array **ret, csp_array *const *self,
                     const int64_t *digits);
void csp_array_clip(const csp_call *call, csp_array **ret, csp_array *const *self, const void *low,
                    const void *high);
void csp_array_minimum(const csp_call *call, csp_array **ret, csp_array *const *a, const void *b);
void csp_array_maximum(const csp_call *call, csp_array **ret, csp_array *const *a, const void *b);
void csp_array_diff(const csp_call *call, csp_array **ret, csp_array *const *self);
void csp_array_cumprod(const csp_call *call, csp_array **ret, csp_array *const *self);
void csp_array_cumsum_int(const csp_call *call, csp_array **ret, csp_array *const *self);
void csp_array_argsort(const csp_call *call, csp_array **ret, csp_array *const *self);
void csp_array_sorted(const csp_call *call, csp_array **ret, csp_array *const *self);
void csp_array_sort_in_place(const csp_call *call, csp_array **self);
void csp_array_sum_int(const csp_call *call, int64_t *ret, csp_array *const *self);
void csp_array_prod_int(const csp_call *call, int64_t *ret, csp_array *const *self);
void csp_array_sum_bool(const csp_call *call, int64_t *ret, csp_array *const *self);
void csp_array_mean_int(const csp_call *call, double *ret, csp_array *const *self);
void csp_array_mean_bool(const csp_call *call, double *ret, csp_array *const *self);
void csp_array_min_int(const csp_call *call, int64_t *ret, csp_array *const *self);
void csp_array_max_int(const csp_call *call, int64_t *ret, csp_array *const *self);
void csp_array_argmin_int(const csp_call *call, int64_t *ret, csp_array *const *self);
void csp_array_argmax_int(const csp_call *call, int64_t *ret, csp_array *const *self);
void csp_array_any(const csp_call *call, uint8_t *ret, csp_array *const *self);
void csp_array_all(const csp_call *call, uint8_t *ret, csp_array *const *self);
void csp_array_nonzero(const csp_call *call, csp_array **ret, csp_array *const *self);
void csp_array_product(const csp_call *call, csp_array **ret, csp_array *const *a,
                       csp_array *const *b);
void csp_array_outer(const csp_call *call, csp_array **ret, csp_array *const *a,
                     csp_array *const *b);
void csp_array_isnan(const csp_call *call, csp_array **ret, csp_array *const *self);
void csp_array_isfinite(const csp_call *call, csp_array **ret, csp_array *const *self);
void csp_array_isinf(const csp_call *call, csp_array **ret, csp_array *const *self);
void csp_array_floor(const csp_call *call, csp_array **ret, csp_array *const *self);
void csp_array_ceil(const csp_call *call, csp_array **ret, csp_array *const *self);
void csp_array_not(const csp_call *call, csp_array **ret, csp_array *const *self);
void csp_array_invert(const csp_call *call, csp_array **ret, csp_array *const *self);
void csp_array_float_of_int(const csp_call *call, csp_array **ret, csp_array *const *self);
void csp_array_float_of_bool(const csp_call *call, csp_array **ret, csp_array *const *self);
void csp_array_int_of_bool(const csp_call *call, csp_array **ret, csp_array *const *self);
void csp_array_sum_axis(const csp_call *call, csp_array **ret, csp_array *const *self,
                        const int64_t *axis);
void csp_array_mean_axis(const csp_call *call, csp_array **ret, csp_array *const *self,
                         const int64_t *axis);
void csp_array_min_axis(const csp_call *call, csp_array **ret, csp_array *const *self,
                        const int64_t *axis);
void csp_array_max_axis(const csp_call *call, csp_array **ret, csp_array *const *self,
                        const int64_t *axis);
void csp_array_prod_axis(const csp_call *call, csp_array **ret, csp_array *const *self,
                         const int64_t *axis);
void csp_array_median_axis(const csp_call *call, csp_array **ret, csp_array *const *self,
                           const int64_t *axis);
void csp_array_std_axis(const csp_call *call, csp_array **ret, csp_array *const *self,
                        const int64_t *axis, const int64_t *ddof);
void csp_array_var_axis(const csp_call *call, csp_array **ret, csp_array *const *self,
                        const int64_t *axis, const int64_t *ddof);
void csp_op_array_add(const csp_call *call, csp_array **ret, const void *a, const void *b);
void csp_op_array_sub(const csp_call *call, csp_array **ret, const void *a, const void *b);
void csp_op_array_mul(const csp_call *call, csp_array **ret, const void *a, const void *b);
void csp_op_array_div(const csp_call *call, csp_array **ret, const void *a, const void *b);
void csp_op_array_floordiv(const csp_call *call, csp_array **ret, const void *a, const void *b);
void csp_op_array_mod(const csp_call *call, csp_array **ret, const void *a, const void *b);
void csp_op_array_pow(const csp_call *call, csp_array **ret, const void *a, const void *b);
void csp_op_array_bitand(const csp_call *call, csp_array **ret, const void *a, const void *b);
void csp_op_array_bitor(const csp_call *call, csp_array **ret, const void *a, const void *b);
void csp_op_array_bitxor(const csp_call *call, csp_array **ret, const void *a, const void *b);
void csp_op_array_shl(const csp_call *call, csp_array **ret, const void *a, const void *b);
void csp_op_array_shr(const csp_call *call, csp_array **ret, const void *a, const void *b);
void csp_op_array_eq(const csp_call *call, csp_array **ret, const void *a, const void *b);
void csp_op_array_ne(const csp_call *call, csp_array **ret, const void *a, const void *b);
void csp_op_array_lt(const csp_call *call, csp_array **ret, const void *a, const void *b);
void csp_op_array_le(const csp_call *call, csp_array **ret, const void *a, const void *b);
void csp_op_array_gt(const csp_call *call, csp_array **ret, const void *a, const void *b);
void csp_op_array_ge(const csp_call *call, csp_array **ret, const void *a, const void *b);
void csp_array_tolist2(const csp_call *call, csp_list **ret, csp_array *const *self);
void csp_array_abs_int(const csp_call *call, csp_array **ret, csp_array *const *a);

#endif
