#include "command_line.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A bar on a terminal's stderr; nothing otherwise, and nothing for short reads. */
static int32_t show_progress(void *user, uint64_t done, uint64_t total)
{
    int *shown = user;
    if (done < (8U << 20)) return 0;
    *shown = 1;
    if (total > 0) {
        int percent = (int)(100.0 * (double)done / (double)total);
        fprintf(stderr, "\rreading [%-25.*s] %3d %% ", percent / 4,
                "=========================", percent);
    } else {
        fprintf(stderr, "\rreading %llu MB ", (unsigned long long)(done >> 20));
    }
    return 0;
}

static const char not_a_list[] = "not a list of cycles such as 3,7-9";

/* "3,7-9": say `word` on each of these cycles. */
static int say(lmb_dataset *d, const double *cycle, int64_t rows, const char *list, int32_t word)
{
    for (const char *at = list; *at;) {
        char *end;
        double first = strtod(at, &end), last = first;
        if (end == at) return fail(EXIT_BAD_USE, list, not_a_list);
        if (*end == '-') {
            at = end + 1;
            last = strtod(at, &end);
            if (end == at) return fail(EXIT_BAD_USE, list, not_a_list);
        }
        if (*end && *end != ',') return fail(EXIT_BAD_USE, list, not_a_list);
        int said = 0;
        for (int64_t row = 0; row < rows; row++) {
            if (!(cycle[row] >= first && cycle[row] <= last)) continue;
            if (lmb_dataset_exclude(d, row, word))
                return fail(EXIT_BAD_INPUT, lmb_dataset_message(d), NULL);
            said = 1;
        }
        if (!said) return fail(EXIT_BAD_INPUT, list, "the record has no such cycle");
        at = *end ? end + 1 : end;
    }
    return *list ? EXIT_FINE : fail(EXIT_BAD_USE, "--exclude or --include", not_a_list);
}

static int say_all(struct options *o)
{
    int64_t rows = lmb_dataset_cycles(o->dataset);
    if (o->exclude_count + o->include_count == 0 || rows == 0) return EXIT_FINE;
    double *cycle = malloc((size_t)rows * sizeof *cycle);
    if (!cycle) return fail(EXIT_BAD_INPUT, "not enough memory", NULL);
    lmb_dataset_get_column(o->dataset, LMB_COLUMN_CYCLE, cycle, rows, 1);
    int code = EXIT_FINE;
    for (int32_t i = 0; i < o->exclude_count && !code; i++)
        code = say(o->dataset, cycle, rows, o->exclude[i], LMB_EXCLUDE_YES);
    for (int32_t i = 0; i < o->include_count && !code; i++)
        code = say(o->dataset, cycle, rows, o->include[i], LMB_EXCLUDE_NO);
    free(cycle);
    return code;
}

int read_dataset(struct options *o)
{
    int shown = 0;
    if (isatty(STDERR_FILENO)) lmb_dataset_set_progress(o->dataset, show_progress, &shown);
    int32_t status = lmb_dataset_read_files(o->dataset, o->files, o->file_count);
    lmb_dataset_set_progress(o->dataset, NULL, NULL);
    if (shown) fprintf(stderr, "\r%50s\r", "");
    if (status) return fail(EXIT_BAD_INPUT, lmb_dataset_message(o->dataset), NULL);
    return say_all(o);
}
