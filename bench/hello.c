#include <stdio.h>

int main(void) { puts("1970-01-01 00:00:00 Message:Hello World"); }
