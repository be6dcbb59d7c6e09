/* typed_print.c - the typed program as text (--emit=types). */
#include "types/typed.h"
void typed_print(const TirProgram *program, FILE *to) { (void)program; (void)to; }
