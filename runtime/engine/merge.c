/* merge.c - the earliest event of all pull adapters: a tournament tree.
 *
 *     winners[1]              leaf 2            the earliest of all
 *     winners[2..3]      leaf 0     leaf 2      the earlier of two
 *     winners[4..7]     0     1     2     3     a leaf for each pull, padded to a power of two
 *
 * When a leaf changes, only the matches on its way up are played again: log2 n comparisons an
 * event, and none for the single pull of most programs. Ties go to the lower leaf, the one wired
 * first.
 */
#include <string.h>

#include "engine/engine.h"

static uint32_t match(const csp_merge *merge, uint32_t node) {
    uint32_t left = merge->winners[2 * node], right = merge->winners[2 * node + 1];
    return merge->keys[right] < merge->keys[left] ? right : left;
}

static void replay(csp_merge *merge, uint32_t leaf) {
    for (uint32_t node = (leaf + merge->nleaves) / 2; node > 0; node /= 2)
        merge->winners[node] = match(merge, node);
}

void csp_merge_init(csp_merge *merge, csp_pull *pulls, uint32_t npulls) {
    merge->pulls = pulls;
    merge->npulls = npulls;
    merge->nleaves = 1;
    while (merge->nleaves < npulls) merge->nleaves *= 2;
    merge->keys = csp_alloc(merge->nleaves * sizeof *merge->keys);
    merge->winners = csp_alloc(2 * merge->nleaves * sizeof *merge->winners);
    for (uint32_t i = 0; i < merge->nleaves; i++) {
        merge->keys[i] = i < npulls && !pulls[i].ended ? pulls[i].time : INT64_MAX;
        merge->winners[merge->nleaves + i] = i;
    }
    for (uint32_t node = merge->nleaves - 1; node > 0; node--)
        merge->winners[node] = match(merge, node);
}

void csp_merge_free(csp_merge *merge) {
    for (uint32_t i = 0; i < merge->npulls; i++) {
        csp_release(merge->pulls[i].source->type, merge->pulls[i].value);
        csp_free(merge->pulls[i].value);
    }
    csp_free(merge->pulls);
    csp_free(merge->keys);
    csp_free(merge->winners);
    memset(merge, 0, sizeof *merge);
}

bool csp_merge_peek(const csp_merge *merge, int64_t *time) {
    if (merge->npulls == 0) return false;
    *time = merge->keys[merge->winners[1]];
    return *time != INT64_MAX;
}

csp_pull *csp_merge_take(csp_merge *merge, int64_t time) {
    int64_t first;
    if (!csp_merge_peek(merge, &first) || first != time) return NULL;
    uint32_t leaf = merge->winners[1];
    merge->keys[leaf] = INT64_MAX;
    replay(merge, leaf);
    return &merge->pulls[leaf];
}

void csp_merge_update(csp_merge *merge, const csp_pull *pull) {
    uint32_t leaf = (uint32_t)(pull - merge->pulls);
    merge->keys[leaf] = pull->ended ? INT64_MAX : pull->time;
    replay(merge, leaf);
}
