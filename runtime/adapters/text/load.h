/* load.h - a whole file in memory, for read_text, files.load and files.read. */
#ifndef CSP_ADAPTERS_LOAD_H
#define CSP_ADAPTERS_LOAD_H

#include "csp/value.h"

/* The bytes of a file; false with errno set when it cannot be read. The caller frees the text. */
bool csp_load_file(const char *path, csp_text *text);

#endif
