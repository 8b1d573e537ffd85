#include "reader/input.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "reader/encoding.h"
#include "reader/team.h"

static const char no_bytes[1];

/* Why the last call of the C library failed. */
static const char *why_it_failed(void)
{
    switch (errno) {
    case ENOENT: return "there is no such file";
    case EACCES:
    case EPERM: return "permission denied";
    case EISDIR: return "it is a folder";
    case ENOTDIR: return "a part of its path is no folder";
    case EMFILE:
    case ENFILE: return "too many files are open";
    default: return "input or output error";
    }
}

int32_t lmbi_input_open(struct lmbi_input *in, const char *path, struct lmbi_message *m)
{
    errno = 0;
    in->first = in->at = in->end = in->last = no_bytes;
    in->standard = strcmp(path, "-") == 0;
    in->file = in->standard ? stdin : fopen(path, "rb");
    if (!in->file)
        return lmbi_fail(m, LMB_ERROR_FILE, "%s: cannot be opened: %s", in->name, why_it_failed());
    return LMB_OK;
}

void lmbi_input_bytes(struct lmbi_input *in, const void *bytes, uint64_t size)
{
    in->at = in->end = in->first = bytes ? bytes : no_bytes;
    in->last = in->at + size;
}

void lmbi_input_close(struct lmbi_input *in)
{
    lmbi_team_rest(in->team);
    if (in->file && !in->standard) fclose(in->file);
    lmbi_free(&in->memory, in->buffer);
    in->file = in->buffer = NULL;
}

uint64_t lmbi_file_size(const char *path)
{
    struct stat known;
    if (stat(path, &known) != 0 || !S_ISREG(known.st_mode)) return 0;
    return known.st_size > 0 ? (uint64_t)known.st_size : 0;
}

static int32_t report_progress(struct lmbi_input *in, size_t more, struct lmbi_message *m)
{
    if (!lmbi_progress_add(in->progress, more)) return LMB_OK;
    return lmbi_fail(m, LMB_ERROR_CANCELLED, "%s: reading was cancelled", in->name);
}

static int32_t input_room(struct lmbi_input *in, struct lmbi_message *m)
{
    size_t left = (size_t)(in->end - in->at);
    int32_t within = in->first == in->buffer;
    if (within && left > 0 && in->at > in->buffer) memmove(in->buffer, in->at, left);
    if (within) in->at = in->buffer, in->end = in->buffer + left;
    if (in->capacity < left + LMBI_BLOCK) {
        char *grown = lmbi_resize(&in->memory, in->buffer, 2 * left + LMBI_BLOCK, 1);
        if (!grown)
            return lmbi_fail(m, LMB_ERROR_MEMORY, "%s: no memory for a line of %d byte%p", in->name,
                             (int64_t)left);
        in->buffer = grown;
        in->capacity = 2 * left + LMBI_BLOCK;
    }
    if (!within && left > 0) memcpy(in->buffer, in->at, left);
    in->first = in->at = in->buffer;
    in->end = in->buffer + left;
    return LMB_OK;
}

/* Bytes as they stand in the file; fewer than `size` only at its end. */
static size_t read_raw(struct lmbi_input *in, char *to, size_t size)
{
    if (in->file) return fread(to, 1, size, in->file);
    size_t left = (size_t)(in->last - in->raw);
    if (left < size) size = left;
    memcpy(to, in->raw, size);
    in->raw += size;
    return size;
}

/* Read half a block to the end of the room for a block and decode it towards the front. */
static size_t read_decoded(struct lmbi_input *in, char *to, size_t *got)
{
    char *raw = to + LMBI_BLOCK / 2;
    memcpy(raw, in->cut, in->cut_size);
    *got = read_raw(in, raw + in->cut_size, LMBI_BLOCK / 2 - sizeof in->cut);
    in->complete = *got < LMBI_BLOCK / 2 - sizeof in->cut;
    size_t size = in->cut_size + *got, used;
    size_t written = lmbi_decode(in->encoding, raw, size, to, &used);
    in->cut_size = size - used;
    memcpy(in->cut, raw + used, in->cut_size);
    return written;
}

/* A read failed behind what is in sight. */
static int32_t reading_fails(const struct lmbi_input *in, struct lmbi_message *m)
{
    const char *why = why_it_failed();
    int64_t line = in->line + 1;
    for (const char *c = in->at; c < in->end; c++) line += *c == '\n';
    return lmbi_fail(m, LMB_ERROR_FILE, "%s: line %d, byte %d: cannot be read on: %s", in->name,
                     line, (int64_t)in->offset + (in->end - in->at), why);
}

void lmbi_input_read_ahead(struct lmbi_input *in, const struct lmbi_batch_plan *plan,
                           const struct lmbi_sample *blank)
{
    if (!in->team || !in->file || in->complete || in->encoding) return;
    in->ahead = lmbi_team_begin(in->team, plan, blank, in->file);
}

/* A block that was read ahead, behind what is left in sight. */
static int32_t take_block(struct lmbi_input *in, struct lmbi_message *m)
{
    size_t size, left = (size_t)(in->end - in->at);
    char *block = lmbi_team_next(in->team, &size, &in->complete);
    if (!block) return reading_fails(in, m);
    if (left + LMBI_NUMBER_ROOM <= LMBI_TEAM_ROOM) {
        if (left > 0) memcpy(block - left, in->at, left);
        in->first = block - LMBI_TEAM_ROOM;
        in->at = block - left;
        in->end = block + size;
    } else { /* a long line */
        int32_t status = input_room(in, m);
        if (status) return status;
        memcpy(in->buffer + left, block, size);
        in->end += size;
    }
    lmbi_team_release(in->team);
    return report_progress(in, size, m);
}

int32_t lmbi_input_fill(struct lmbi_input *in, struct lmbi_message *m)
{
    if (in->complete) return LMB_OK;
    if (in->ahead) return take_block(in, m);
    size_t got, seen;
    if (in->file || in->encoding) {
        int32_t status = input_room(in, m);
        if (status) return status;
        char *to = in->buffer + (in->end - in->at);
        if (in->encoding) seen = read_decoded(in, to, &got);
        else got = seen = read_raw(in, to, LMBI_BLOCK);
        if (in->file && ferror((FILE *)in->file)) {
            in->end += seen;
            return reading_fails(in, m);
        }
    } else {
        size_t left = (size_t)(in->last - in->end);
        got = seen = left < LMBI_BLOCK ? left : LMBI_BLOCK;
    }
    in->end += seen;
    if (!in->encoding) in->complete = got < LMBI_BLOCK;
    return report_progress(in, got, m);
}

int32_t lmbi_input_decode(struct lmbi_input *in, struct lmbi_message *m)
{
    in->encoding = lmbi_encoding_of(in->at, in->end);
    if (!in->encoding) return LMB_OK;
    size_t size = (size_t)(in->end - in->at), used, capacity = 2 * size + LMBI_BLOCK;
    char *decoded = lmbi_new(&in->memory, capacity, 1);
    if (!decoded)
        return lmbi_fail(m, LMB_ERROR_MEMORY, "%s: no memory for a block of text", in->name);
    in->raw = in->end;
    size_t written = lmbi_decode(in->encoding, in->at, size, decoded, &used);
    in->cut_size = size - used;
    memcpy(in->cut, in->at + used, in->cut_size);
    lmbi_free(&in->memory, in->buffer);
    in->buffer = decoded;
    in->capacity = capacity;
    in->first = in->at = decoded;
    in->end = decoded + written;
    return LMB_OK;
}

/* NUL bytes and carriage returns within a line would hide rows: they are refused. */
static int32_t check_line(const struct lmbi_input *in, struct lmbi_line *line,
                          struct lmbi_message *m)
{
    if (line->end > line->text && line->end[-1] == '\r') line->end--;
    size_t length = (size_t)(line->end - line->text);
    if (length > 1 && *line->text == '"' &&
        memchr(line->text + 1, '"', length - 1) == line->end - 1) { /* some copies quote it whole */
        line->text++, line->offset++;
        line->end--, length -= 2;
    }
    const char *bad = memchr(line->text, '\0', length);
    const char *what = "a NUL byte: this is not a text table";
    if (!bad) {
        bad = memchr(line->text, '\r', length);
        what = "a carriage return that ends no line: line ends are mixed";
    }
    if (!bad) return LMB_OK;
    return lmbi_fail(m, LMB_ERROR_FORMAT, "%s: line %d, byte %d: %s", in->name, line->number,
                     (int64_t)line->offset + (bad - line->text), what);
}

int32_t lmbi_input_line(struct lmbi_input *in, struct lmbi_line *line, struct lmbi_message *m)
{
    const char *stop = NULL;
    size_t searched = 0;
    for (;;) {
        size_t left = (size_t)(in->end - in->at);
        if (left > searched) stop = memchr(in->at + searched, '\n', left - searched);
        searched = stop ? (size_t)(stop - in->at) : left;
        if ((int64_t)searched > in->longest)
            return lmbi_fail(m, LMB_ERROR_LIMIT,
                             "%s: line %d, byte %d: longer than the limit of %d byte%p", in->name,
                             in->line + 1, (int64_t)in->offset, in->longest);
        if (stop || in->complete) break;
        int32_t status = lmbi_input_fill(in, m);
        if (status) return status;
    }
    if (searched == 0 && !stop) {
        line->text = line->end = NULL;
        return LMB_OK;
    }
    *line = (struct lmbi_line){in->at, in->at + searched, ++in->line, in->offset, stop != NULL};
    if (stop) searched++;
    in->at += searched;
    in->offset += searched;
    return check_line(in, line, m);
}

struct lmbi_input lmbi_input_ahead(const struct lmbi_input *in)
{
    struct lmbi_input ahead = *in;
    if (!in->complete) /* a line that is cut by the end of sight is not looked at */
        while (ahead.end > ahead.at && ahead.end[-1] != '\n') ahead.end--;
    ahead.complete = 1;
    return ahead;
}

static struct lmbi_field without_blanks(const char *text, const char *end)
{
    while (text < end && (*text == ' ' || *text == '\t')) text++;
    while (end > text && (end[-1] == ' ' || end[-1] == '\t')) end--;
    return (struct lmbi_field){text, end};
}

struct lmbi_field lmbi_trimmed(const char *text, const char *end)
{
    struct lmbi_field f = without_blanks(text, end);
    if (f.end - f.text < 2 || *f.text != '"' || f.end[-1] != '"') return f;
    return without_blanks(f.text + 1, f.end - 1);
}

/* The end of a field that begins with a quote: the delimiter behind the quote that closes it. */
static const char *behind_quote(const char *at, const char *end, char delimiter)
{
    while (at < end) {
        const char *quote = memchr(at, '"', (size_t)(end - at));
        if (!quote) return NULL;
        if (quote + 1 == end || quote[1] == delimiter) return quote + 1;
        at = quote + 1;
        if (*at == '"') at++;
    }
    return NULL;
}

/* The next field; `*at` is moved behind its delimiter, or to NULL after the last. Once a quote is
 * `open`, as nothing closes it, no other in the line is looked at: each look may go to its end. */
static struct lmbi_field next_field(const char **at, const char *end, char delimiter, int32_t *open)
{
    const char *text = *at, *stop = NULL;
    if (text < end && *text == '"' && !*open) {
        stop = behind_quote(text + 1, end, delimiter);
        *open = stop == NULL;
    }
    if (!stop && text < end) stop = memchr(text, delimiter, (size_t)(end - text));
    if (!stop) stop = end;
    *at = stop < end ? stop + 1 : NULL;
    return lmbi_trimmed(text, stop);
}

int32_t lmbi_split(const struct lmbi_line *line, char delimiter, struct lmbi_field *field,
                   int32_t most)
{
    int32_t count = 0, open = 0;
    const char *at = line->text;
    while (at) {
        struct lmbi_field f = next_field(&at, line->end, delimiter, &open);
        if (count < most) field[count] = f;
        count++;
    }
    return count;
}

void lmbi_pick(const struct lmbi_line *line, char delimiter, const int32_t *wanted, int32_t count,
               struct lmbi_field *field)
{
    const char *at = line->text;
    int32_t open = 0;
    for (int32_t i = 0, number = 0; i < count; number++) {
        struct lmbi_field f = {line->end, line->end};
        if (at && number < wanted[i]) {
            if (at < line->end && *at == '"') next_field(&at, line->end, delimiter, &open);
            else if ((at = memchr(at, delimiter, (size_t)(line->end - at)))) at++;
            continue;
        }
        if (at) f = next_field(&at, line->end, delimiter, &open);
        for (; i < count && wanted[i] <= number; i++) field[i] = f; /* one field, several uses */
        if (!at)
            for (; i < count; i++) field[i] = (struct lmbi_field){line->end, line->end};
    }
}
