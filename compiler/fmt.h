/* fmt.h - the command `cspc fmt`. */
#ifndef FMT_H
#define FMT_H

extern const char FMT_HELP[];

/* cspc fmt [--check] FILE... | -; the arguments after `fmt`. The exit status: 0, 1 when a file has mistakes, can't be
 * read or written, or (--check) is not in the style, 2 for a wrong command line. */
int fmt_main(int argc, char **argv);

#endif
