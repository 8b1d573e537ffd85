/* The command line of liblmb: its first user, on the public header alone. */
#ifndef LMB_COMMAND_LINE_H
#define LMB_COMMAND_LINE_H

#include <stdint.h>
#include <stdio.h>

#include <lmb/lmb.h>

enum { EXIT_FINE = 0, EXIT_BAD_INPUT = 1, EXIT_BAD_USE = 2 };
enum { FORMAT_DEFAULT, FORMAT_CSV, FORMAT_JSON, FORMAT_BDF, FORMAT_DOT };
enum { AXES = 3, AXIS_MOST = 1000, PATH_MOST = 64, LABELS = 28 };

/* Values that a sweep runs over. */
struct axis {
    double values[AXIS_MOST];
    int32_t count;
};

enum { MOST_FREE = 16 };

/* What the command line said. */
struct options {
    const char *command;
    const char **files;
    int32_t file_count;
    lmb_cell *cell;                  /* with every --set, --cell and --ce-li-table */
    lmb_dataset *dataset;            /* with every --map; filled by read_dataset() */
    const char **exclude, **include; /* lists of cycles */
    int32_t exclude_count, include_count;
    int64_t cycles;         /* -1: not given */
    struct axis axes[AXES]; /* N/P, areal capacity, E/C */
    int32_t solve_id;       /* the parameter of --solve, or 0 */
    double solve_energy;
    int32_t entry;        /* of the review's knowledge, or 0 */
    lmb_cell *conditions; /* of --if; NULL: none */
    int32_t free[MOST_FREE], free_count;
    const char *html; /* where the page of --html goes; NULL: nowhere */
    int format, explain, help, fit, has_free;
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
int print_dataset(const lmb_dataset *dataset, int format);

/* design.c, audit.c, mechanisms.c */
int design(struct options *o);
int sweep(struct options *o);
int audit(struct options *o);
int mechanisms(struct options *o);
/* The entry that --label, --parameter, --observable or --failure names. */
int find_entry(struct options *o, const char *option, const char *name);

/* The labels of degradation that fit the report's failure mode; their count. */
int fitting_labels(const lmb_report *report, const char **names, int most);

/* quantities.c, report_json.c, report_words.c, report_html.c */
void print_parameters(const lmb_cell *cell); /* those that were set, a member of a JSON object */
void print_quantities(int format);
int print_report_json(const struct options *o, const lmb_report *report);
int print_report_words(FILE *out, const struct options *o, const lmb_report *report);
int write_report_html(const struct options *o, const lmb_report *report);

/* A result of a report. */
struct result {
    double value, lower, upper;
    const char *reason; /* a sentence; "" where the value is known */
};
struct result result_of(const lmb_report *report, int32_t id);
/* The name of an enumerated result; NULL where it is not known. */
const char *result_name(const lmb_report *report, int32_t id);

/* fitted.c */
int32_t fit_report(const struct options *o, lmb_report **report, char *message, uint64_t size);
void print_fit_json(const lmb_report *report); /* "fit": {..}, nothing without a fit */
void print_fit_words(FILE *out, const lmb_report *report);
/* A value, and its interval in parentheses. */
void say_interval(FILE *out, struct result r, int decimals, double scale);

/* settling.c: what would narrow the lithium left, the best first, and to which half width in Ah. */
enum { SETTLINGS = 4 };
struct settling {
    const char *measurement;
    double half;
};
int settlings_of(const lmb_report *report, struct settling *s);

/* One line on stderr. */
int fail(int code, const char *what, const char *why);

#endif
