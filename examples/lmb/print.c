#include "command_line.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

void print_number(FILE *out, double value, const char *not_a_number)
{
    if (value - value != 0) { /* JSON and CSV know no infinities */
        fputs(not_a_number, out);
        return;
    }
    char text[40];
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value) break;
    }
    fputs(text, out);
}

void print_string(FILE *out, const char *text)
{
    fputc('"', out);
    for (const unsigned char *at = (const unsigned char *)text; *at; at++) {
        if (*at == '"' || *at == '\\') fprintf(out, "\\%c", *at);
        else if (*at < 0x20) fprintf(out, "\\u%04x", *at);
        else fputc(*at, out);
    }
    fputc('"', out);
}

/* A heading in the grammar of the Battery Data Format: "Cycle Charging Capacity / Ah". */
static void print_bdf_heading(FILE *out, int32_t id)
{
    static const struct {
        int32_t id;
        const char *label;
    } terms[] = {
        {LMB_COLUMN_CYCLE, "Cycle Count / 1"},
        {LMB_COLUMN_CHARGE_CAPACITY, "Cycle Charging Capacity / Ah"},
        {LMB_COLUMN_DISCHARGE_CAPACITY, "Cycle Discharging Capacity / Ah"},
        {LMB_COLUMN_CHARGE_ENERGY, "Cycle Charging Energy / Wh"},
        {LMB_COLUMN_DISCHARGE_ENERGY, "Cycle Discharging Energy / Wh"},
        {LMB_COLUMN_NET_CHARGE, "Net Capacity / Ah"},
        {LMB_COLUMN_CE_CELL, "Coulombic Efficiency / 1"},
    };
    for (size_t i = 0; i < sizeof terms / sizeof terms[0]; i++)
        if (terms[i].id == id) {
            fputs(terms[i].label, out);
            return;
        }
    int start = 1;
    for (const char *at = lmb_quantity_name(id); *at; at++) {
        fputc(*at == '_' ? ' ' : start ? toupper((unsigned char)*at) : *at, out);
        start = *at == '_';
    }
    const char *unit = lmb_quantity_unit(id);
    fprintf(out, " / %s", *unit ? unit : "1");
}

/* An enumerated value by its name, but not below a heading with a unit; any other as a number. */
static void print_value(FILE *out, int32_t id, double value, int format)
{
    int is_small = value >= 0 && value < 1e6; /* a cast of others is undefined */
    int by_name = is_small && format != FORMAT_BDF;
    const char *name = by_name ? lmb_quantity_value_name(id, (int32_t)value) : NULL;
    if (!name) print_number(out, value, format == FORMAT_JSON ? "null" : "nan");
    else if (format == FORMAT_JSON) print_string(out, name);
    else fputs(name, out);
}

static void print_headings(const int32_t *ids, int32_t id_count, int format)
{
    for (int32_t i = 0; i < id_count; i++) {
        if (i > 0) putchar(',');
        if (format == FORMAT_BDF) print_bdf_heading(stdout, ids[i]);
        else fputs(lmb_quantity_name(ids[i]), stdout);
    }
    putchar('\n');
}

static void print_row(const double *values, int64_t rows, int64_t row, const int32_t *ids,
                      int32_t id_count, int format)
{
    for (int32_t i = 0; i < id_count; i++) {
        if (format == FORMAT_JSON)
            printf("%s\"%s\": ", i ? ", " : "  {", lmb_quantity_name(ids[i]));
        else if (i > 0) putchar(',');
        print_value(stdout, ids[i], values[i * rows + row], format);
    }
    if (format == FORMAT_JSON) printf("}%s", row + 1 < rows ? "," : "");
    putchar('\n');
}

int print_table(const void *table, get_column_fn get, int64_t rows, const int32_t *ids,
                int32_t id_count, int format)
{
    double *values = malloc((size_t)(rows * id_count + 1) * sizeof *values);
    if (!values) return fail(EXIT_BAD_INPUT, "not enough memory", NULL);
    for (int32_t i = 0; i < id_count; i++) get(table, ids[i], values + i * rows, rows);
    if (format == FORMAT_JSON) puts("[");
    else print_headings(ids, id_count, format);
    for (int64_t row = 0; row < rows; row++) print_row(values, rows, row, ids, id_count, format);
    if (format == FORMAT_JSON) puts("]");
    free(values);
    return EXIT_FINE;
}

static int32_t column_of_dataset(const void *table, int32_t id, double *values, int64_t count)
{
    return lmb_dataset_get_column(table, id, values, count, 1);
}

int print_dataset(const lmb_dataset *dataset, int format)
{
    int32_t ids[256], count = 0;
    for (int32_t i = 0, id; (id = lmb_quantity_at(i)) != 0 && count < 256; i++)
        if (lmb_dataset_has_column(dataset, id)) ids[count++] = id;
    return print_table(dataset, column_of_dataset, lmb_dataset_cycles(dataset), ids, count, format);
}
