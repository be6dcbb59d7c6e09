/* interp_iter.c - what `for` goes over, and comprehensions. See interp.h. */
#include <string.h>

#include "wiring/interp.h"

/* Holds the container: changing the variable in the loop does not change what the loop goes over.
 */
struct Iter {
    const Type *type;
    const csp_type *layout;
    void *value; /* the container, owned */
    int64_t at;  /* items passed; str: bytes; dict and set: the cursor of csp_dict_next */
};

Iter *iter_open(Interp *in, Frame *f, const TirExpr *iterable) {
    Iter *it = stack_alloc(in, sizeof *it);
    it->type = concrete(in, f, iterable->type);
    it->layout = layout_of(in, it->type);
    it->value = stack_alloc(in, it->layout->size);
    it->at = 0;
    eval(in, f, iterable, it->value);
    return it;
}

void iter_close(Iter *it) { csp_release(it->layout, it->value); }

static size_t char_size(unsigned char first) {
    return first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

static bool next_char(Iter *it, void *to) {
    const csp_str *s = *(csp_str **)it->value;
    if (it->at >= csp_str_size(s)) return false;
    size_t size = char_size((unsigned char)s->data[it->at]);
    if ((int64_t)size > s->size - it->at) size = (size_t)(s->size - it->at);
    csp_str *c = csp_str_new(s->data + it->at, size);
    memcpy(to, &c, sizeof c);
    it->at += (int64_t)size;
    return true;
}

static bool next_key(Iter *it, void *to) {
    void *key, *value;
    if (!csp_dict_next(it->layout, *(csp_dict **)it->value, &it->at, &key, &value)) return false;
    csp_copy(it->layout->kind == CSP_SET ? it->layout->elem : it->layout->key, to, key);
    return true;
}

static bool next_item(Iter *it, void *to) {
    const csp_list *list = *(csp_list **)it->value;
    if (it->at >= csp_list_len(list)) return false;
    csp_copy(it->layout->elem, to, csp_list_at(it->layout, list, it->at++));
    return true;
}

static bool next_part(Iter *it, void *to) {
    if (it->at >= (int64_t)it->layout->nfields) return false;
    const csp_field *part = &it->layout->fields[it->at++];
    csp_copy(part->type, to, (char *)it->value + part->offset);
    return true;
}

static bool next_number(Iter *it, void *to) {
    const csp_array *array = *(csp_array **)it->value;
    if (array == NULL || it->at >= array->len) return false;
    memcpy(to, &array->data[it->at++], it->layout->elem->size);
    return true;
}

bool iter_next(Interp *in, Iter *it, void *to) {
    switch (it->type->kind) {
    case TYPE_LIST: return next_item(it, to);
    case TYPE_DICT:
    case TYPE_SET: return next_key(it, to);
    case TYPE_STR: return next_char(it, to);
    case TYPE_TUPLE:
    case TYPE_RECORD: return next_part(it, to);
    case TYPE_ARRAY:
        if (it->type->dims == 1) return next_number(it, to);
        break;
    default: break;
    }
    interp_fail(in, in->statement, 408, "a loop over %s while compiling is not supported yet",
                it->type->name);
}

/* The next item becomes the clause's variable; its parts are unpacked. */
void bind_item(Interp *in, Frame *f, const TirClause *clause, Iter *it, bool *more) {
    count_step(in, &clause->item->pos);
    StackMark mark = stack_mark(in);
    Frame *owner = frame_of(in, f, clause->item);
    int at = slot_index(owner, clause->item);
    const csp_type *layout = owner->plan->layouts[at];
    void *item = stack_alloc(in, layout->size);
    *more = iter_next(in, it, item);
    if (*more) {
        csp_move(layout, owner->slots[at].memory, item);
        owner->slots[at].start = -1;
        owner->slots[at].poisoned = false;
        run_statements(in, f, &clause->unpack);
    }
    stack_reset(in, mark);
}

/* ---- comprehensions */

typedef struct Build {
    const TirComp *comp;
    const csp_type *layout;
    void *container; /* a list, set or dict */
} Build;

static void add_item(Interp *in, Frame *f, Build *b) {
    StackMark mark = stack_mark(in);
    bool fresh;
    if (b->comp->kind == 'l') {
        void *item = stack_alloc(in, b->layout->elem->size);
        eval(in, f, b->comp->value, item);
        memcpy(csp_list_grow(b->layout, (csp_list **)&b->container), item, b->layout->elem->size);
    } else if (b->comp->kind == 's') {
        Ref item = borrow(in, f, b->comp->value);
        csp_dict_slot(b->layout, (csp_dict **)&b->container, item.value, &fresh);
        ref_done(&item);
    } else {
        Ref key = borrow(in, f, b->comp->key);
        Ref value = borrow(in, f, b->comp->value);
        csp_assign(b->layout->elem,
                   csp_dict_slot(b->layout, (csp_dict **)&b->container, key.value, &fresh),
                   value.value);
        ref_done(&key);
        ref_done(&value);
    }
    stack_reset(in, mark);
}

static bool conditions_hold(Interp *in, Frame *f, const TirClause *clause) {
    for (int i = 0; i < clause->conditions.len; i++)
        if (!eval_bool(in, f, clause->conditions.items[i])) return false;
    return true;
}

static void run_clauses(Interp *in, Frame *f, Build *b, int depth) {
    if (depth == b->comp->clauses.len) {
        add_item(in, f, b);
        return;
    }
    const TirClause *clause = &b->comp->clauses.items[depth];
    StackMark mark = stack_mark(in);
    Iter *it = iter_open(in, f, clause->iterable);
    for (;;) {
        bool more;
        bind_item(in, f, clause, it, &more);
        if (!more) break;
        if (conditions_hold(in, f, clause)) run_clauses(in, f, b, depth + 1);
    }
    iter_close(it);
    stack_reset(in, mark);
}

void eval_comprehension(Interp *in, Frame *f, const TirExpr *expr, void *to) {
    Build b = {expr->comp, layout_in(in, f, expr->type), NULL};
    run_clauses(in, f, &b, 0);
    memcpy(to, &b.container, sizeof b.container);
}
