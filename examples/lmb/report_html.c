/* The report as a page for a browser: what was measured over the cycles, with its stages, and the
 * report in words. Nothing is fetched from elsewhere. */
#include "command_line.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LEFT = 70, WIDTH = 690, HEIGHT = 130, GAP = 20, CURVES = 2, PANELS = 4 };

static const struct panel {
    const char *label;
    int32_t column[CURVES]; /* of charge and discharge; 0: none */
} panels[PANELS] = {
    {"Capacity, Ah", {LMB_COLUMN_CHARGE_CAPACITY, LMB_COLUMN_DISCHARGE_CAPACITY}},
    {"Energy, Wh", {LMB_COLUMN_CHARGE_ENERGY, LMB_COLUMN_DISCHARGE_ENERGY}},
    {"CE", {0, LMB_COLUMN_CE_CELL}},
    {"Mean voltage, V", {LMB_COLUMN_MEAN_CHARGE_VOLTAGE, LMB_COLUMN_MEAN_DISCHARGE_VOLTAGE}},
};

/* The report's table, and the frame of the panel that is drawn. */
struct drawing {
    FILE *out;
    const lmb_report *report;
    int64_t rows;
    double *cycle, *excluded, *curve[CURVES], *sorted; /* `sorted` has room for both curves */
    double first, last, lower, upper;
    int top;
};

static double x_of(const struct drawing *d, double cycle)
{
    return LEFT + WIDTH * (cycle - d->first) / (d->last - d->first);
}

static double y_of(const struct drawing *d, double value)
{
    double share = (d->upper - value) / (d->upper - d->lower);
    return d->top + HEIGHT * (share < 0 ? 0 : share > 1 ? 1 : share);
}

static int is_drawn(const struct drawing *d, int curve, int64_t row)
{
    return d->curve[curve][row] == d->curve[curve][row] && d->cycle[row] == d->cycle[row];
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Where the values lie, less what a few stray far out; 0: there are none. */
static int set_limits(struct drawing *d, int with_excluded)
{
    int64_t count = 0;
    for (int c = 0; c < CURVES; c++)
        for (int64_t i = 0; i < d->rows; i++)
            if (is_drawn(d, c, i) && (with_excluded || d->excluded[i] == LMB_EXCLUDED_NO))
                d->sorted[count++] = d->curve[c][i];
    if (count == 0) return 0;
    qsort(d->sorted, (size_t)count, sizeof *d->sorted, ascending);
    double least = d->sorted[0], most = d->sorted[count - 1];
    if (least < -1e300 || most > 1e300) return 0; /* no axis is as long */
    double lower = d->sorted[count / 50], upper = d->sorted[count - 1 - count / 50];
    double room = 0.5 * (upper - lower);
    if (least < lower - room) least = lower - room;
    if (most > upper + room) most = upper + room;
    double size = most < 0 ? -least : most;
    double margin = most > least ? 0.08 * (most - least) : size > 0 ? 1e-3 * size : 1e-3;
    d->lower = least - margin;
    d->upper = most + margin;
    return 1;
}

/* 1, 2 or 5 times a power of ten, some four to five to the span; its decimals. */
static double tick_step(double span, int *decimals)
{
    double base = 1;
    *decimals = 0;
    while (10 * base <= span / 4 && base < 1e300) base *= 10;
    for (; base > span / 4 && *decimals < 300; ++*decimals) base /= 10;
    double times = span / 4 / base;
    return base * (times > 5 ? 5 : times > 2 ? 2 : 1);
}

static void draw_y_ticks(const struct drawing *d)
{
    int decimals;
    double step = tick_step(d->upper - d->lower, &decimals);
    double begin = step * (double)(int64_t)(d->lower / step);
    for (int i = 0; i < 12; i++) {
        double value = begin + i * step, y = y_of(d, value);
        if (value < d->lower || value > d->upper) continue;
        fprintf(d->out, "<path class=\"tick\" d=\"M%d,%.1fh-4\"/>", LEFT, y);
        fprintf(d->out, "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.*f</text>\n", LEFT - 7,
                y + 3.5, decimals, value);
    }
}

static void draw_x_ticks(const struct drawing *d)
{
    int decimals;
    double step = tick_step((d->last - d->first) / 2, &decimals);
    if (step < 1) step = 1;
    double begin = step * (double)(int64_t)(d->first / step);
    for (int i = 0; i < 24; i++) {
        double cycle = begin + i * step;
        if (cycle < d->first || cycle > d->last) continue;
        fprintf(d->out, "<path class=\"tick\" d=\"M%.1f,%dv4\"/>", x_of(d, cycle), d->top + HEIGHT);
        fprintf(d->out, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%.0f</text>\n",
                x_of(d, cycle), d->top + HEIGHT + 15, cycle);
    }
    fprintf(d->out, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">Cycle</text>\n",
            LEFT + WIDTH / 2, d->top + HEIGHT + 31);
}

static void draw_span(const struct drawing *d, const char *kind, double from, double to)
{
    if (from < d->first) from = d->first;
    if (to > d->last) to = d->last;
    if (!(from <= to)) return;
    fprintf(d->out, "<rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>\n", kind,
            x_of(d, from), d->top, x_of(d, to) - x_of(d, from), HEIGHT);
}

static struct result onset_of(const struct drawing *d, int32_t stage)
{
    return result_of(d->report, LMB_RESULT_ONSET_STAGE_2 + stage - 2);
}

/* Stages shaded, each until a later one begins. */
static void draw_stages(const struct drawing *d, int named)
{
    double until = d->last;
    for (int32_t stage = 4; stage >= 2; stage--) {
        double begin = onset_of(d, stage).value - 0.5;
        if (begin != begin) continue;
        char kind[] = {'s', (char)('0' + stage), '\0'};
        draw_span(d, kind, begin, until);
        if (named && x_of(d, until) - x_of(d, begin) > 45)
            fprintf(d->out, "<text x=\"%.1f\" y=\"%d\">stage %d</text>\n", x_of(d, begin),
                    d->top - 5, (int)stage);
        until = begin;
    }
}

static void draw_onsets(const struct drawing *d)
{
    for (int32_t stage = 2; stage <= 4; stage++) {
        struct result onset = onset_of(d, stage);
        if (onset.value != onset.value) continue;
        draw_span(d, "interval", onset.lower - 0.5, onset.upper - 0.5);
        fprintf(d->out, "<path class=\"onset\" d=\"M%.1f,%dv%d\"/>\n", x_of(d, onset.value - 0.5),
                d->top, HEIGHT);
    }
}

/* A dot a cycle; none where it would lie on the dot before. */
static void draw_curve(const struct drawing *d, int curve)
{
    double before_x = -1, before_y = -1;
    fprintf(d->out, "<path class=\"c%d\" d=\"", curve);
    for (int64_t i = 0; i < d->rows; i++) {
        if (!is_drawn(d, curve, i) || d->excluded[i] != LMB_EXCLUDED_NO) continue;
        double x = x_of(d, d->cycle[i]), y = y_of(d, d->curve[curve][i]);
        if (x - before_x < 0.3 && y - before_y < 0.3 && before_y - y < 0.3) continue;
        fprintf(d->out, "M%.1f,%.1fh.01", x, y);
        before_x = x;
        before_y = y;
    }
    fputs("\"/>\n<path class=\"out\" d=\"", d->out);
    for (int64_t i = 0; i < d->rows; i++)
        if (is_drawn(d, curve, i) && d->excluded[i] != LMB_EXCLUDED_NO)
            fprintf(d->out, "M%.1f,%.1fm-3,-3l6,6m0,-6l-6,6", x_of(d, d->cycle[i]),
                    y_of(d, d->curve[curve][i]));
    fputs("\"/>\n", d->out);
}

static int load_panel(struct drawing *d, const struct panel *p)
{
    const lmb_dataset *table = lmb_report_table(d->report);
    for (int c = 0; c < CURVES; c++)
        if (lmb_dataset_get_column(table, p->column[c], d->curve[c], d->rows, 1))
            for (int64_t i = 0; i < d->rows; i++) d->curve[c][i] = NAN;
    return set_limits(d, 0) || set_limits(d, 1);
}

static void draw_panels(struct drawing *d)
{
    int drawn = 0, count = 0;
    for (int i = 0; i < PANELS; i++) count += load_panel(d, &panels[i]);
    fprintf(d->out, "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"The record\">\n",
            LEFT + WIDTH + 10, count * (HEIGHT + GAP) + 40);
    d->top = GAP;
    for (int i = 0; i < PANELS; i++) {
        if (!load_panel(d, &panels[i])) continue;
        if (drawn++) d->top += HEIGHT + GAP;
        draw_stages(d, drawn == 1);
        draw_onsets(d);
        for (int c = 0; c < CURVES; c++) draw_curve(d, c);
        fprintf(d->out, "<rect class=\"frame\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>\n",
                LEFT, d->top, WIDTH, HEIGHT);
        fprintf(d->out,
                "<text transform=\"translate(13,%d) rotate(-90)\" text-anchor=\"middle\">%s"
                "</text>\n",
                d->top + HEIGHT / 2, panels[i].label);
        draw_y_ticks(d);
    }
    draw_x_ticks(d);
    fputs("</svg>\n", d->out);
}

static void put_escaped(FILE *out, int c)
{
    if (c == '&') fputs("&amp;", out);
    else if (c == '<') fputs("&lt;", out);
    else if (c == '>') fputs("&gt;", out);
    else fputc(c, out);
}

static void write_title(FILE *out, const struct options *o)
{
    for (int32_t i = 0; i < o->file_count; i++) {
        if (i > 0) fputs(", ", out);
        for (const char *at = o->files[i]; *at; at++) put_escaped(out, (unsigned char)*at);
    }
}

static const char style[] =
    "<meta charset=\"utf-8\"/>\n<style>\n"
    "body { max-width: 60em; margin: 2em auto; padding: 0 1em; font-family: sans-serif; }\n"
    "svg { width: 100%; font-size: 11px; }\n"
    "pre { white-space: pre-wrap; }\n"
    ".c0, .c1 { fill: none; stroke: #e69f00; stroke-width: 3.6; stroke-linecap: round; }\n"
    ".c1 { stroke: #0072b2; stroke-width: 2.6; }\n"
    ".out { fill: none; stroke: #777; }\n"
    ".tick, .frame, .onset { fill: none; stroke: #222; stroke-width: 0.8; }\n"
    ".s2 { fill: #fff6d6; } .s3 { fill: #fbe3cc; } .s4 { fill: #ebd3e2; }\n"
    ".interval { fill: #222; opacity: 0.16; }\n"
    "</style>\n";

static const char legend[] = "<p>Orange: charge. Blue: discharge, CE. Grey crosses: left out of "
                             "means and change points, at\n"
                             "the edge where they lie beyond. Shaded: stages, each from its onset "
                             "on; grey bands: their 90 %\n"
                             "intervals.</p>\n";

/* The report in words, as it is printed without a page. */
static int write_words(FILE *out, const struct options *o, const lmb_report *report)
{
    FILE *words = tmpfile();
    if (!words) return fail(EXIT_BAD_INPUT, "a temporary file", strerror(errno));
    int code = print_report_words(words, o, report);
    rewind(words);
    fputs("<pre>", out);
    for (int c; (c = fgetc(words)) != EOF;) put_escaped(out, c);
    fputs("</pre>\n", out);
    fclose(words);
    return code;
}

static int write_record(FILE *out, const lmb_report *report)
{
    struct drawing d = {.out = out, .report = report};
    d.rows = lmb_dataset_cycles(lmb_report_table(report));
    d.cycle = malloc((size_t)d.rows * (2 + 2 * CURVES) * sizeof *d.cycle);
    if (!d.cycle) return fail(EXIT_BAD_INPUT, "not enough memory", NULL);
    d.excluded = d.cycle + d.rows;
    for (int c = 0; c < CURVES; c++) d.curve[c] = d.excluded + (1 + c) * d.rows;
    d.sorted = d.excluded + (1 + CURVES) * d.rows;
    lmb_dataset_get_column(lmb_report_table(report), LMB_COLUMN_CYCLE, d.cycle, d.rows, 1);
    lmb_dataset_get_column(lmb_report_table(report), LMB_COLUMN_EXCLUDED, d.excluded, d.rows, 1);
    double margin = 0.5 + 0.008 * (d.cycle[d.rows - 1] - d.cycle[0]);
    d.first = d.cycle[0] - margin;
    d.last = d.cycle[d.rows - 1] + margin;
    draw_panels(&d);
    free(d.cycle);
    return EXIT_FINE;
}

int write_report_html(const struct options *o, const lmb_report *report)
{
    FILE *out = fopen(o->html, "w");
    if (!out) return fail(EXIT_BAD_INPUT, o->html, strerror(errno));
    fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<title>", out);
    write_title(out, o);
    fprintf(out, "</title>\n%s</head>\n<body>\n<h1>", style);
    write_title(out, o);
    fputs("</h1>\n", out);
    int code = write_record(out, report);
    fputs(legend, out);
    if (!code) code = write_words(out, o, report);
    fprintf(out, "<p>Made by lmb %s.</p>\n</body>\n</html>\n", lmb_version_string());
    int written = !ferror(out);
    if (fclose(out) || !written) return fail(EXIT_BAD_INPUT, o->html, "cannot be written");
    return code;
}
