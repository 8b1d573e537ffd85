/* The command line of liblmb: its first user, on the public header alone. */
#ifndef LMB_COMMAND_LINE_H
#define LMB_COMMAND_LINE_H

#include <stdint.h>
#include <stdio.h>

#include <lmb/lmb.h>

enum { EXIT_FINE = 0, EXIT_BAD_INPUT = 1, EXIT_BAD_USE = 2 };
enum { FORMAT_DEFAULT, FORMAT_CSV, FORMAT_JSON, FORMAT_BDF };

/* What the command line said. */
struct options {
    const char *command;
    const char **files;
    int32_t file_count;
    lmb_cell *cell;       /* with every --set, --cell and --ce-li-table */
    lmb_dataset *dataset; /* with every --map; filled by read_dataset() */
    const char **exclude, **include; /* lists of cycles */
    int32_t exclude_count, include_count;
    int64_t cycles; /* -1: not given */
    int format, explain, help;
};

/* options.c: EXIT_FINE, or a line on stderr and another code. */
int parse_options(int count, char **words, struct options *o);
void free_options(struct options *o);
/* `where` it was said stands in messages: a file or an option. */
int set_by_name(lmb_cell *cell, const char *where, const char *name, const char *value);

/* cell_file.c */
int read_cell_file(const char *path, lmb_cell *cell);
int read_ce_li_table(const char *path, lmb_cell *cell);

/* record.c: read the files, obey --exclude and --include. */
int read_dataset(struct options *o);

/* print.c: numbers with as few of 15 to 17 digits as read back the same; tables. */
void print_number(FILE *out, double value, const char *not_a_number);
void print_string(FILE *out, const char *text); /* quoted, JSON */
typedef int32_t (*get_column_fn)(const void *table, int32_t id, double *values, int64_t count);
int print_table(const void *table, get_column_fn get, int64_t rows, const int32_t *ids,
                int32_t id_count, int format);

/* quantities.c, report_json.c, report_words.c */
void print_quantities(int format);
int print_report_json(const struct options *o, const lmb_report *report);
int print_report_words(const struct options *o, const lmb_report *report);

/* A result of a report. */
struct result {
    double value, lower, upper;
    const char *reason; /* a sentence; "" where the value is known */
};
struct result result_of(const lmb_report *report, int32_t id);
/* The name of an enumerated result; NULL where it is not known. */
const char *result_name(const lmb_report *report, int32_t id);

/* One line on stderr. */
int fail(int code, const char *what, const char *why);

#endif
