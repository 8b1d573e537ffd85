#include "command_line.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char *const commands[] = {"analyze", "cycles", "fit",   "forecast",   "simulate",
                                       "design",  "sweep",  "audit", "mechanisms", "quantities"};

/* Which command takes which option. */
static const struct {
    const char *name, *commands;
    int takes_value;
} known[] = {
    {"--set", "analyze cycles fit forecast simulate design sweep audit", 1},
    {"--cell", "analyze cycles fit forecast simulate design sweep audit", 1},
    {"--ce-li-table", "fit forecast simulate sweep", 1},
    {"--map", "analyze cycles fit forecast", 1},
    {"--threads", "analyze cycles fit forecast", 1},
    {"--exclude", "analyze cycles fit forecast", 1},
    {"--include", "analyze cycles fit forecast", 1},
    {"--free", "analyze fit forecast", 1},
    {"--fit", "analyze", 0},
    {"--html", "analyze", 1},
    {"--if", "forecast", 1},
    {"--cycles", "forecast simulate sweep", 1},
    {"--over", "sweep", 1},
    {"--solve", "design", 1},
    {"--label", "mechanisms", 1},
    {"--parameter", "mechanisms", 1},
    {"--observable", "mechanisms", 1},
    {"--failure", "mechanisms", 1},
    {"--csv", "cycles forecast simulate sweep", 0},
    {"--json", "analyze cycles fit forecast simulate design sweep audit mechanisms quantities", 0},
    {"--dot", "mechanisms", 0},
    {"--bdf", "cycles", 0},
    {"--explain", "cycles", 0},
    {"--help", "analyze cycles fit forecast simulate design sweep audit mechanisms quantities", 0},
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

static int parse_axis(struct options *o, const char *name, char *list)
{
    static const int32_t ids[AXES] = {LMB_PARAM_NP_RATIO, LMB_PARAM_CATHODE_CAPACITY,
                                      LMB_PARAM_ELECTROLYTE_TO_CAPACITY};
    int32_t id = lmb_quantity_find(LMB_KIND_PARAMETER, name), at = 0;
    while (at < AXES && ids[at] != id) at++;
    if (at == AXES) return fail(EXIT_BAD_USE, name, "a sweep does not run over it");
    struct axis *axis = &o->axes[at];
    for (char *word = strtok(list, ","); word; word = strtok(NULL, ",")) {
        if (axis->count == AXIS_MOST) return fail(EXIT_BAD_INPUT, name, "too many values");
        if (!value_of(id, word, &axis->values[axis->count++]))
            return fail(EXIT_BAD_INPUT, name, "not a list of numbers: value,value,..");
    }
    return axis->count > 0 ? EXIT_FINE : fail(EXIT_BAD_INPUT, name, "no values");
}

static int parse_solve(struct options *o, const char *name, const char *energy)
{
    o->solve_id = lmb_quantity_find(LMB_KIND_PARAMETER, name);
    if (!o->solve_id) return fail(EXIT_BAD_USE, name, "no such parameter; see lmb quantities");
    if (!value_of(0, energy, &o->solve_energy))
        return fail(EXIT_BAD_INPUT, name, "not a number of Wh/kg");
    return EXIT_FINE;
}

/* "a,b,c": parameters to fit. */
static int parse_free(struct options *o, char *list)
{
    for (char *name = list, *next; name && *name; name = next) {
        next = strchr(name, ',');
        if (next) *next++ = '\0';
        int32_t id = lmb_quantity_find(LMB_KIND_PARAMETER, name);
        if (id == 0) return fail(EXIT_BAD_USE, name, "no such parameter; see lmb quantities");
        if (o->free_count == MOST_FREE)
            return fail(EXIT_BAD_INPUT, "--free", "too many parameters");
        o->free[o->free_count++] = id;
    }
    o->has_free = o->fit = 1;
    return EXIT_FINE;
}

/* Parameters of the future; what is not named stays as it is in the cell. */
static int parse_if(struct options *o, const char *name, const char *value)
{
    if (!o->conditions && lmb_cell_new(NULL, NULL, &o->conditions))
        return fail(EXIT_BAD_INPUT, "not enough memory", NULL);
    return set_by_name(o->conditions, "--if", name, value);
}

static int parse_threads(struct options *o, const char *text)
{
    char *end;
    long threads = strtol(text, &end, 10);
    if (end != text && *end == '\0' &&
        lmb_dataset_set_limit(o->dataset, LMB_LIMIT_THREADS, threads) == LMB_OK)
        return EXIT_FINE;
    return fail(EXIT_BAD_INPUT, "--threads", "is a number from 1 to 32");
}

/* Options of the form name=value. */
static int with_pair(struct options *o, const char *option, char *text)
{
    char *value;
    if (split_pair(option, text, &value)) return EXIT_BAD_USE;
    if (strcmp(option, "--set") == 0) return set_by_name(o->cell, option, text, value);
    if (strcmp(option, "--if") == 0) return parse_if(o, text, value);
    if (strcmp(option, "--over") == 0) return parse_axis(o, text, value);
    if (strcmp(option, "--solve") == 0) return parse_solve(o, text, value);
    int32_t status = lmb_dataset_map(o->dataset, text, value);
    if (status == LMB_OK) return EXIT_FINE;
    return fail(status == LMB_ERROR_UNKNOWN ? EXIT_BAD_USE : EXIT_BAD_INPUT,
                lmb_dataset_message(o->dataset), NULL);
}

static int is_one_of(const char *option, const char *options)
{
    const char *at = strstr(options, option);
    return at && at[strlen(option)] == ' ';
}

static int with_value(struct options *o, const char *option, char *text)
{
    if (is_one_of(option, "--set --if --over --solve --map ")) return with_pair(o, option, text);
    if (is_one_of(option, "--label --parameter --observable --failure "))
        return find_entry(o, option, text);
    if (strcmp(option, "--free") == 0) return parse_free(o, text);
    if (strcmp(option, "--cycles") == 0) return parse_cycles(text, &o->cycles);
    if (strcmp(option, "--threads") == 0) return parse_threads(o, text);
    if (strcmp(option, "--cell") == 0) return read_cell_file(text, o->cell);
    if (strcmp(option, "--ce-li-table") == 0) return read_ce_li_table(text, o->cell);
    if (strcmp(option, "--html") == 0) o->html = text;
    if (strcmp(option, "--exclude") == 0) o->exclude[o->exclude_count++] = text;
    if (strcmp(option, "--include") == 0) o->include[o->include_count++] = text;
    return EXIT_FINE;
}

static void without_value(struct options *o, const char *option)
{
    if (strcmp(option, "--csv") == 0) o->format = FORMAT_CSV;
    if (strcmp(option, "--json") == 0) o->format = FORMAT_JSON;
    if (strcmp(option, "--bdf") == 0) o->format = FORMAT_BDF;
    if (strcmp(option, "--dot") == 0) o->format = FORMAT_DOT;
    if (strcmp(option, "--explain") == 0) o->explain = 1;
    if (strcmp(option, "--fit") == 0) o->fit = 1;
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
    if (!o->files || lmb_cell_new(NULL, NULL, &o->cell) || lmb_dataset_new(NULL, NULL, &o->dataset))
        return fail(EXIT_BAD_INPUT, "not enough memory", NULL);
    o->exclude = o->files + count;
    o->include = o->exclude + count;
    for (int at = 2; at < count && !code; at++) code = parse_word(o, count, words, &at);
    int reads = strstr("analyze cycles fit forecast", o->command) != NULL;
    if (!code && reads && !o->help && o->file_count == 0)
        return fail(EXIT_BAD_USE, o->command, "no file; - reads standard input");
    if (!code && !reads && o->file_count > 0)
        return fail(EXIT_BAD_USE, o->command, "takes no files");
    return code;
}

void free_options(struct options *o)
{
    lmb_cell_free(o->cell);
    lmb_cell_free(o->conditions);
    lmb_dataset_free(o->dataset);
    free(o->files);
}
