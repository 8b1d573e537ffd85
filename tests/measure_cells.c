#include "measure.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "cycler.h"
#include "information.h"
#include "score.h"

static const struct noise usual = {3e-4, 5e-4, 5e-4};

lmb_cell *draw_cell(struct random *r, int other)
{
    lmb_cell *cell = new_cell();
    set(cell, LMB_PARAM_NP_RATIO, other ? uniform(r, 0.8, 2.5) : 1.5);
    if (!other) return cell;
    set(cell, LMB_PARAM_CE_LI, uniform(r, 0.990, 0.998));
    set(cell, LMB_PARAM_CE_CATHODE, uniform(r, 0.9995, 0.9999));
    set(cell, LMB_PARAM_INACTIVE_SENSITIVITY, uniform(r, 0, 0.8));
    set(cell, LMB_PARAM_INACTIVE_ONSET, uniform(r, 0.5, 3));
    return cell;
}

lmb_cell *draw_knowledge(struct random *r, const lmb_cell *cell)
{
    double np;
    assert_ok(lmb_cell_get(cell, LMB_PARAM_NP_RATIO, &np));
    lmb_cell *known = new_cell();
    set(known, LMB_PARAM_NP_RATIO, np * (1 + 0.05 * normal(r)));
    return known;
}

lmb_report *analyze_with(const lmb_dataset *record, const lmb_cell *known)
{
    lmb_report *report = NULL;
    assert_ok(lmb_analyze(record, known, &report, NULL, 0));
    return report;
}

/* First cycle of stage `stage`; 0: none; -1: skipped. */
static double onset_in(const double *stage, int64_t cycles, int which)
{
    for (int64_t k = 0; k < cycles; k++)
        if (stage[k] >= which) return stage[k] == which ? (double)(k + 1) : -1;
    return 0;
}

/* One cell that is recorded to its exhaustion and 10 to 80 cycles on, or for 910 to 980. */
struct subject {
    lmb_cell *cell, *known;
    lmb_dataset *truth;
    double onset[5];
    int64_t cycles;
};

static struct subject draw_subject(struct random *r, int other)
{
    struct subject s = {.cell = draw_cell(r, other)};
    s.known = draw_knowledge(r, s.cell);
    lmb_dataset *life = simulate(s.cell, 1000);
    double *stage = column_of(life, LMB_COLUMN_STAGE);
    double exhausted = onset_in(stage, 1000, 4);
    s.cycles = (exhausted > 0 ? (int64_t)exhausted : 900) + choose(r, 70) + 10;
    if (s.cycles > 1000) s.cycles = 1000;
    for (int i = 2; i <= 4; i++) s.onset[i] = onset_in(stage, s.cycles, i);
    s.truth = simulate(s.cell, s.cycles);
    free(stage);
    lmb_dataset_free(life);
    return s;
}

static void drop_subject(struct subject *s)
{
    lmb_dataset_free(s->truth);
    lmb_cell_free(s->known);
    lmb_cell_free(s->cell);
}

static void find_limits(const struct subject *s, struct noise noise, double limit[5])
{
    int64_t before = s->onset[4] > 0 ? (int64_t)s->onset[4] - 1 : s->cycles;
    limit[4] = NAN;
    onset_limits(s->cell, before, noise, limit + 2);
}

/* Of the cycles in doubt, P from 5 to 95 %: how many were said to have reached the stage, and how
 * many had. */
static struct {
    double said, had, cycles;
} doubt[5];

static void count_doubt(const struct subject *s, const lmb_report *report)
{
    double *cycle = report_column(report, LMB_COLUMN_CYCLE), *p[5];
    for (int k = 2; k <= 4; k++) p[k] = report_column(report, LMB_COLUMN_P_STAGE_1 + k - 1);
    for (int64_t i = 0; i < report_cycles(report); i++) {
        double reached = 0;
        for (int k = 4; k >= 2; k--) {
            reached += p[k][i];
            if (!(reached > 0.05 && reached < 0.95) || s->onset[k] < 0) continue;
            doubt[k].said += reached;
            doubt[k].had += s->onset[k] > 0 && cycle[i] >= s->onset[k];
            doubt[k].cycles++;
        }
    }
    for (int k = 2; k <= 4; k++) free(p[k]);
    free(cycle);
}

static void print_doubt(void)
{
    for (int k = 2; k <= 4; k++)
        printf("P(stage %d or later) of %.0f cycles in doubt: %.1f %% said, %.1f %% so\n", k,
               doubt[k].cycles, 100 * doubt[k].said / doubt[k].cycles,
               100 * doubt[k].had / doubt[k].cycles);
}

/* Scores of stages 2 to 4 over `cells` cells. ce_noise > 0: drawn up to it, for each. */
static void score_cells(struct score score[5], int cells, int other, struct cycler cycler,
                        uint64_t seed)
{
    struct random random = {seed}, *r = &random;
    int with_limits = cycler.white.ce == usual.ce && cells <= 2000;
    for (int s = 2; s <= 4; s++) score_open(&score[s], cells);
    for (int i = 0; i < cells; i++) {
        struct subject s = draw_subject(r, other);
        double limit[5] = {NAN, NAN, NAN, NAN, NAN};
        struct cycler c = cycler;
        if (!(c.white.ce > 0)) c.white.ce = log_uniform(r, 5e-5, 1e-3);
        if (c.pause) c.pause = 20 + choose(r, (int)s.cycles);
        if (with_limits) find_limits(&s, c.white, limit);
        lmb_dataset *record = measure_with(&c, s.truth, draw_seed(r));
        lmb_report *report = analyze_with(record, s.known);
        for (int k = 2; k <= 4; k++)
            score_add(&score[k], report, LMB_RESULT_ONSET_STAGE_2 + k - 2, s.onset[k], limit[k]);
        count_doubt(&s, report);
        lmb_report_free(report);
        lmb_dataset_free(record);
        drop_subject(&s);
    }
}

static void print_and_close(struct score score[5], const char *name)
{
    for (int k = 4; k >= 2; k--) {
        char text[64];
        snprintf(text, sizeof text, "%s, stage %d", name, k);
        score_print(&score[k], text);
        score_close(&score[k]);
    }
}

static void judge_usual(struct score score[5], const char *name)
{
    char text[80];
    snprintf(text, sizeof text, "stage 3, %s cells: median error, cycles", name);
    row(text, score_error(&score[3], 0.5), 0, 2, "");
    snprintf(text, sizeof text, "stage 2, %s cells: median error, cycles", name);
    row(text, score_error(&score[2], 0.5), 0, 5, "");
    for (int k = 3; k >= 2; k--) {
        snprintf(text, sizeof text, "stage %d, %s cells: 90 %% interval holds", k, name);
        row(text, score_holds(&score[k]), 87, 93, " %");
    }
    print_and_close(score, name);
}

/* CE noise of any size up to 1e-3: of the cells that do exhaust. */
static void judge_stage_4(struct score score[5], const char *name)
{
    char text[80];
    snprintf(text, sizeof text, "stage 4, %s cells, CE noise to 1e-3: within 1 cycle", name);
    row(text, score_within(&score[4], 1), 95, 100, " %");
    snprintf(text, sizeof text, "stage 4, %s cells, CE noise to 1e-3: 90 %% interval holds", name);
    row(text, score_holds(&score[4]), 90, 100, " %");
    print_and_close(score, name);
}

void measure_cells(int cells, uint64_t seed)
{
    struct score score[5];
    struct cycler white = {.white = usual}, any_ce = {.white = {0, usual.capacity, usual.voltage}};
    printf("# simulated cells: N/P known to 5 %%, CE noise 3e-4, capacity 5e-4, voltage 0.5 mV\n");
    score_cells(score, cells, 0, white, seed);
    judge_usual(score, "default");
    score_cells(score, cells, 1, white, seed + 1);
    judge_usual(score, "other");
    score_cells(score, cells, 0, any_ce, seed + 2);
    judge_stage_4(score, "default");
    score_cells(score, cells, 1, any_ce, seed + 3);
    judge_stage_4(score, "other");
    print_doubt();
    printf("# a quarter of the other cells with each kind of noise\n");
    for (int kind = 1; kind < CYCLERS; kind++) {
        const char *name;
        struct cycler c = any_cycler(kind, usual, &name);
        score_cells(score, (cells + 3) / 4, 1, c, seed + 3 + (uint64_t)kind);
        print_and_close(score, name);
    }
}
