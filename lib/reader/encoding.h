/* Encodings other than UTF-8: bytes of a file to UTF-8. */
#ifndef LMBI_READER_ENCODING_H
#define LMBI_READER_ENCODING_H

#include <stddef.h>
#include <stdint.h>

enum {
    LMBI_AS_IT_STANDS = 0, /* ASCII, UTF-8, latin-1: only headings care, and units know both */
    LMBI_UTF_16_LE,
    LMBI_UTF_16_BE,
    LMBI_GB18030
};

/* The encoding of a text by its first bytes: UTF-16 by its byte order mark; GB18030 where it is
 * no UTF-8 and holds three of the characters that headings are made of. */
int32_t lmbi_encoding_of(const char *text, const char *end);
/* Write `size` bytes as UTF-8, at most 3 for 2; returns how many are written. `*used` receives
 * how many were read: a character cut by the end is left. What cannot matter becomes '?': beyond
 * the basic plane, and what is not in a heading. `out` may be in front of `raw` by size / 2. */
size_t lmbi_decode(int32_t encoding, const char *raw, size_t size, char *out, size_t *used);

#endif
