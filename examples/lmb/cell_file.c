#include "command_line.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A whole file as a string; NULL after a line on stderr. */
static char *read_text(const char *path)
{
    FILE *file = fopen(path, "rb");
    char *text = NULL;
    size_t used = 0, size = 0, got = 1;
    while (file && got > 0) {
        if (used + 65536 > size) {
            size = 2 * size + 65537;
            char *grown = realloc(text, size);
            if (!grown) break;
            text = grown;
        }
        got = fread(text + used, 1, size - used - 1, file);
        used += got;
    }
    int bad = !file || ferror(file) || got > 0;
    if (file) fclose(file);
    if (bad) {
        fail(EXIT_BAD_INPUT, path, errno ? strerror(errno) : "cannot be read");
        free(text);
        return NULL;
    }
    text[used] = '\0';
    return text;
}

static char *skip_blanks(char *at)
{
    while (isspace((unsigned char)*at)) at++;
    return at;
}

/* A string without escapes, or a bare word, closed in place; *at moves past it. */
static char *take_word(char **at, char *closed_by)
{
    char *start = skip_blanks(*at), *end;
    if (*start == '"') {
        end = strchr(++start, '"');
        if (!end || memchr(start, '\\', (size_t)(end - start))) return NULL;
        *end++ = '\0';
        *at = skip_blanks(end);
        *closed_by = **at;
    } else {
        end = start + strcspn(start, ",}: \t\r\n");
        if (end == start) return NULL;
        *at = skip_blanks(end);
        *closed_by = **at;
        *end = '\0';
    }
    if (*closed_by) ++*at;
    return start;
}

static int bad_cell(const char *path)
{
    return fail(EXIT_BAD_INPUT, path, "not a JSON object of parameters: {\"np_ratio\": 1.5, ..}");
}

int read_cell_file(const char *path, lmb_cell *cell)
{
    char *text = read_text(path), closed_by = ',';
    if (!text) return EXIT_BAD_INPUT;
    char *at = skip_blanks(text);
    int code = *at == '{' ? EXIT_FINE : bad_cell(path);
    if (!code) at = skip_blanks(at + 1);
    if (!code && *at == '}') closed_by = *at++;
    while (!code && closed_by == ',') {
        char colon, *name = take_word(&at, &colon);
        char *value = name && colon == ':' ? take_word(&at, &closed_by) : NULL;
        if (!value || (closed_by != ',' && closed_by != '}')) code = bad_cell(path);
        else if (strcmp(value, "null") != 0) code = set_by_name(cell, path, name, value);
    }
    if (!code && *skip_blanks(at)) code = bad_cell(path);
    free(text);
    return code;
}

/* One value a line; a heading in the first line is skipped. The count, or -line of a bad one. */
static int64_t parse_column(char *text, double *values)
{
    int64_t count = 0, line = 1;
    for (char *row = text, *next; row; row = next, line++) {
        next = strchr(row, '\n');
        if (next) *next++ = '\0';
        char *end, *start = skip_blanks(row);
        if (*start == '\0') continue;
        double value = strtod(start, &end);
        if (end != start && *skip_blanks(end) == '\0') values[count++] = value;
        else if (line > 1) return -line;
    }
    return count;
}

int read_ce_li_table(const char *path, lmb_cell *cell)
{
    char *text = read_text(path);
    if (!text) return EXIT_BAD_INPUT;
    double *values = malloc((strlen(text) / 2 + 1) * sizeof *values);
    int64_t count = values ? parse_column(text, values) : 0;
    int code = EXIT_FINE;
    char where[64];
    snprintf(where, sizeof where, "line %lld is not a number", (long long)-count);
    if (count < 0) code = fail(EXIT_BAD_INPUT, path, where);
    else if (count == 0) code = fail(EXIT_BAD_INPUT, path, "no values");
    else if (lmb_cell_set_ce_li_table(cell, values, count))
        code = fail(EXIT_BAD_INPUT, path, lmb_cell_message(cell));
    else if (!lmb_cell_is_set(cell, LMB_PARAM_CE_LI_LAW))
        code = set_by_name(cell, path, "ce_li_law", "table");
    free(values);
    free(text);
    return code;
}
