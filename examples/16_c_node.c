/* The C side of 16_c_node.csp. Level, Turn and the numbers of inputs and outputs come from the program: cspc 16_c_node.csp
 * --emit=header prints them, and this file is compiled with them. */
#include <math.h>

double round_to(double x, int64_t digits) {
    double scale = pow(10, (double)digits);
    return floor(x * scale + 0.5) / scale;
}

struct turns {
    double low, high;
    int64_t n;
    uint64_t alarm; /* the pending one; 0: none */
    bool begun, falling;
};

static double price_of(const csp_node *node) {
    bool ints = csp_node_type(node, find_turns_in_price)->kind == CSP_INT;
    return ints ? (double)csp_node_int(node, find_turns_in_price)
                : csp_node_float(node, find_turns_in_price);
}

static void turned(csp_node *node, struct turns *s, double price, Turn turn) {
    Level level = {price, turn};
    csp_node_output(node, find_turns_out_level, &level);
    csp_node_output_int(node, find_turns_out_n, ++s->n);
}

static void take(csp_node *node, struct turns *s, double x) {
    double part = csp_node_arg_float(node, find_turns_arg_percent) / 100;
    if (!s->begun || x < s->low) s->low = x;
    if (!s->begun || x > s->high) s->high = x;
    s->begun = true;
    if (!s->falling && x < s->high * (1 - part)) {
        turned(node, s, s->high, Turn_DOWN);
        s->falling = true;
        s->low = x;
    } else if (s->falling && x > s->low * (1 + part)) {
        turned(node, s, s->low, Turn_UP);
        s->falling = false;
        s->high = x;
    }
}

static void execute(csp_node *node, void *state) {
    struct turns *s = state;
    int64_t what;
    if (csp_node_ticked(node, find_turns_in_price)) {
        take(node, s, price_of(node));
        if (s->alarm != 0) csp_node_cancel(node, s->alarm);
        s->alarm =
            csp_node_schedule(node, *(const int64_t *)csp_node_arg(node, find_turns_arg_quiet), 0);
    } else if (csp_node_rings(node, &what)) {
        s->alarm = 0;
        turned(node, s, price_of(node), Turn_STALE);
    }
}

const csp_node_code find_turns = {CSP_PROGRAM_ABI, sizeof(struct turns), NULL, execute, NULL};
