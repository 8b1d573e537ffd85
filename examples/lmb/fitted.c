#include "command_line.h"

#include <math.h>
#include <string.h>

struct parameter {
    int32_t id, identified;
    double value, lower, upper;
};

static int parameter_at(const lmb_report *report, int32_t index, struct parameter *p)
{
    return lmb_report_parameter(report, index, &p->id, &p->value, &p->lower, &p->upper,
                                &p->identified, NULL) == LMB_OK;
}

int32_t fit_report(const struct options *o, lmb_report **report, char *message, uint64_t size)
{
    return lmb_fit(o->dataset, o->cell, o->has_free ? o->free : NULL, o->free_count, report,
                   message, size);
}

enum { MOST = 24 };

/* Row by row, as far as the diagonal; returns how many parameters there are. */
static int32_t covariances(const lmb_report *report, double c[][MOST])
{
    int32_t count = 0;
    while (lmb_report_parameter(report, count, NULL, NULL, NULL, NULL, NULL, c[count]) == LMB_OK)
        count++;
    return count;
}

static void print_named(const char *name, double value, const char *after)
{
    printf("\"%s\": ", name);
    print_number(stdout, value, "null");
    fputs(after, stdout);
}

static void print_parameter(const struct parameter *p)
{
    printf("{\"name\": \"%s\", ", lmb_quantity_name(p->id));
    print_named("value", p->value, ", ");
    print_named("lower", p->lower, ", ");
    print_named("upper", p->upper, ", ");
    printf("\"unit\": \"%s\", \"identified\": %s}", lmb_quantity_unit(p->id),
           p->identified ? "true" : "false");
}

static void print_correlations(const lmb_report *report)
{
    double c[MOST + 1][MOST];
    int32_t count = covariances(report, c);
    fputs(",\n          \"correlations\": [", stdout);
    for (int32_t i = 0; i < count; i++) {
        fputs(i ? ",\n                           [" : "[", stdout);
        for (int32_t j = 0; j < count; j++) {
            if (j) fputs(", ", stdout);
            double both = i > j ? c[i][j] : c[j][i];
            print_number(stdout, both / sqrt(c[i][i] * c[j][j]), "null");
        }
        putchar(']');
    }
    putchar(']');
}

void print_fit_json(const lmb_report *report)
{
    struct parameter p;
    const char *state = result_name(report, LMB_RESULT_FIT_STATE), *between = "";
    if (!state) return;
    printf("  \"fit\": {\"state\": \"%s\", ", state);
    print_named("iterations", result_of(report, LMB_RESULT_FIT_ITERATIONS).value, ", ");
    print_named("reduced", result_of(report, LMB_RESULT_FIT_REDUCED).value,
                ",\n          \"parameters\": [");
    for (int32_t i = 0; parameter_at(report, i, &p); i++) {
        if (i) fputs(",\n                         ", stdout);
        print_parameter(&p);
    }
    fputs("],\n          \"not_identifiable\": [", stdout);
    for (int32_t i = 0; parameter_at(report, i, &p); i++) {
        if (p.identified) continue;
        printf("%s\"%s\"", between, lmb_quantity_name(p.id));
        between = ", ";
    }
    putchar(']');
    print_correlations(report);
    fputs(",\n          ", stdout);
    for (int32_t id = LMB_RESULT_FIT_SCATTER_CAPACITY; id <= LMB_RESULT_FIT_SCATTER_THICKNESS; id++)
        print_named(lmb_quantity_name(id) + 4, result_of(report, id).value,
                    id < LMB_RESULT_FIT_SCATTER_THICKNESS ? ", " : "},\n");
}

static void say_parameter(FILE *out, const struct parameter *p)
{
    const char *unit = lmb_quantity_unit(p->id);
    int ratio = strcmp(unit, "1") == 0;
    fprintf(out, "  %-24s %.6g (%.6g to %.6g)%s%s%s\n", lmb_quantity_name(p->id), p->value,
            p->lower, p->upper, ratio ? "" : " ", ratio ? "" : unit,
            p->identified ? "" : ", not identifiable from this record");
}

void print_fit_words(FILE *out, const lmb_report *report)
{
    struct parameter p;
    const char *state = result_name(report, LMB_RESULT_FIT_STATE);
    if (!state) return;
    double iterations = result_of(report, LMB_RESULT_FIT_ITERATIONS).value;
    fprintf(out, "\nFit of the cell model: %s after %.0f iteration%s\n",
            state[0] == 'c'   ? "converged"
            : state[0] == 's' ? "no step goes downhill, best so far"
                              : "not converged, best so far",
            iterations, iterations == 1 ? "" : "s");
    for (int32_t i = 0; parameter_at(report, i, &p); i++) say_parameter(out, &p);
    for (int32_t id = LMB_RESULT_MODEL_ONSET_STAGE_2; id <= LMB_RESULT_MODEL_ONSET_STAGE_4; id++) {
        struct result r = result_of(report, id);
        fprintf(out,
                "  stage %d in the fitted cell: ", (int)(id - LMB_RESULT_MODEL_ONSET_STAGE_2 + 2));
        if (r.value != r.value) {
            fprintf(out, "not seen. %s\n", r.reason);
            continue;
        }
        fputs("from cycle ", out);
        say_interval(out, r, 0, 1);
        fputs("\n", out);
    }
}
