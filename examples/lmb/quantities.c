#include "command_line.h"

static const char *const kinds[] = {"", "parameter", "column", "result", "derived"};

static void print_value_names(int32_t id, int json)
{
    const char *name;
    for (int32_t i = 0; (name = lmb_quantity_value_name(id, i)) != NULL; i++) {
        if (i > 0) fputs(json ? ", " : " | ", stdout);
        if (json) print_string(stdout, name);
        else fputs(name, stdout);
    }
}

static void print_one_json(int32_t id, int last)
{
    double lower, upper, fallback;
    lmb_quantity_range(id, &fallback, &lower, &upper);
    int32_t flags = lmb_quantity_flags(id);
    printf("  {\"id\": %d, \"kind\": \"%s\", \"name\": \"%s\", \"unit\": ", (int)id,
           kinds[lmb_quantity_kind(id)], lmb_quantity_name(id));
    print_string(stdout, lmb_quantity_unit(id));
    fputs(", \"text\": ", stdout);
    print_string(stdout, lmb_quantity_text(id));
    fputs(", \"default\": ", stdout);
    print_number(stdout, fallback, "null");
    fputs(", \"lower\": ", stdout);
    print_number(stdout, lower, "null");
    fputs(", \"upper\": ", stdout);
    print_number(stdout, upper, "null");
    printf(", \"lower_open\": %s, \"upper_open\": %s, \"may_be_unknown\": %s, \"values\": [",
           flags & LMB_FLAG_LOWER_OPEN ? "true" : "false",
           flags & LMB_FLAG_UPPER_OPEN ? "true" : "false",
           flags & LMB_FLAG_MAY_BE_NAN ? "true" : "false");
    print_value_names(id, 1);
    printf("]}%s\n", last ? "" : ",");
}

static void print_bounds(int32_t id)
{
    double lower, upper, fallback;
    lmb_quantity_range(id, &fallback, &lower, &upper);
    int32_t flags = lmb_quantity_flags(id);
    if (flags & LMB_FLAG_ENUMERATED) {
        const char *name = lmb_quantity_value_name(id, (int32_t)fallback);
        printf("    default %s; ", name);
        print_value_names(id, 0);
    } else {
        fputs("    default ", stdout);
        print_number(stdout, fallback, "not known");
        printf("; range %s", flags & LMB_FLAG_LOWER_OPEN || lower - lower != 0 ? "(" : "[");
        print_number(stdout, lower, "-inf");
        fputs(", ", stdout);
        print_number(stdout, upper, "inf");
        fputs(flags & LMB_FLAG_UPPER_OPEN || upper - upper != 0 ? ")" : "]", stdout);
    }
    putchar('\n');
}

static void print_one_words(int32_t id)
{
    const char *unit = lmb_quantity_unit(id);
    printf("%s%s%s%s\n    %s\n", lmb_quantity_name(id), *unit ? " (" : "", unit, *unit ? ")" : "",
           lmb_quantity_text(id));
    if (lmb_quantity_kind(id) == LMB_KIND_PARAMETER) print_bounds(id);
}

void print_quantities(int format)
{
    int32_t kind = 0;
    if (format == FORMAT_JSON) puts("[");
    for (int32_t i = 0, id; (id = lmb_quantity_at(i)) != 0; i++) {
        if (format == FORMAT_JSON) {
            print_one_json(id, lmb_quantity_at(i + 1) == 0);
            continue;
        }
        if (lmb_quantity_kind(id) != kind) {
            kind = lmb_quantity_kind(id);
            printf("%s# %ss\n", i ? "\n" : "", kinds[kind]);
        }
        print_one_words(id);
    }
    if (format == FORMAT_JSON) puts("]");
}
