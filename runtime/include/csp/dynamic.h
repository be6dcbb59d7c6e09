/* dynamic.h - dynamic baskets, and the copies of subgraphs that follow their keys, as generated code
 * sees them.
 *
 * A dynamic basket {ts[K]: ts[T]} is one object; the slot of its edge holds a pointer to it. A
 * member is there from its first tick until its key is removed, so members are always valid.
 *
 * dynamic(basket, lambda key, own: ...) is compiled once, to a csp_template: functions and tables
 * like those of a program, over a state block of its own. A copy is such a block:
 *
 *     | outer: state of the graph around | member | key, snaps, scalars, nodes, edges ... |
 *
 * Series from outside are read where they are, through `outer` (and the outer of that for a dynamic
 * in a dynamic); the attached series is the basket's member.
 */
#ifndef CSP_DYNAMIC_H
#define CSP_DYNAMIC_H

#include "csp/program.h"

/* One member: the key follows it, the value stands behind that at csp_member_value. */
typedef struct csp_member {
    uint64_t stamp; /* cycle of its last tick, never 0 */
    int64_t count;  /* how often it has ticked: with the next one a record, as in history.h */
    int64_t time;   /* when last */
    uint64_t order; /* grows with each key: basket order */
    uint32_t index; /* a small number, its own as long as it is there */
} csp_member;

/* The leading fields are read by generated code. */
typedef struct csp_basket {
    uint64_t stamp;  /* the last cycle in which anything changed */
    uint64_t ticked; /* in which a member ticked */
    uint64_t shaped; /* in which keys came or went */
    int64_t len;
} csp_basket;

static inline void *csp_member_key(csp_member *member) { return member + 1; }
/* Where the value stands, from the start of the member. */
static inline uint32_t csp_member_value(const csp_type *key) {
    return (uint32_t)(sizeof(csp_member) + key->size + 7) / 8 * 8;
}

/* Where its csp_history stands in a basket that keeps them, likewise. */
static inline uint32_t csp_member_history(const csp_type *key, const csp_type *value) {
    return (csp_member_value(key) + value->size + 7) / 8 * 8;
}

/* `index` is the type {K: int}; keeps: each member has a csp_history. */
csp_basket *csp_basket_new(csp_engine *engine, const csp_type *index, const csp_type *value,
                           bool keeps);
void csp_basket_free(csp_basket *basket);
/* The member under a key, or NULL. */
csp_member *csp_basket_find(const csp_basket *basket, const void *key);
/* The cycle of its last tick; 0: there is none. */
uint64_t csp_basket_stamp(const csp_basket *basket, const void *key);
/* The value under a key; raises when there is none. */
void *csp_basket_at(const csp_call *call, const csp_basket *basket, const void *key);
/* Ticks the member under this key, which is made when missing. Raises when it ticked in this cycle. */
void csp_basket_tick(csp_engine *engine, const csp_call *call, csp_basket *basket, const void *key,
                     const void *value);
/* Takes the key out. Raises when it is not there, or ticked in this cycle. */
void csp_basket_remove(csp_engine *engine, const csp_call *call, csp_basket *basket,
                       const void *key);
/* A list of members as TE_BASKET's letters say; *to is owned by the caller. */
void csp_basket_list(csp_engine *engine, const csp_basket *basket, uint32_t op,
                     const csp_type *type, csp_list **to);

/* ---- subgraphs */

typedef struct csp_dynamic csp_dynamic;

/* The regions of a copy that read a series from outside actively. outers[0] is the attached one. */
typedef struct csp_outer {
    const uint32_t *regions;
    uint32_t nregions;
} csp_outer;

typedef struct csp_template {
    uint32_t state_size;
    uint32_t index;       /* of the program's templates */
    uint32_t region;      /* of the dynamic, in the graph around */
    uint32_t sink_region; /* runs the sinks of the copies; UINT32_MAX: there are none */
    uint32_t key_offset;  /* in a copy's state; UINT32_MAX: nobody asks for the key */
    uint32_t nsources, nregions, nouters, noutputs;
    uint32_t first_sink; /* regions from here on are sinks */
    const csp_type *key;
    const csp_source *sources;
    const csp_region *regions;
    const csp_outer *outers;
    const uint32_t *outputs; /* offsets of the output baskets in the state around */
    void (*init)(csp_engine *engine, char *state);
    void (*start)(csp_engine *engine, char *state);
    void (*stop)(csp_engine *engine, char *state);
    void (*fini)(csp_engine *engine, char *state);
} csp_template;

enum { CSP_COPY_OUTER = 0, CSP_COPY_MEMBER = 8, CSP_COPY_HEADER = 16 };

/* In the state `outer`, of the program or of a copy. */
csp_dynamic *csp_dynamic_new(csp_engine *engine, const csp_template *shape, char *outer);
void csp_dynamic_stop(csp_engine *engine, csp_dynamic *dynamic); /* the stop: blocks of all copies */
void csp_dynamic_free(csp_engine *engine, csp_dynamic *dynamic);
/* In this order, when its region runs: keys that went and came, ticks from outside, the copies. */
void csp_dynamic_update(csp_engine *engine, csp_dynamic *dynamic, csp_basket *basket);
void csp_dynamic_outer(csp_engine *engine, csp_dynamic *dynamic, uint32_t outer);
void csp_dynamic_run(csp_engine *engine, csp_dynamic *dynamic);
void csp_dynamic_sinks(csp_engine *engine, csp_dynamic *dynamic);
/* A tick of output `index` of the copy that runs. */
void csp_copy_output(csp_engine *engine, uint32_t index, const void *value);

/* Baskets of a copy's series and others: | n | - | keys | index | members ... |, a member is
 * | value | stamp | base | - | record | - |, offsets from where `base` says: how many states outwards, and with
 * CSP_BASE_MEMBER from the attached member there. */
#define CSP_BASE_MEMBER 0x80000000u
char *csp_table_base(char *state, uint32_t base);
bool csp_table_ticked(const void *table, char *state, uint64_t cycle);
bool csp_table_valid(const void *table, char *state);

#endif
