/* tree.h - values of type `json`: a counted box around a tree of Jansson's, which never changes once it is in one. */
#ifndef CSP_JSON_TREE_H
#define CSP_JSON_TREE_H

#include <jansson.h>

#include "csp/value.h"

/* Takes the reference over. NULL, which is null, for JSON's null. */
csp_json *csp_json_wrap(json_t *tree);
/* Borrowed; JSON's null for NULL. Not to be changed. */
json_t *csp_json_tree(const csp_json *json);

/* Parses one document. NULL on failure, with `2:17: '}' expected near end of file` appended to `why`; the line is left out
 * where the text is one of many (JSON lines), whose number the caller knows: `17: ...`. */
json_t *csp_json_load(const char *text, size_t size, bool is_line, csp_text *why);

/* Appends the tree as JSON: one line, or indented by `indent` spaces a level. */
void csp_json_write(csp_text *to, const json_t *tree, int indent);

/* Where the JSON Pointer leads (RFC 6901; "" is the root): borrowed, NULL when it leads nowhere. */
json_t *csp_json_find(const json_t *root, const char *pointer);

/* A reference token of a pointer as plain text: the caller frees it. */
char *csp_json_token(const char *name, size_t size);

/* "an object", "null", "3.5" ...: what stands there, for a message. */
void csp_json_describe(csp_text *to, const json_t *tree);

#endif
