#include "command_line.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char *const commands[] = {"analyze", "cycles", "simulate", "quantities"};

/* Which command takes which option. */
static const struct {
    const char *name, *commands;
    int takes_value;
} known[] = {
    {"--set", "analyze cycles simulate", 1},
    {"--cell", "analyze cycles simulate", 1},
    {"--ce-li-table", "simulate", 1},
    {"--map", "analyze cycles", 1},
    {"--exclude", "analyze cycles", 1},
    {"--include", "analyze cycles", 1},
    {"--cycles", "simulate", 1},
    {"--csv", "cycles simulate", 0},
    {"--json", "analyze cycles simulate quantities", 0},
    {"--bdf", "cycles", 0},
    {"--explain", "cycles", 0},
    {"--help", "analyze cycles simulate quantities", 0},
};

enum { KNOWN = sizeof known / sizeof known[0] };

/* A value by number, or by name where it is enumerated. */
static int value_of(int32_t id, const char *text, double *value)
{
    const char *name;
    for (int32_t i = 0; (name = lmb_quantity_value_name(id, i)) != NULL; i++)
        if (strcmp(name, text) == 0) {
            *value = i;
            return 1;
        }
    char *end;
    *value = strtod(text, &end);
    return end != text && *end == '\0';
}

int set_by_name(lmb_cell *cell, const char *where, const char *name, const char *value)
{
    double number;
    char what[256];
    snprintf(what, sizeof what, "%s: %s", where, name);
    int32_t id = lmb_quantity_find(LMB_KIND_PARAMETER, name);
    if (id == 0) return fail(EXIT_BAD_USE, what, "no such parameter; see lmb quantities");
    if (!value_of(id, value, &number)) return fail(EXIT_BAD_INPUT, what, "not a number or name");
    if (lmb_cell_set(cell, id, number)) return fail(EXIT_BAD_INPUT, where, lmb_cell_message(cell));
    return EXIT_FINE;
}

/* Split "name=value" at the first "=". */
static int split_pair(const char *option, char *text, char **value)
{
    *value = strchr(text, '=');
    if (!*value) return fail(EXIT_BAD_USE, option, "name=value is missing");
    *(*value)++ = '\0';
    return EXIT_FINE;
}

static int parse_cycles(const char *text, int64_t *cycles)
{
    char *end;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    if (end == text || *end || errno || value < 0)
        return fail(EXIT_BAD_INPUT, "--cycles", "not a whole number of cycles");
    *cycles = value;
    return EXIT_FINE;
}

static int with_value(struct options *o, const char *option, char *text)
{
    char *value;
    if (strcmp(option, "--cycles") == 0) return parse_cycles(text, &o->cycles);
    if (strcmp(option, "--cell") == 0) return read_cell_file(text, o->cell);
    if (strcmp(option, "--ce-li-table") == 0) return read_ce_li_table(text, o->cell);
    if (strcmp(option, "--exclude") == 0) o->exclude[o->exclude_count++] = text;
    if (strcmp(option, "--include") == 0) o->include[o->include_count++] = text;
    if (strcmp(option, "--set") == 0)
        return split_pair(option, text, &value) ? EXIT_BAD_USE
                                                : set_by_name(o->cell, option, text, value);
    if (strcmp(option, "--map") != 0) return EXIT_FINE;
    if (split_pair(option, text, &value)) return EXIT_BAD_USE;
    int32_t status = lmb_dataset_map(o->dataset, text, value);
    if (status == LMB_OK) return EXIT_FINE;
    return fail(status == LMB_ERROR_UNKNOWN ? EXIT_BAD_USE : EXIT_BAD_INPUT,
                lmb_dataset_message(o->dataset), NULL);
}

static void without_value(struct options *o, const char *option)
{
    if (strcmp(option, "--csv") == 0) o->format = FORMAT_CSV;
    if (strcmp(option, "--json") == 0) o->format = FORMAT_JSON;
    if (strcmp(option, "--bdf") == 0) o->format = FORMAT_BDF;
    if (strcmp(option, "--explain") == 0) o->explain = 1;
    if (strcmp(option, "--help") == 0) o->help = 1;
}

static int parse_word(struct options *o, int count, char **words, int *at)
{
    char *word = words[*at];
    if (word[0] != '-' || word[1] == '\0') {
        o->files[o->file_count++] = word;
        return EXIT_FINE;
    }
    int i = 0;
    while (i < KNOWN && strcmp(known[i].name, word) != 0) i++;
    if (i == KNOWN || !strstr(known[i].commands, o->command))
        return fail(EXIT_BAD_USE, word, "no such option of this command; see lmb --help");
    if (!known[i].takes_value) {
        without_value(o, word);
        return EXIT_FINE;
    }
    if (*at + 1 >= count) return fail(EXIT_BAD_USE, word, "its value is missing");
    return with_value(o, word, words[++*at]);
}

static int find_command(struct options *o, const char *word)
{
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        if (strcmp(commands[i], word) == 0) o->command = commands[i];
    if (!o->command) return fail(EXIT_BAD_USE, word, "no such command; see lmb --help");
    return EXIT_FINE;
}

int parse_options(int count, char **words, struct options *o)
{
    memset(o, 0, sizeof *o);
    o->cycles = -1;
    int code = find_command(o, words[1]);
    if (code) return code;
    o->files = calloc(3 * (size_t)count, sizeof *o->files);
    if (!o->files || lmb_cell_new(NULL, NULL, &o->cell) ||
        lmb_dataset_new(NULL, NULL, &o->dataset))
        return fail(EXIT_BAD_INPUT, "not enough memory", NULL);
    o->exclude = o->files + count;
    o->include = o->exclude + count;
    for (int at = 2; at < count && !code; at++) code = parse_word(o, count, words, &at);
    int reads = strcmp(o->command, "analyze") == 0 || strcmp(o->command, "cycles") == 0;
    if (!code && reads && !o->help && o->file_count == 0)
        return fail(EXIT_BAD_USE, o->command, "no file; - reads standard input");
    return code;
}

void free_options(struct options *o)
{
    lmb_cell_free(o->cell);
    lmb_dataset_free(o->dataset);
    free(o->files);
}
