#include "command_line.h"

#include <string.h>

/* A design has layers and an E/C: where nothing was said of them, those of the published example,
 * which are the defaults of the registry. */
static int assume(lmb_cell *cell, int32_t id, int32_t other)
{
    double value;
    int32_t first = id == LMB_PARAM_LAYER_COUNT ? LMB_PARAM_ELECTRODE_HEIGHT : id;
    for (int32_t side = first; side <= id; side++)
        if (lmb_cell_is_set(cell, side)) return 0;
    if (lmb_cell_is_set(cell, other)) return 0;
    lmb_quantity_range(id, &value, NULL, NULL);
    return lmb_cell_set(cell, id, value) == LMB_OK;
}

static void print_value(const lmb_cell *cell, int32_t id)
{
    double value;
    lmb_cell_get(cell, id, &value);
    const char *name = value == value ? lmb_quantity_value_name(id, (int32_t)value) : NULL;
    if (name) print_string(stdout, name);
    else print_number(stdout, value, "null");
}

static void say_value(const lmb_cell *cell, int32_t id)
{
    double value;
    lmb_cell_get(cell, id, &value);
    const char *name = value == value ? lmb_quantity_value_name(id, (int32_t)value) : NULL;
    const char *unit = lmb_quantity_unit(id);
    int bare = strcmp(unit, "1") == 0;
    printf("  %-26s ", lmb_quantity_name(id));
    if (name) puts(name);
    else if (value != value) puts("not known");
    else if (value - value != 0) puts("infinite");
    else printf("%.6g%s%s\n", value, bare ? "" : " ", bare ? "" : unit);
}

/* The quantities with ids from `first` to `last`. */
static void say_range(const lmb_cell *cell, const char *heading, int32_t first, int32_t last)
{
    printf("\n%s\n", heading);
    for (int32_t i = 0, id; (id = lmb_quantity_at(i)) != 0; i++) {
        if (id >= first && id <= last) say_value(cell, id);
    }
}

/* What was solved for; none does is an answer, not a failure. */
static int solve(const struct options *o, double *value, char *message, size_t size)
{
    int32_t status = lmb_cell_solve(o->cell, o->solve_id, o->solve_energy, value, message, size);
    if (status == LMB_OK || status == LMB_ERROR_MISSING) return EXIT_FINE;
    return fail(EXIT_BAD_INPUT, message, NULL);
}

static const char count_warning[] = "counts_not_to_end_of_stage_3";

/* The text of the warning that the cycles reported are no normalized cycle life, or NULL. */
static const char *warning_of_count(const lmb_cell *cell)
{
    lmb_report *claim;
    const char *name, *text, *found = NULL;
    if (lmb_audit(cell, &claim, NULL, 0)) return NULL;
    for (int32_t i = 0; lmb_report_warning(claim, i, &name, &text) != 0; i++)
        if (strcmp(name, count_warning) == 0) found = text;
    lmb_report_free(claim);
    return found;
}

static void print_warning(const char *text)
{
    fputs("  \"warnings\": [", stdout);
    if (text) {
        printf("{\"id\": \"%s\", \"text\": ", count_warning);
        print_string(stdout, text);
        putchar('}');
    }
    puts("],");
}

static void print_json(const struct options *o, double value, const char *message)
{
    printf("{\n  \"schema\": 1,\n  \"lmb\": \"%s\",\n", lmb_version_string());
    print_parameters(o->cell);
    if (o->solve_id) {
        printf("  \"solved\": {\"parameter\": \"%s\", \"specific_energy\": ",
               lmb_quantity_name(o->solve_id));
        print_number(stdout, o->solve_energy, "null");
        fputs(", \"value\": ", stdout);
        print_number(stdout, value, "null");
        fputs(", \"reason\": ", stdout);
        print_string(stdout, message);
        puts("},");
    }
    print_warning(warning_of_count(o->cell));
    const char *between = "";
    for (int32_t i = 0, id; (id = lmb_quantity_at(i)) != 0; i++) {
        if (lmb_quantity_kind(id) != LMB_KIND_DERIVED) continue;
        printf("%s  \"%s\": ", between, lmb_quantity_name(id));
        print_value(o->cell, id);
        between = ",\n";
    }
    puts("\n}");
}

static void print_tier(const lmb_cell *cell)
{
    double tier;
    const char *warning = warning_of_count(cell);
    lmb_cell_get(cell, LMB_DERIVED_TIER, &tier);
    const char *text = lmb_knowledge_text(
        lmb_knowledge_find(lmb_quantity_value_name(LMB_DERIVED_TIER, (int)tier)));
    say_range(cell, "Benchmark tier (Deng et al. 2026, Fig. 1c)", LMB_DERIVED_TIER,
              LMB_DERIVED_IMPLIED_CE_LI);
    if (text) printf("  %s.\n", text);
    if (warning) printf("  %s: %s\n", count_warning, warning);
}

static void print_words(const struct options *o, double value, const char *message)
{
    const lmb_cell *cell = o->cell;
    say_range(cell, "Cell", LMB_PARAM_CATHODE_CAPACITY, LMB_PARAM_NP_RATIO);
    say_value(cell, LMB_PARAM_ELECTROLYTE);
    say_value(cell, LMB_PARAM_MEAN_VOLTAGE);
    say_range(cell, "Design", LMB_PARAM_CATHODE_SPECIFIC_CAPACITY, LMB_PARAM_CHARGE_VOLTAGE);
    say_range(cell, "What follows", LMB_DERIVED_CAPACITY, LMB_DERIVED_MASS_EXTRA);
    print_tier(cell);
    say_range(cell, "Small physics", LMB_DERIVED_LIMITING_CURRENT, LMB_DERIVED_CE_LI_NEEDED);
    if (!o->solve_id) return;
    if (value == value)
        printf("\n%s = %.9g gives %g Wh/kg.\n", lmb_quantity_name(o->solve_id), value,
               o->solve_energy);
    else printf("\n%s.\n", message);
}

int design(struct options *o)
{
    char message[256] = "";
    double value;
    lmb_quantity_range(LMB_DERIVED_CAPACITY, &value, NULL, NULL); /* NaN */
    int layers = assume(o->cell, LMB_PARAM_LAYER_COUNT, LMB_PARAM_ELECTRODE_AREA);
    int lean = assume(o->cell, LMB_PARAM_ELECTROLYTE_TO_CAPACITY, LMB_PARAM_ELECTROLYTE);
    int code = o->solve_id ? solve(o, &value, message, sizeof message) : EXIT_FINE;
    if (code) return code;
    if (o->format == FORMAT_JSON) {
        print_json(o, value, message);
        return EXIT_FINE;
    }
    if (layers) puts("layer_count was not set: that of the published example is taken.");
    if (lean) puts("electrolyte_to_capacity was not set: that of the published example is taken.");
    print_words(o, value, message);
    return EXIT_FINE;
}

int sweep(struct options *o)
{
    char message[256] = "";
    lmb_dataset *points;
    const struct axis *a = o->axes;
    assume(o->cell, LMB_PARAM_LAYER_COUNT, LMB_PARAM_ELECTRODE_AREA);
    assume(o->cell, LMB_PARAM_ELECTROLYTE_TO_CAPACITY, LMB_PARAM_ELECTROLYTE);
    int32_t status = lmb_cell_sweep(o->cell, a[0].values, a[0].count, a[1].values, a[1].count,
                                    a[2].values, a[2].count, o->cycles < 0 ? 2000 : o->cycles,
                                    &points, message, sizeof message);
    if (status) return fail(EXIT_BAD_INPUT, message, NULL);
    int code = print_dataset(points, o->format);
    lmb_dataset_free(points);
    return code;
}
