/* process.h - other programs, run to their end: the C compiler, Graphviz's dot, protoc. */
#ifndef SUPPORT_PROCESS_H
#define SUPPORT_PROCESS_H

#include <sys/types.h>

/* Starts argv[0], found in PATH, with its descriptor `to` (0, 1, 2) replaced by `from`; from -1: as ours. 0 or an errno. */
int process_start(char *const *argv, int from, int to, pid_t *child);
/* Waits for it; its exit status, or -1 when a signal ended it. */
int process_wait(pid_t child);

#endif
