/* builtin_table.h - C functions of the value library by name, for calls while compiling. */
#ifndef WIRING_BUILTIN_TABLE_H
#define WIRING_BUILTIN_TABLE_H

typedef void BuiltinCode(void);

/* The function behind the symbol of a `builtin def`, or NULL: it exists at run time only. */
BuiltinCode *builtin_find(const char *symbol);

#endif
