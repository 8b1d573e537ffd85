#include "command_line.h"

static const int32_t shown[] = {
    LMB_RESULT_CYCLES,     LMB_RESULT_CAPACITY_RETENTION,
    LMB_RESULT_CE_CELL,    LMB_RESULT_CE_LI_LOWER_BOUND,
    LMB_RESULT_CE_LI_MEAN, LMB_RESULT_NORMALIZED_CYCLE_LIFE,
};
enum { SHOWN = sizeof shown / sizeof shown[0] };

static void print_result_json(const lmb_report *report, int32_t id)
{
    struct result r = result_of(report, id);
    printf("  \"%s\": ", lmb_quantity_name(id));
    if (r.value != r.value) {
        fputs("{\"value\": null, \"reason\": ", stdout);
        print_string(stdout, r.reason);
    } else {
        fputs("{\"value\": ", stdout);
        print_number(stdout, r.value, "null");
        fputs(", \"lower\": ", stdout);
        print_number(stdout, r.lower, "null");
        fputs(", \"upper\": ", stdout);
        print_number(stdout, r.upper, "null");
    }
    puts("},");
}

static void print_json(const lmb_cell *cell, const lmb_report *report)
{
    const char *name, *text;
    printf("{\n  \"schema\": 1,\n  \"lmb\": \"%s\",\n", lmb_version_string());
    print_parameters(cell);
    for (int i = 0; i < SHOWN; i++) print_result_json(report, shown[i]);
    fputs("  \"warnings\": [", stdout);
    for (int32_t i = 0; lmb_report_warning(report, i, &name, &text) != 0; i++) {
        printf("%s\n    {\"id\": \"%s\", \"text\": ", i ? "," : "", name);
        print_string(stdout, text);
        putchar('}');
    }
    puts("]\n}");
}

static void print_words(const lmb_report *report)
{
    const char *name, *text;
    for (int i = 0; i < SHOWN; i++) {
        struct result r = result_of(report, shown[i]);
        printf("%-24s", lmb_quantity_name(shown[i]));
        if (r.value != r.value) printf("not known. %s", r.reason);
        else if (r.lower == r.lower) printf("%.6g (%.6g to %.6g)", r.value, r.lower, r.upper);
        else printf("%.6g", r.value);
        puts("");
    }
    for (int32_t i = 0; lmb_report_warning(report, i, &name, &text) != 0; i++)
        printf("%s%s: %s\n", i ? "" : "\n", name, text);
}

int audit(struct options *o)
{
    char message[256] = "";
    lmb_report *report;
    if (lmb_audit(o->cell, &report, message, sizeof message))
        return fail(EXIT_BAD_INPUT, message, NULL);
    if (o->format == FORMAT_JSON) print_json(o->cell, report);
    else print_words(report);
    lmb_report_free(report);
    return EXIT_FINE;
}
