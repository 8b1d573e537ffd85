#include "command_line.h"

#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "lmb - what a cycler's record says, and does not say, about the lithium left in a cell\n"
    "\n"
    "  lmb analyze FILE.. [--set name=value ..] [--map column=heading ..] [--fit] [--json]\n"
    "      [--html OUT]\n"
    "      read a record (time series or table of cycles) and report books, stages, reservoir;\n"
    "      --html: also as a page with plots\n"
    "  lmb cycles FILE.. [--map ..] [--csv | --json | --bdf] [--explain]\n"
    "      the table of cycles with the columns of the books; --explain: how it was read\n"
    "  lmb fit FILE.. [--free a,b,c] [--set ..] [--json]\n"
    "      fit parameters of the cell model; without --free those of CE_Li and the cathode\n"
    "  lmb forecast FILE.. --cycles N [--free a,b,c] [--set ..] [--if name=value] [--csv | "
    "--json]\n"
    "      the next N cycles from that fit; --if: under other conditions or another N/P\n"
    "  lmb simulate --cycles N [--set ..] [--csv | --json]\n"
    "      a cell by the dual-Li-reservoir inventory model, hidden columns too\n"
    "  lmb design [--set ..] [--solve parameter=Wh/kg] [--json]\n"
    "      masses, specific energy, benchmark tier, derived physics; --solve: the inverse\n"
    "  lmb sweep [--over name=value,value ..] [--cycles N] [--set ..] [--csv | --json]\n"
    "      energy against life over np_ratio, cathode_capacity, electrolyte_to_capacity\n"
    "  lmb audit [--set ..] [--json]\n"
    "      what follows, and what does not, from what a report states: reported_cycles=..,\n"
    "      reported_retention=.., reported_ce=.., reported_end=.., np_ratio=..\n"
    "  lmb mechanisms [--label L | --parameter P | --observable O | --failure F] [--json | --dot]\n"
    "      the degradation map of the review, with stages, tiers and numbers\n"
    "  lmb quantities [--json]\n"
    "      every parameter, column and result: name, unit, bounds, meaning\n"
    "\n"
    "  --set name=value        a parameter, e.g. --set np_ratio=1.5\n"
    "  --cell FILE             a JSON object of parameters\n"
    "  --ce-li-table FILE      a column of CE_Li, one value a line, for ce_li_law=table\n"
    "  --map column=heading    where detection is wrong: heading, or #1 for the first field;\n"
    "                          a leading - turns the sign, a trailing :mAh gives the unit\n"
    "  --threads N             read a big time series with so many; the result is the same\n"
    "  --exclude 3,7-9         leave these cycles out; --include takes them back in\n"
    "\n"
    "FILE may be - for standard input; several files are one test in parts.\n"
    "Exit: 0 done; 1 a value out of range or input that cannot be read; 2 unknown usage.\n";

int fail(int code, const char *what, const char *why)
{
    char line[1024];
    snprintf(line, sizeof line, "lmb: %s%s%s", what, why ? ": " : "", why ? why : "");
    for (char *at = line; *at; at++)
        if ((unsigned char)*at < 0x20) *at = '?';
    fprintf(stderr, "%s\n", line);
    return code;
}

struct result result_of(const lmb_report *report, int32_t id)
{
    struct result r;
    int32_t reason;
    lmb_report_value(report, id, &r.value, &r.lower, &r.upper, &reason);
    r.reason = reason ? lmb_reason_text(reason) : "";
    return r;
}

const char *result_name(const lmb_report *report, int32_t id)
{
    double value = result_of(report, id).value;
    return value == value ? lmb_quantity_value_name(id, (int32_t)value) : NULL;
}

static int simulate(struct options *o)
{
    if (o->cycles < 0) return fail(EXIT_BAD_USE, "simulate", "--cycles N is missing");
    char message[256] = "";
    lmb_dataset *made;
    if (lmb_cell_simulate(o->cell, o->cycles, &made, message, sizeof message))
        return fail(EXIT_BAD_INPUT, message, NULL);
    int code = print_dataset(made, o->format);
    lmb_dataset_free(made);
    return code;
}

static int explain(const struct options *o)
{
    const char *topic, *text;
    for (int32_t i = 0; lmb_dataset_remark(o->dataset, i, &topic, &text) == LMB_OK; i++)
        printf("%-16s %s\n", topic, text);
    return EXIT_FINE;
}

/* What the report has beside the dataset's own columns. */
struct both {
    const lmb_dataset *dataset, *table;
};

static int32_t column_of_both(const void *table, int32_t id, double *values, int64_t count)
{
    const struct both *b = table;
    int own = lmb_dataset_has_column(b->table, id);
    return lmb_dataset_get_column(own ? b->table : b->dataset, id, values, count, 1);
}

static int with_report(struct options *o, lmb_report **report)
{
    int code = read_dataset(o);
    char message[256] = "";
    if (code) return code;
    int32_t status = o->fit ? fit_report(o, report, message, sizeof message)
                            : lmb_analyze(o->dataset, o->cell, report, message, sizeof message);
    return status ? fail(EXIT_BAD_INPUT, message, NULL) : EXIT_FINE;
}

static int cycles(struct options *o)
{
    if (o->explain) {
        int code = read_dataset(o);
        return code ? code : explain(o);
    }
    lmb_report *report;
    int code = with_report(o, &report);
    if (code) return code;
    struct both b = {o->dataset, lmb_report_table(report)};
    int32_t ids[256], count = 0;
    for (int32_t i = 0, id; (id = lmb_quantity_at(i)) != 0 && count < 256; i++) {
        int stages = id >= LMB_COLUMN_P_STAGE_1 && id <= LMB_COLUMN_P_STAGE_4;
        if (!stages &&
            (lmb_dataset_has_column(b.table, id) || lmb_dataset_has_column(b.dataset, id)))
            ids[count++] = id;
    }
    code = print_table(&b, column_of_both, lmb_dataset_cycles(b.table), ids, count, o->format);
    lmb_report_free(report);
    return code;
}

static int analyze(struct options *o)
{
    lmb_report *report;
    int code = with_report(o, &report);
    if (code) return code;
    if (o->html) code = write_report_html(o, report);
    if (!code)
        code = o->format == FORMAT_JSON ? print_report_json(o, report)
                                        : print_report_words(stdout, o, report);
    lmb_report_free(report);
    return code;
}

static int fit(struct options *o)
{
    lmb_report *report;
    o->fit = 1;
    int code = with_report(o, &report);
    if (code) return code;
    if (o->format == FORMAT_JSON) code = print_report_json(o, report);
    else print_fit_words(stdout, report);
    lmb_report_free(report);
    return code;
}

static int forecast(struct options *o)
{
    if (o->cycles < 0) return fail(EXIT_BAD_USE, "forecast", "--cycles N is missing");
    lmb_report *report;
    lmb_dataset *ahead;
    char message[256] = "";
    o->fit = 1;
    int code = with_report(o, &report);
    if (code) return code;
    if (lmb_forecast(report, o->conditions, o->cycles, &ahead, message, sizeof message)) {
        code = fail(EXIT_BAD_INPUT, message, NULL);
    } else {
        code = print_dataset(ahead, o->format);
        lmb_dataset_free(ahead);
    }
    lmb_report_free(report);
    return code;
}

static int run(struct options *o)
{
    if (strcmp(o->command, "analyze") == 0) return analyze(o);
    if (strcmp(o->command, "cycles") == 0) return cycles(o);
    if (strcmp(o->command, "fit") == 0) return fit(o);
    if (strcmp(o->command, "forecast") == 0) return forecast(o);
    if (strcmp(o->command, "simulate") == 0) return simulate(o);
    if (strcmp(o->command, "design") == 0) return design(o);
    if (strcmp(o->command, "sweep") == 0) return sweep(o);
    if (strcmp(o->command, "audit") == 0) return audit(o);
    if (strcmp(o->command, "mechanisms") == 0) return mechanisms(o);
    print_quantities(o->format);
    return EXIT_FINE;
}

int main(int count, char **words)
{
    if (count < 2 || strcmp(words[1], "--help") == 0 || strcmp(words[1], "help") == 0) {
        fputs(usage, count < 2 ? stderr : stdout);
        return count < 2 ? EXIT_BAD_USE : EXIT_FINE;
    }
    if (strcmp(words[1], "--version") == 0) {
        printf("lmb %s\n", lmb_version_string());
        return EXIT_FINE;
    }
    struct options o;
    int code = parse_options(count, words, &o);
    if (code == EXIT_FINE && o.help) fputs(usage, stdout);
    else if (code == EXIT_FINE) code = run(&o);
    free_options(&o);
    if (fflush(stdout) || ferror(stdout))
        return fail(EXIT_BAD_INPUT, "standard output", "cannot write");
    return code;
}
