#include "reader/encoding.h"

#include <string.h>

/* The characters of Chinese headings and states. A whole table of GB18030 has 24,000. */
static const struct {
    char utf8[4];
    uint16_t gb;
} characters[] = {
    {"循", 0xD1AD}, {"环", 0xBBB7}, {"号", 0xBAC5}, {"工", 0xB9A4}, {"步", 0xB2BD}, {"类", 0xC0E0},
    {"型", 0xD0CD}, {"时", 0xCAB1}, {"间", 0xBCE4}, {"总", 0xD7DC}, {"测", 0xB2E2}, {"试", 0xCAD4},
    {"电", 0xB5E7}, {"流", 0xC1F7}, {"压", 0xD1B9}, {"容", 0xC8DD}, {"量", 0xC1BF}, {"充", 0xB3E4},
    {"放", 0xB7C5}, {"能", 0xC4DC}, {"绝", 0xBEF8}, {"对", 0xB6D4}, {"系", 0xCFB5}, {"统", 0xCDB3},
    {"数", 0xCAFD}, {"据", 0xBEDD}, {"序", 0xD0F2}, {"骤", 0xD6E8}, {"比", 0xB1C8}, {"记", 0xBCC7},
    {"录", 0xC2BC}, {"搁", 0xB8E9}, {"置", 0xD6C3}, {"恒", 0xBAE3}, {"静", 0xBEB2}, {"止", 0xD6B9},
    {"起", 0xC6F0}, {"始", 0xCABC}, {"结", 0xBDE1}, {"束", 0xCAF8}, {"效", 0xD0A7}, {"率", 0xC2CA},
    {"中", 0xD6D0}, {"值", 0xD6B5}, {"保", 0xB1A3}, {"持", 0xB3D6},
};

static const char *character_of(uint32_t gb)
{
    for (size_t i = 0; i < sizeof characters / sizeof characters[0]; i++)
        if (characters[i].gb == gb) return characters[i].utf8;
    return NULL;
}

static int32_t is_utf8(const unsigned char *c, const unsigned char *end)
{
    while (c < end) {
        if ((*c >= 0x80 && *c < 0xC2) || *c > 0xF4) return 0;
        int more = *c < 0x80 ? 0 : *c < 0xE0 ? 1 : *c < 0xF0 ? 2 : 3;
        for (c++; more > 0 && c < end; more--, c++)
            if ((*c & 0xC0U) != 0x80U) return 0;
    }
    return 1;
}

static int32_t holds_characters(const unsigned char *c, const unsigned char *end)
{
    int32_t found = 0;
    for (; c + 1 < end && found < 3; c++) {
        if (c[0] < 0x81 || !character_of((uint32_t)c[0] << 8 | c[1])) continue;
        found++;
        c++;
    }
    return found == 3;
}

int32_t lmbi_encoding_of(const char *text, const char *end)
{
    const unsigned char *c = (const unsigned char *)text, *last = (const unsigned char *)end;
    if (last - c >= 2 && c[0] == 0xFF && c[1] == 0xFE) return LMBI_UTF_16_LE;
    if (last - c >= 2 && c[0] == 0xFE && c[1] == 0xFF) return LMBI_UTF_16_BE;
    return !is_utf8(c, last) && holds_characters(c, last) ? LMBI_GB18030 : LMBI_AS_IT_STANDS;
}

static size_t put_utf8(char *out, uint32_t character)
{
    if (character < 0x80) {
        out[0] = (char)character;
        return 1;
    }
    if (character >= 0xD800 && character < 0xE000) { /* half of one beyond the basic plane */
        out[0] = '?';
        return 1;
    }
    if (character < 0x800) {
        out[0] = (char)(0xC0U | character >> 6);
        out[1] = (char)(0x80U | (character & 0x3FU));
        return 2;
    }
    out[0] = (char)(0xE0U | character >> 12);
    out[1] = (char)(0x80U | (character >> 6 & 0x3FU));
    out[2] = (char)(0x80U | (character & 0x3FU));
    return 3;
}

static size_t put_gb(char *out, uint32_t pair)
{
    const char *known = character_of(pair);
    out[0] = '?';
    if (!known) return 1;
    memcpy(out, known, 3);
    return 3;
}

/* The bytes of the character at `c`, of `size` that are left; 0: it is cut. */
static size_t gb_width(const unsigned char *c, size_t size)
{
    if (c[0] < 0x81) return 1;
    if (size < 2) return 0;
    if (c[1] < 0x30 || c[1] > 0x39) return c[1] < 0x40 ? 1 : 2;
    return size < 4 ? 0 : 4;
}

size_t lmbi_decode(int32_t encoding, const char *raw, size_t size, char *out, size_t *used)
{
    const unsigned char *c = (const unsigned char *)raw;
    size_t written = 0, at = 0, width;
    if (encoding != LMBI_GB18030) {
        int high = encoding == LMBI_UTF_16_LE;
        for (; at + 1 < size; at += 2)
            written += put_utf8(out + written,
                                (uint32_t)c[at + (size_t)high] << 8 | c[at + (size_t)!high]);
        *used = at;
        return written;
    }
    for (; at < size && (width = gb_width(c + at, size - at)) > 0; at += width) {
        if (c[at] < 0x80) out[written++] = raw[at];
        else if (width == 2) written += put_gb(out + written, (uint32_t)c[at] << 8 | c[at + 1]);
        else out[written++] = '?';
    }
    *used = at;
    return written;
}
