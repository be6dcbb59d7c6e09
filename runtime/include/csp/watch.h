/* watch.h - cspc run --watch: a program that is replaced while it runs.
 *
 * The compiler offers programs, each compiled with its table `keep` (program.h); the engine, on a
 * thread of its own, runs the first one. When another comes it leaves between two cycles and the new
 * one goes on at the same time: nodes that are the same keep their state, alarms, last values and
 * adapters, others start anew. The code of all programs must stay in memory to the end, since values
 * and adapters that were kept point into it.
 */
#ifndef CSP_WATCH_H
#define CSP_WATCH_H

#include "csp/program.h"

typedef struct csp_watch csp_watch;

csp_watch *csp_watch_new(void); /* NULL: no descriptor is left */
void csp_watch_free(csp_watch *watch);
/* Any thread: this program is to run from now on; `what` says why (copied). One that was not taken
 * yet is forgotten. */
void csp_watch_offer(csp_watch *watch, const csp_program *program, const char *what);
/* Runs what is offered until a signal ends it: a run that has ended waits for the next program,
 * which then starts from the beginning. The exit status; *abandoned says that an error left memory
 * behind. */
int csp_watch_run(csp_watch *watch, int argc, char **argv, bool *abandoned);

#endif
