/* The derivatives that a fit goes by, exact as they are, against central differences of the model:
 * of every residual by everything that a fit can vary, with every law and every mechanism on. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "estimate/sensitivity.h"
#include "support.h"

enum { TRIALS = 400, CYCLES = 90, TABLE = 40, NUISANCES = 3 };
enum { UNKNOWNS = LMBI_PARAMETERS - 2 + NUISANCES, SEGMENTS = LMBI_CHANNELS + LMBI_SINGLES };
enum { MOST_ROWS = LMBI_CHANNELS * CYCLES + LMBI_SINGLES };
static const uint64_t seed = 20261124;
static const double tolerance = 1e-6;

/* A record of some cell, and the cell that is to be differentiated. */
struct trial {
    struct lmbi_table table;
    double cycle[CYCLES], value[LMBI_CHANNELS][CYCLES], ce_li_table[TABLE];
    int64_t row[CYCLES];
    struct lmbi_observed o;
    struct lmbi_subject s;
    struct lmbi_guess g;
    struct lmbi_unknown unknown[UNKNOWNS];
    double u[UNKNOWNS];
};

/* Every mechanism on; cells that last, dry out, run empty, and run into every bound. */
static void draw_parameters(struct lmbi_parameters *p, struct random *r, int law)
{
    lmbi_parameters_init(p);
    p->cathode_capacity = uniform(r, 2, 6);
    p->electrode_area = uniform(r, 500, 2000);
    p->np_ratio = choose(r, 8) ? uniform(r, 0.1, 3) : 0;
    p->first_cycle_ce = uniform(r, 0.8, 1.2);
    p->ce_li_law = law;
    p->strip_order = choose(r, 3);
    p->ce_li = 1 - log_uniform(r, 1e-3, 0.05);
    p->ce_li_min = uniform(r, 0.8, 0.98);
    p->ce_li_slope = log_uniform(r, 1e-6, 1e-3);
    p->ce_li_growth = uniform(r, 0.99, 1.03);
    p->inactive_onset = uniform(r, 0.1, 3);
    p->inactive_sensitivity = uniform(r, 0.1, 1);
    p->dead_fraction = uniform(r, 0.1, 0.9);
    p->foil_loss = log_uniform(r, 1e-4, 0.02);
    p->dead_recovery = log_uniform(r, 1e-3, 0.1);
    p->ce_cathode = 1 - log_uniform(r, 1e-5, 5e-3);
    p->ce_cathode_min = uniform(r, 0.98, 0.999);
    p->cathode_trapping = log_uniform(r, 1e-4, 1e-2);
    p->cathode_oxidation = log_uniform(r, 1e-6, 0.02);
    p->fade_onset = uniform(r, 0.01, 0.2);
    p->fade_sensitivity = uniform(r, 1, 300);
    p->charge_current = log_uniform(r, 0.3, 5);
    p->discharge_current = log_uniform(r, 0.3, 5);
    p->resistance = uniform(r, 5, 80);
    p->dead_layer_resistivity = uniform(r, 0.1, 2);
    p->wetting_exponent = choose(r, 3) ? uniform(r, 0.5, 3) : 2;
    p->polarization_tolerance = uniform(r, 0.01, 0.3);
    p->utilization_slope = uniform(r, 0.1, 3);
    p->utilization_min = uniform(r, 0.1, 0.95);
    p->dead_layer_porosity = uniform(r, 0.1, 0.8);
    p->sei_thickness = uniform(r, 1, 12);
    p->electrolyte = uniform(r, 2, 12);
    p->electrolyte_held = uniform(r, 0.5, 4);
    p->electrolyte_per_sei = uniform(r, 0.1, 3);
    p->electrolyte_per_charge = log_uniform(r, 1e-5, 1e-2);
    p->voltage_fade = uniform(r, -1e-3, 1e-3);
    p->rest_charged = log_uniform(r, 0.1, 100);
    p->rest_discharged = log_uniform(r, 0.1, 100);
    p->parabolic_corrosion = log_uniform(r, 1e-5, choose(r, 10) ? 3e-3 : 1);
    p->galvanic_corrosion = log_uniform(r, 1e-7, 1e-4);
    p->areal_exponent = uniform(r, -1, 1);
    p->charge_rate_exponent = uniform(r, -1, 1);
    p->discharge_rate_exponent = uniform(r, -1, 1);
    p->stack_pressure = log_uniform(r, 10, 1000);
    p->pressure_exponent = uniform(r, -0.5, 0.5);
    p->temperature = uniform(r, 270, 330);
    p->activation_energy = uniform(r, -1e4, 4e4);
    p->corrosion_activation_energy = uniform(r, 0, 4e4);
}

/* Cycles with gaps; a third of the records sees exhaustion, a third knows nothing of the reservoir.
 */
static void draw_record(struct trial *t, struct random *r, int kind)
{
    int64_t cycle = 0, rows = CYCLES;
    for (int64_t i = 0; i < rows; i++) {
        t->cycle[i] = (double)(cycle += choose(r, 9) ? 1 : 2);
        t->row[i] = i;
    }
    t->table.rows = rows;
    t->table.column[LMB_COLUMN_CYCLE - LMBI_FIRST_COLUMN] = t->cycle;
    t->o = (struct lmbi_observed){.report = &t->table, .rows = rows, .last_cycle = cycle};
    for (int ch = 0; ch < LMBI_CHANNELS; ch++) {
        static const double level[LMBI_CHANNELS] = {3, 1, 3.6, 3.6, 100};
        static const double width[LMBI_CHANNELS] = {0.3, 0.01, 0.1, 0.1, 30};
        int64_t first = choose(r, 3);
        for (int64_t i = 0; i < rows; i++) t->value[ch][i] = level[ch] + width[ch] * normal(r);
        t->o.count[ch] = rows - first;
        t->o.row[ch] = t->row + first;
        t->o.value[ch] = t->value[ch];
        t->o.sigma[ch] = width[ch];
    }
    t->o.by_discharge = choose(r, 2);
    t->o.reservoir_known = kind != 2;
    t->o.empty = kind == 1 ? rows / 2 : rows;
    t->o.exhausted = kind == 1 ? t->cycle[rows / 2] - 0.3 : NAN;
    t->o.exhausted_sd = 0.1;
    t->o.ce_li = 0.99;
    t->o.ce_li_sd = 1e-3;
    t->o.left = 1;
    t->o.left_sd = 0.01;
    t->o.left_cycle = (double)(cycle - 10 * choose(r, 2));
}

static void draw_trial(struct trial *t, struct random *r, int at)
{
    int n = 0;
    memset(t, 0, sizeof *t);
    draw_parameters(&t->g.parameters, r, at % 5);
    draw_record(t, r, at % 3);
    t->g.gain = uniform(r, -1e-3, 1e-3);
    t->g.charge_voltage_offset = uniform(r, -0.1, 0.1);
    t->g.thickness_offset = uniform(r, -100, 100);
    for (int i = 0; i < TABLE; i++) t->ce_li_table[i] = uniform(r, 0.95, 1);
    t->s.ce_li_table = t->ce_li_table;
    t->s.ce_li_count = TABLE;
    for (int k = 0; k < LMBI_PARAMETERS; k++) {
        const struct lmbi_quantity *row = &lmbi_parameter_rows[k];
        if (row->flags & LMB_FLAG_ENUMERATED) continue;
        t->unknown[n++] = lmbi_unknown_of(row, *lmbi_parameter(&t->g.parameters, row->id));
    }
    for (int k = 0; k < NUISANCES; k++) {
        int32_t id = LMBI_GAIN - k;
        double value = *lmbi_guess_value(&t->g, id);
        t->unknown[n++] = (struct lmbi_unknown){id, LMBI_AS_IS, value, value, 3};
    }
    assert_int_equal(n, UNKNOWNS);
    for (int k = 0; k < n; k++) t->u[k] = t->unknown[k].start;
    if (t->g.parameters.np_ratio == 0) t->u[2] = -800; /* e^-800 is 0 */
    lmbi_guess_set(&t->g, t->unknown, n, t->u);
}

/* f at u, u - h, u + h, u - h/2, ... of lanes `stride` apart: df/du to fourth order in h / 4.
 * `off`: how far it is off from that over h / 2. Where u lies on a bend they agree, on the mean of
 * both sides; second differences show that: without what a smooth f has there, 7 times the step of
 * the slope. `off` is then a tenth of the step. */
static double differences(const double *f, int64_t stride, double h, double *off)
{
    double slope[3], bend[3], better[2];
    for (int i = 0; i < 3; i++, h /= 2) {
        double low = f[(1 + 2 * i) * stride], high = f[(2 + 2 * i) * stride];
        slope[i] = (high - low) / (2 * h);
        bend[i] = (high - 2 * f[0] + low) / h;
    }
    for (int i = 0; i < 2; i++) better[i] = (4 * slope[i + 1] - slope[i]) / 3;
    *off = fmax(fabs(better[1] - better[0]), fabs(16 * bend[2] - 10 * bend[1] + bend[0]) / 70);
    return better[1];
}

enum { DIFFERENCES = 7 };

/* The guess with one unknown moved as differences() wants it; returns h. */
static double step_aside(const struct trial *t, int k, struct lmbi_guess g[DIFFERENCES])
{
    double h = 2e-4 * t->unknown[k].prior_sd / 3;
    for (int i = 0; i < DIFFERENCES; i++) {
        double step = i == 0 ? 0 : h / (1 << (i - 1) / 2);
        double moved = t->u[k] + (i % 2 ? -step : step);
        g[i] = t->g;
        lmbi_guess_set(&g[i], &t->unknown[k], 1, &moved);
    }
    return h;
}

/* d residual / du of one unknown by lives on either side of it. */
static void difference(const struct trial *t, int k, double *slope, double *off)
{
    static double residual[LMBI_LANES * MOST_ROWS];
    static struct lmbi_course course;
    struct lmbi_guess g[DIFFERENCES];
    int64_t rows = lmbi_residual_count(&t->o);
    double h = step_aside(t, k, g);
    lmbi_course_run(&course, &t->o, &t->s, g, DIFFERENCES, residual);
    for (int64_t i = 0; i < rows; i++) slope[i] = differences(residual + i, rows, h, &off[i]);
}

/* How often a derivative could be compared, and was not 0. */
static int compared[UNKNOWNS], moved[UNKNOWNS];

/* Differences that differ among themselves have a kink within: those tell nothing. */
static void compare(int k, const double *exact, const double *slope, const double *off,
                    int64_t count)
{
    double scale = 1e-3;
    for (int64_t i = 0; i < count; i++) scale = fmax(scale, fabs(slope[i]));
    for (int64_t i = 0; i < count; i++)
        if (!(off[i] < tolerance / 10 * scale)) return;
    for (int64_t i = 0; i < count; i++) assert_close(exact[i], slope[i], 0, tolerance * scale);
    compared[k]++;
    moved[k] += scale > 1e-3;
}

static void compare_unknown(const struct trial *t, int at, int k, const double *exact)
{
    double slope[MOST_ROWS], off[MOST_ROWS];
    int64_t row = 0;
    difference(t, k, slope, off);
    for (int segment = 0; segment < SEGMENTS; segment++) {
        int64_t count = segment < LMBI_CHANNELS ? t->o.count[segment] : 1;
        describe("trial %d: residuals of channel %d by unknown %d", at, segment,
                 (int)t->unknown[k].id);
        compare(k, exact + row, slope + row, off + row, count);
        row += count;
    }
}

static void derivatives_are_those_of_the_model(void **state)
{
    (void)state;
    static struct trial t;
    static struct lmbi_sensitivity w;
    static double column[LMBI_LANES * MOST_ROWS];
    struct random r = {seed};
    for (int at = 0; at < TRIALS; at++) {
        draw_trial(&t, &r, at);
        int64_t rows = lmbi_residual_count(&t.o);
        for (int first = 0; first < UNKNOWNS; first += LMBI_LANES) {
            int count = UNKNOWNS - first < LMBI_LANES ? UNKNOWNS - first : LMBI_LANES;
            lmbi_sensitivity_run(&w, &t.o, &t.s, &t.g, t.unknown + first, t.u + first, count,
                                 column);
            for (int i = 0; i < count; i++) compare_unknown(&t, at, first + i, column + i * rows);
        }
    }
    int least = INT32_MAX, told = 0;
    for (int k = 0; k < UNKNOWNS; k++) {
        describe("unknown %d: compared %d times, moved %d", (int)t.unknown[k].id, compared[k],
                 moved[k]);
        assert_true(compared[k] > TRIALS * SEGMENTS / 3 * 2);
        assert_true(moved[k] > TRIALS / 4);
        least = moved[k] < least ? moved[k] : least;
        told += moved[k];
    }
    printf("# %d columns compared that are not 0, %d of an unknown at least\n", told, least);
}

/* At 1, where a fit of it starts, first_cycle_ce is a special case of the model, not of the record.
 */
static void a_first_cycle_at_1_can_move(void **state)
{
    (void)state;
    static struct trial t;
    static struct lmbi_sensitivity w;
    static double column[LMBI_LANES * MOST_ROWS];
    struct random r = {seed + 2};
    double slope[MOST_ROWS] = {0}, off[MOST_ROWS], most = 0;
    int at_ice = LMB_PARAM_FIRST_CYCLE_CE - LMB_PARAM_CATHODE_CAPACITY;
    draw_trial(&t, &r, 0);
    t.g.parameters.ce_cathode = 1;
    t.g.parameters.first_cycle_ce = 1;
    t.u[at_ice] = 0;
    lmbi_sensitivity_run(&w, &t.o, &t.s, &t.g, &t.unknown[at_ice], &t.u[at_ice], 1, column);
    difference(&t, at_ice, slope, off);
    describe("capacity by first_cycle_ce at 1");
    for (int64_t i = 0; i < t.o.count[LMBI_OF_CAPACITY]; i++) {
        assert_close(column[i], slope[i], tolerance, tolerance);
        most = fmax(most, fabs(slope[i]));
    }
    assert_true(most > 1e-3);
}

/* 1 where the lithium ends behind the record, smoothly: then with its derivative by one unknown. */
static int compare_end(const struct trial *t, int k)
{
    static struct lmbi_sensitivity w;
    static struct lmbi_course course;
    struct lmbi_guess g[DIFFERENCES];
    double h = step_aside(t, k, g), off;
    lmbi_course_run(&course, &t->o, &t->s, g, DIFFERENCES, NULL);
    lmbi_sensitivity_run(&w, &t->o, &t->s, &t->g, &t->unknown[k], &t->u[k], 1, NULL);
    if (w.limited <= (double)t->o.last_cycle) return 0;
    while (w.limited > LMBI_MAX && w.cell.state.cycles < lmbi_horizon(&t->o)) {
        lmbi_course_pass(&course);
        lmbi_sensitivity_pass(&w);
    }
    double slope = differences(course.exhausted, 1, h, &off);
    if (w.limited > LMBI_MAX || !(off < tolerance / 10 * fabs(slope))) return 0;
    assert_close(w.dexhausted[0], slope, tolerance, 0);
    return 1;
}

static void the_end_ahead_has_its_derivatives(void **state)
{
    (void)state;
    static struct trial t;
    struct random r = {seed + 1};
    int told = 0;
    for (int at = 0; at < TRIALS; at++) {
        draw_trial(&t, &r, 3 * at); /* N/P known, no exhaustion seen */
        for (int k = 0; k < UNKNOWNS && t.g.parameters.np_ratio > 0; k++) {
            describe("trial %d: exhaustion by unknown %d", at, (int)t.unknown[k].id);
            told += compare_end(&t, k);
        }
    }
    printf("# %d told\n", told);
    assert_true(told > TRIALS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(derivatives_are_those_of_the_model),
        cmocka_unit_test(a_first_cycle_at_1_can_move),
        cmocka_unit_test(the_end_ahead_has_its_derivatives),
    };
    return cmocka_run_group_tests_name("sensitivity", tests, NULL, NULL);
}
