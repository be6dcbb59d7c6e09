/* dict.c - dicts and sets: insertion-ordered open addressing.
 *
 * One block, so that a dict is one pointer and a copy one pass:
 *
 *   | refs len used first cap mask | index: mask+1 x uint32 | entries: cap x | hash | key .. value
 * | |
 *
 * `index` maps hashes to entry numbers by linear probing: EMPTY ends a search, GONE does not.
 * Entries stand in insertion order; 0 .. used-1 have been given out, those whose hash is 0 were
 * deleted, `first` is at or before the first that lives. Deleted ones are taken back when the
 * entries are full and the block is rebuilt. The index has at least twice as many places as there
 * are entries, so searches are short. A set has no value; its key is type->elem.
 */
#include "internal.h"

struct csp_dict {
    int64_t refs;
    int64_t len;
    int64_t used;
    int64_t first;
    int64_t cap;
    uint64_t mask;
    uint32_t index[];
};

#define EMPTY UINT32_MAX
#define GONE (UINT32_MAX - 1)
#define MIN_CAP INT64_C(8)
#define MAX_CAP (INT64_C(1) << 31)

static size_t entry_size(const csp_type *type) {
    size_t payload =
        type->kind == CSP_SET ? type->elem->size : type->flag_offset + type->elem->size;
    return sizeof(uint64_t) + ((payload + 7) & ~(size_t)7);
}

static char *entry_at(const csp_type *type, const csp_dict *d, int64_t i) {
    return (char *)(d->index + d->mask + 1) + (size_t)i * entry_size(type);
}

static uint64_t *entry_hash(char *entry) { return (uint64_t *)(void *)entry; }
static void *entry_key(char *entry) { return entry + sizeof(uint64_t); }
static void *entry_value(const csp_type *type, char *entry) {
    return entry + sizeof(uint64_t) + (type->kind == CSP_SET ? 0 : type->flag_offset);
}

/* Never 0, which marks deleted entries. */
static uint64_t key_hash(const csp_type *type, const void *key) {
    uint64_t h = csp_hash(csp_dict_key_type(type), key);
    return h ? h : 1;
}

static csp_dict *dict_make(const csp_type *type, int64_t wanted) {
    int64_t cap = MIN_CAP;
    while (cap < wanted) cap *= 2;
    if (cap > MAX_CAP) csp_raise(NULL, "a %s of more than 2147483648 entries", type->name);
    uint64_t places = (uint64_t)cap * 2;
    csp_dict *d =
        csp_alloc(sizeof *d + places * sizeof d->index[0] + (size_t)cap * entry_size(type));
    d->refs = 1;
    d->len = d->used = d->first = 0;
    d->cap = cap;
    d->mask = places - 1;
    memset(d->index, 0xFF, places * sizeof d->index[0]);
    return d;
}

/* Gives the new entry `number` its place in the index. */
static void index_entry(csp_dict *d, uint64_t hash, int64_t number) {
    uint64_t at = hash & d->mask;
    while (d->index[at] < GONE) at = (at + 1) & d->mask;
    d->index[at] = (uint32_t)number;
}

/* Place in the index of this key's entry, or -1. */
static int64_t lookup(const csp_type *type, const csp_dict *d, const void *key, uint64_t hash) {
    if (!d || d->len == 0) return -1;
    const csp_type *kt = csp_dict_key_type(type);
    for (uint64_t at = hash & d->mask;; at = (at + 1) & d->mask) {
        uint32_t number = d->index[at];
        if (number == EMPTY) return -1;
        if (number == GONE) continue;
        char *entry = entry_at(type, d, number);
        if (*entry_hash(entry) == hash && csp_equal(kt, entry_key(entry), key)) return (int64_t)at;
    }
}

static void retain_entry(const csp_type *type, char *entry) {
    csp_retain(csp_dict_key_type(type), entry_key(entry));
    if (type->kind == CSP_DICT) csp_retain(type->elem, entry_value(type, entry));
}

static void release_entry(const csp_type *type, char *entry) {
    csp_release(csp_dict_key_type(type), entry_key(entry));
    if (type->kind == CSP_DICT) csp_release(type->elem, entry_value(type, entry));
}

/* The bits of the living entries of `from`, side by side in a new block; who owns them is up to the
 * caller. */
static csp_dict *compacted(const csp_type *type, const csp_dict *from, int64_t cap) {
    csp_dict *d = dict_make(type, cap);
    size_t size = entry_size(type);
    for (int64_t i = from->first; i < from->used; ++i) {
        char *entry = entry_at(type, from, i);
        if (*entry_hash(entry) == 0) continue;
        memcpy(entry_at(type, d, d->used), entry, size);
        index_entry(d, *entry_hash(entry), d->used++);
    }
    d->len = d->used;
    return d;
}

void csp_dict_drop(const csp_type *type, csp_dict *d) {
    if (!csp_unref(d)) return;
    bool plain = csp_dict_key_type(type)->plain && type->elem->plain;
    for (int64_t i = d->first; !plain && i < d->used; ++i)
        if (*entry_hash(entry_at(type, d, i)) != 0) release_entry(type, entry_at(type, d, i));
    csp_free(d);
}

static void separate(const csp_type *type, csp_dict **self, int64_t cap) {
    csp_dict *d = compacted(type, *self, cap);
    for (int64_t i = 0; i < d->used; ++i) retain_entry(type, entry_at(type, d, i));
    csp_dict_drop(type, *self);
    *self = d;
}

void csp_dict_unshare(const csp_type *type, csp_dict **self) {
    if (*self && csp_shared((*self)->refs)) separate(type, self, (*self)->len);
}

/* *self is unshared and has room for one more entry afterwards. */
static void make_room(const csp_type *type, csp_dict **self) {
    csp_dict *d = *self;
    if (!d) {
        *self = dict_make(type, MIN_CAP);
    } else if (csp_shared(d->refs)) {
        separate(type, self, d->len + 1);
    } else if (d->used == d->cap) {
        /* Twice what lives, which is less than before when most were deleted. */
        *self = compacted(type, d, d->len * 2);
        csp_free(d);
    }
}

int64_t csp_dict_len(const csp_dict *d) { return d ? d->len : 0; }

void *csp_dict_find(const csp_type *type, const csp_dict *d, const void *key) {
    if (csp_dict_len(d) == 0) return NULL;
    int64_t at = lookup(type, d, key, key_hash(type, key));
    return at < 0 ? NULL : entry_value(type, entry_at(type, d, d->index[at]));
}

void *csp_dict_slot(const csp_type *type, csp_dict **self, const void *key, bool *fresh) {
    uint64_t hash = key_hash(type, key);
    csp_dict_unshare(type, self);
    int64_t at = lookup(type, *self, key, hash);
    if (fresh) *fresh = at < 0;
    if (at >= 0) return entry_value(type, entry_at(type, *self, (*self)->index[at]));
    make_room(type, self);
    csp_dict *d = *self;
    char *entry = entry_at(type, d, d->used);
    memset(entry, 0, entry_size(type));
    *entry_hash(entry) = hash;
    csp_copy(csp_dict_key_type(type), entry_key(entry), key);
    index_entry(d, hash, d->used++);
    ++d->len;
    return entry_value(type, entry);
}

bool csp_dict_delete(const csp_type *type, csp_dict **self, const void *key) {
    if (csp_dict_len(*self) == 0) return false;
    uint64_t hash = key_hash(type, key);
    if (lookup(type, *self, key, hash) < 0) return false;
    csp_dict_unshare(type, self);
    csp_dict *d = *self;
    int64_t at = lookup(type, d, key, hash);
    char *entry = entry_at(type, d, d->index[at]);
    d->index[at] = GONE;
    *entry_hash(entry) = 0;
    --d->len;
    while (d->first < d->used && *entry_hash(entry_at(type, d, d->first)) == 0) ++d->first;
    /* Last: `key` may be the entry's own. */
    release_entry(type, entry);
    return true;
}

bool csp_dict_next(const csp_type *type, const csp_dict *d, int64_t *at, void **key, void **value) {
    if (!d) return false;
    if (*at < d->first) *at = d->first;
    for (; *at < d->used; ++*at) {
        char *entry = entry_at(type, d, *at);
        if (*entry_hash(entry) == 0) continue;
        if (key) *key = entry_key(entry);
        if (value && type->kind == CSP_DICT) *value = entry_value(type, entry);
        ++*at;
        return true;
    }
    return false;
}

bool csp_dict_same(const csp_type *type, const csp_dict *a, const csp_dict *b) {
    if (csp_dict_len(a) != csp_dict_len(b)) return false;
    int64_t at = 0;
    void *key, *value = NULL;
    while (csp_dict_next(type, a, &at, &key, &value)) {
        const void *other = csp_dict_find(type, b, key);
        if (!other) return false;
        if (type->kind == CSP_DICT && !csp_equal(type->elem, value, other)) return false;
    }
    return true;
}

csp_dict *csp_dict_detach(const csp_type *type, const csp_dict *from) {
    if (from->len == 0) return NULL;
    csp_dict *d = compacted(type, from, from->len);
    int64_t to = 0, at = 0;
    void *key, *value = NULL;
    while (csp_dict_next(type, from, &at, &key, &value)) {
        char *entry = entry_at(type, d, to++);
        csp_detach(csp_dict_key_type(type), entry_key(entry), key);
        if (type->kind == CSP_DICT) csp_detach(type->elem, entry_value(type, entry), value);
    }
    return d;
}
