/* C functions on values of all kinds: tests/lang/extern_types.csp. Its types come from the generated header. */
#include <string.h>

Side my_flip(Side side) { return side == Side_SELL ? Side_BUY : Side_SELL; }

void my_grown(Trade *result, const Trade *trade, const opt_int *more) {
    memset(result, 0, sizeof *result);
    csp_copy(&type_of_Trade, result, trade);
    if (!more->set) return;
    Leg leg = {Side_BUY, 1, {more->value, 1}};
    csp_list_push(&type_of_list_Leg, &result->legs, &leg);
    result->price += (double)list_Leg_at(result->legs, 0)->qty.value;
}

void my_spread(tuple_int_bool *result, const tuple_int_bool *pair) {
    *result = (tuple_int_bool){pair->item0 + 1, !pair->item1};
}

void my_largest(opt_float *result, const csp_list *xs) {
    *result = (opt_float){0, 0};
    for (int64_t i = 0; i < csp_list_len(xs); i++) {
        double x = *list_float_at(xs, i);
        if (!result->set || x > result->value) *result = (opt_float){x, 1};
    }
}

csp_list *my_reversed(const csp_list *names) {
    csp_list *to = NULL;
    for (int64_t i = csp_list_len(names); i-- > 0;)
        csp_list_push(&type_of_list_str, &to, list_str_at(names, i));
    return to;
}

double my_weight(const csp_dict *weights, const csp_str *key) {
    const double *found = csp_dict_find(&type_of_dict_str_float, weights, &key);
    return found == NULL ? -1 : *found;
}

int64_t my_after(int64_t t, int64_t by) { return t + by; }

uint8_t my_negated(uint8_t x) { return !x; }

csp_str *my_shout(const csp_str *text) {
    csp_text to = {0};
    csp_text_add(&to, csp_str_data(text), (size_t)csp_str_size(text));
    csp_text_puts(&to, "!");
    return csp_text_str(&to);
}
