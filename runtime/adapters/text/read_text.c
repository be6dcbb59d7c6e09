/* read_text.c - read_text(path): a file as text; while compiling and when a program starts. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "adapters/text/load.h"

/* Reads to the end; false with errno set. Sizes are not trusted: pipes have none. */
static bool read_all(int fd, csp_text *text) {
    static const size_t chunk = 1 << 16;
    char *block = csp_alloc(chunk);
    ssize_t n;
    do {
        n = read(fd, block, chunk);
        if (n > 0) csp_text_add(text, block, (size_t)n);
    } while (n > 0 || (n < 0 && errno == EINTR));
    int reason = errno;
    csp_free(block);
    errno = reason;
    return n == 0;
}

bool csp_load_file(const char *path, csp_text *text) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return false;
    bool good = read_all(fd, text);
    int reason = errno;
    close(fd);
    errno = reason;
    return good;
}

/* Offset of the first byte that is not UTF-8; the size when all is (RFC 3629: no surrogates,
 * nothing overlong). */
static size_t utf8_until(const unsigned char *s, size_t size) {
    size_t i = 0;
    while (i < size) {
        unsigned char c = s[i];
        size_t more = c < 0x80                ? 0
                      : c >= 0xc2 && c < 0xe0 ? 1
                      : (c & 0xf0) == 0xe0    ? 2
                      : c >= 0xf0 && c < 0xf5 ? 3
                                              : size; /* no first byte */
        if (more >= size - i) return i;
        for (size_t k = 1; k <= more; k++)
            if ((s[i + k] & 0xc0) != 0x80) return i;
        if ((c == 0xe0 && s[i + 1] < 0xa0) || (c == 0xed && s[i + 1] >= 0xa0) ||
            (c == 0xf0 && s[i + 1] < 0x90) || (c == 0xf4 && s[i + 1] >= 0x90))
            return i;
        i += more + 1;
    }
    return size;
}

void csp_read_text(const csp_call *call, csp_str **ret, csp_str *const *path);
void csp_read_text(const csp_call *call, csp_str **ret, csp_str *const *path) {
    const char *name = csp_str_data(*path);
    csp_text text = {0};
    if (!csp_load_file(name, &text)) csp_raise(call, "cannot read %s: %s", name, strerror(errno));
    size_t good = utf8_until((const unsigned char *)text.data, text.size);
    if (good < text.size)
        csp_raise(call, "%s is not UTF-8 text: byte 0x%02x at offset %zu", name,
                  (unsigned char)text.data[good], good);
    *ret = csp_text_str(&text);
}
