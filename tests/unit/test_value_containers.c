/* Lists, dicts, sets: their methods, copy on write, and that nothing leaks. */
#include "test_value.h"

Test(value_containers, list_methods) {
    int64_t live = csp_alloc_live();
    const csp_call *call = CALL(&t_ints, &t_ints, &t_int);
    csp_list *xs = ints((int64_t[]){3, 1, 2}, 3);
    csp_list_insert(call, &xs, &(int64_t){-100}, &(int64_t){9});
    csp_list_insert(call, &xs, &(int64_t){2}, &(int64_t){7});
    prints(&t_ints, &xs, CSP_PLAIN, "[9, 3, 7, 1, 2]");
    int64_t popped;
    csp_list_pop(call, &popped, &xs, &(int64_t){0});
    cr_expect_eq(popped, 9);
    csp_list_pop(call, &popped, &xs, &(int64_t){-2});
    cr_expect_eq(popped, 1);
    csp_list_extend(call, &xs, &xs);
    prints(&t_ints, &xs, CSP_PLAIN, "[3, 7, 2, 3, 7, 2]");
    csp_list_sort(CALL(NULL, &t_ints, &t_bool), &xs, &(uint8_t){1});
    prints(&t_ints, &xs, CSP_PLAIN, "[7, 7, 3, 3, 2, 2]");
    csp_list_remove(call, &xs, &(int64_t){3});
    csp_list_reverse(call, &xs);
    prints(&t_ints, &xs, CSP_PLAIN, "[2, 2, 3, 7, 7]");
    RAISES("index 5 out of range for a list of 5",
           csp_op_index_list(call, &popped, &xs, &(int64_t){5}));
    RAISES("pop index -6 out of range for a list of 5",
           csp_list_pop(call, &popped, &xs, &(int64_t){-6}));
    RAISES("8 is not in the list", csp_list_remove(call, &xs, &(int64_t){8}));
    csp_list_clear(call, &xs);
    RAISES("pop from an empty list", csp_list_pop(call, &popped, &xs, &(int64_t){-1}));
    csp_release(&t_ints, &xs);
    cr_expect_eq(csp_alloc_live(), live);
}

Test(value_containers, slices) {
    const csp_opt_int none = {0, 0};
    const struct {
        csp_opt_int start, stop, step;
        const char *expected;
    } cases[] = {
        {none, none, none, "[0, 1, 2, 3, 4]"}, {{1, 1}, {-1, 1}, none, "[1, 2, 3]"},
        {none, none, {2, 1}, "[0, 2, 4]"},     {none, none, {-1, 1}, "[4, 3, 2, 1, 0]"},
        {{-2, 1}, none, none, "[3, 4]"},       {{9, 1}, {-9, 1}, {-2, 1}, "[4, 2, 0]"},
        {{3, 1}, {1, 1}, none, "[]"},          {{1, 1}, none, {INT64_MAX, 1}, "[1]"},
        {none, {1, 1}, {INT64_MIN, 1}, "[4]"},
    };
    int64_t live = csp_alloc_live();
    csp_list *xs = ints((int64_t[]){0, 1, 2, 3, 4}, 5);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
        csp_list *part;
        csp_op_slice_list(CALL(&t_ints, &t_ints), &part, &xs, &cases[i].start, &cases[i].stop,
                          &cases[i].step);
        prints(&t_ints, &part, CSP_PLAIN, cases[i].expected);
        csp_release(&t_ints, &part);
    }
    RAISES("slice step is zero", {
        csp_list *part;
        csp_op_slice_list(CALL(&t_ints, &t_ints), &part, &xs, &none, &none, &(csp_opt_int){0, 1});
    });
    csp_release(&t_ints, &xs);
    cr_expect_eq(csp_alloc_live(), live);
}

/* A queue of a million must not move its items at each pop(0). */
Test(value_containers, pop_front_is_cheap, .timeout = 10) {
    csp_list *xs = NULL;
    const csp_call *call = CALL(&t_int, &t_ints, &t_int);
    for (int64_t i = 0; i < 1000000; ++i) csp_list_push(&t_ints, &xs, &i);
    for (int64_t i = 0; i < 1000000; ++i) {
        int64_t item, more = i + 1000000;
        csp_list_pop(call, &item, &xs, &(int64_t){0});
        if (item != i) cr_assert_eq(item, i);
        csp_list_push(&t_ints, &xs, &more);
    }
    cr_expect_eq(xs->len, 1000000);
    csp_release(&t_ints, &xs);
}

Test(value_containers, copy_on_write) {
    int64_t live = csp_alloc_live();
    csp_str *k = text("key"), *v = text("value");
    csp_dict *a = NULL, *b;
    csp_list **place = csp_dict_slot(&t_book, &a, &k, NULL);
    csp_list_push(&t_strs, place, &v);
    csp_copy(&t_book, &b, &a);
    cr_expect_eq(a, b, "copies share");
    const csp_call *call = CALL(NULL, &t_book, &t_str);
    void *ref;
    csp_op_dict_ref(call, &ref, &b, &k);
    csp_list_append(CALL(NULL, &t_strs, &t_str), ref, &k);
    prints(&t_book, &a, CSP_PLAIN, "{'key': ['value']}");
    prints(&t_book, &b, CSP_PLAIN, "{'key': ['value', 'key']}");
    csp_dict *c;
    csp_detach(&t_book, &c, &b);
    cr_expect(csp_equal(&t_book, &b, &c));
    cr_expect_eq(csp_hash(&t_book, &b), csp_hash(&t_book, &c));
    cr_expect_not(csp_equal(&t_book, &a, &c));
    csp_op_del_dict(call, &c, &k);
    prints(&t_book, &c, CSP_PLAIN, "{}");
    prints(&t_book, &b, CSP_PLAIN, "{'key': ['value', 'key']}");
    RAISES("key 'value' not found", csp_op_dict_ref(call, &ref, &b, &v));
    csp_release(&t_book, &a);
    csp_release(&t_book, &b);
    csp_release(&t_book, &c);
    csp_release(&t_str, &k);
    csp_release(&t_str, &v);
    cr_expect_eq(csp_alloc_live(), live);
}

Test(value_containers, static_objects_are_copied) {
    static struct {
        int64_t refs, len, cap, head;
        _Alignas(16) int64_t items[2];
    } fixed = {-1, 2, 2, 0, {1, 2}};
    int64_t live = csp_alloc_live();
    csp_list *xs = (csp_list *)(void *)&fixed;
    csp_list_append(CALL(NULL, &t_ints, &t_int), &xs, &(int64_t){3});
    prints(&t_ints, &xs, CSP_PLAIN, "[1, 2, 3]");
    cr_expect_eq(fixed.len, 2);
    csp_release(&t_ints, &xs);
    cr_expect_eq(csp_alloc_live(), live);
}

/* Against a model that searches from the front; keys come and go, order is that of insertion. */
Test(value_containers, dict_against_model, .timeout = 30) {
    enum { KEYS = 300, ROUNDS = 100000 };
    int64_t live = csp_alloc_live();
    int64_t keys[KEYS], values[KEYS], n = 0, state = 1;
    csp_dict *d = NULL, *snapshot = NULL;
    const csp_call *call = CALL(&t_int, &t_dict, &t_int);
    for (int round = 0; round < ROUNDS; ++round) {
        int64_t key, action, found = -1;
        csp_random_next(NULL, &key, &state);
        csp_random_next(NULL, &action, &state);
        key %= KEYS;
        for (int64_t i = 0; i < n; ++i)
            if (keys[i] == key) found = i;
        int64_t *value = csp_dict_find(&t_dict, d, &key);
        if ((value != NULL) != (found >= 0)) cr_assert(false, "round %d", round);
        if (value && *value != values[found]) cr_assert(false, "round %d", round);
        if (action % 2 == 0) {
            csp_op_dict_put(call, &d, &key, &action);
            if (found < 0) keys[n] = key, found = n++;
            values[found] = action;
        } else if (found >= 0) {
            csp_op_del_dict(call, &d, &key);
            memmove(&keys[found], &keys[found + 1], (size_t)(n - found - 1) * sizeof *keys);
            memmove(&values[found], &values[found + 1], (size_t)(n - found - 1) * sizeof *values);
            --n;
        }
        if (round % 1000 == 0) csp_assign(&t_dict, &snapshot, &d);
        if (csp_dict_len(d) != n) cr_assert(false, "round %d", round);
    }
    int64_t at = 0, i = 0;
    void *key, *value;
    for (; csp_dict_next(&t_dict, d, &at, &key, &value); ++i) {
        cr_assert_eq(*(int64_t *)key, keys[i]);
        cr_assert_eq(*(int64_t *)value, values[i]);
    }
    cr_expect_eq(i, n);
    csp_release(&t_dict, &d);
    csp_release(&t_dict, &snapshot);
    cr_expect_eq(csp_alloc_live(), live);
}

Test(value_containers, dict_methods) {
    int64_t live = csp_alloc_live();
    const csp_call *call = CALL(&t_int, &t_dict, &t_int, &t_int);
    csp_dict *d = NULL;
    for (int64_t i = 1; i <= 3; ++i) csp_op_dict_put(call, &d, &i, &(int64_t){i * 10});
    int64_t got;
    csp_opt_int opt;
    csp_dict_get(call, &got, &d, &(int64_t){4}, &(int64_t){-1});
    cr_expect_eq(got, -1);
    csp_dict_get_opt(CALL(&t_opt_int, &t_dict, &t_int), &opt, &d, &(int64_t){2});
    cr_expect(opt.set == 1 && opt.value == 20);
    csp_dict_get_opt(CALL(&t_opt_int, &t_dict, &t_int), &opt, &d, &(int64_t){5});
    cr_expect(opt.set == 0);
    csp_dict_setdefault(call, &got, &d, &(int64_t){4}, &(int64_t){40});
    csp_dict_pop(call, &got, &d, &(int64_t){1});
    cr_expect_eq(got, 10);
    csp_dict_pop_or(call, &got, &d, &(int64_t){1}, &(int64_t){0});
    cr_expect_eq(got, 0);
    csp_list *keys, *values;
    csp_dict_keys(CALL(&t_ints, &t_dict), &keys, &d);
    csp_dict_values(CALL(&t_ints, &t_dict), &values, &d);
    prints(&t_ints, &keys, CSP_PLAIN, "[2, 3, 4]");
    prints(&t_ints, &values, CSP_PLAIN, "[20, 30, 40]");
    csp_dict *both;
    csp_op_dict_or(CALL(&t_dict, &t_dict, &t_dict), &both, &d, &d);
    cr_expect(csp_equal(&t_dict, &d, &both));
    RAISES("key 1 not found", csp_op_index_dict(call, &got, &d, &(int64_t){1}));
    csp_release(&t_dict, &d);
    csp_release(&t_dict, &both);
    csp_release(&t_ints, &keys);
    csp_release(&t_ints, &values);
    cr_expect_eq(csp_alloc_live(), live);
}

Test(value_containers, sets) {
    int64_t live = csp_alloc_live();
    csp_list *xs = ints((int64_t[]){3, 1, 3, 2}, 4), *ys = ints((int64_t[]){2, 5}, 2);
    csp_dict *a, *b, *c;
    csp_set_of_list(CALL(&t_set, &t_ints), &a, &xs);
    csp_set_of_list(CALL(&t_set, &t_ints), &b, &ys);
    const csp_call *call = CALL(&t_set, &t_set, &t_set);
    const struct {
        void (*op)(const csp_call *, csp_dict **, csp_dict *const *, csp_dict *const *);
        const char *expected;
    } cases[] = {{csp_op_set_or, "{3, 1, 2, 5}"},
                 {csp_op_set_and, "{2}"},
                 {csp_op_set_sub, "{3, 1}"},
                 {csp_op_set_xor, "{3, 1, 5}"}};
    for (size_t i = 0; i < 4; ++i) {
        cases[i].op(call, &c, &a, &b);
        prints(&t_set, &c, CSP_PLAIN, cases[i].expected);
        csp_release(&t_set, &c);
    }
    prints(&t_set, &c, CSP_PLAIN, "set()");
    int64_t popped;
    csp_set_pop(CALL(&t_int, &t_set), &popped, &a);
    cr_expect_eq(popped, 3);
    RAISES("3 is not in the set", csp_set_remove(CALL(NULL, &t_set, &t_int), &a, &(int64_t){3}));
    csp_release(&t_set, &a);
    csp_release(&t_set, &b);
    csp_release(&t_ints, &xs);
    csp_release(&t_ints, &ys);
    cr_expect_eq(csp_alloc_live(), live);
}

static void last_digit(void *env, void *ret, void *const *args) {
    (void)env;
    *(int64_t *)ret = *(const int64_t *)args[0] % 10;
}

Test(value_containers, sorting_is_stable) {
    static const csp_type fn = {
        .kind = CSP_FN, .plain = 1, .size = 16, .align = 8, .elem = &t_int, .name = "(int) -> int"};
    int64_t live = csp_alloc_live(), state = 7;
    csp_list *xs = NULL, *up, *down;
    for (int i = 0; i < 1000; ++i) {
        int64_t x;
        csp_random_next(NULL, &x, &state);
        x %= 100000;
        csp_list_push(&t_ints, &xs, &(int64_t){x - x % 10 + i % 10});
    }
    csp_fn key = {last_digit, NULL};
    csp_sorted_by(CALL(&t_ints, &t_ints, &fn), &up, &xs, &key, &(uint8_t){0});
    csp_sorted_by(CALL(&t_ints, &t_ints, &fn), &down, &xs, &key, &(uint8_t){1});
    for (int64_t i = 0; i < 1000; ++i) {
        int64_t from = i % 100 * 10 + i / 100, back = i % 100 * 10 + 9 - i / 100;
        cr_assert_eq(*(int64_t *)csp_list_at(&t_ints, up, i),
                     *(int64_t *)csp_list_at(&t_ints, xs, from));
        cr_assert_eq(*(int64_t *)csp_list_at(&t_ints, down, i),
                     *(int64_t *)csp_list_at(&t_ints, xs, back));
    }
    csp_release(&t_ints, &xs);
    csp_release(&t_ints, &up);
    csp_release(&t_ints, &down);
    cr_expect_eq(csp_alloc_live(), live);
}
