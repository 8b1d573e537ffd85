/* What must hold of the ledger with every mechanism on: doc/model.md, section 6. The origins of
 * each pool are looked at from inside. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "inventory/lanes.h"
#include "support.h"

enum { SETS = 600, CYCLES = 300, TABLE = 40 };
static const uint64_t seed = 20261122;

struct trial {
    struct lmbi_parameters p;
    struct lmbi_rates rates;
    struct lmbi_state start, before, now;
    struct lmbi_turn turn;
    double table[TABLE];
    double scale; /* the lithium inventory, mAh/cm2 */
};

/* Every mechanism on; from long-lived cells to such as dry out or die in a few cycles. */
static void draw(struct trial *t, struct random *r)
{
    struct lmbi_parameters *p = &t->p;
    lmbi_parameters_init(p);
    p->cathode_capacity = uniform(r, 0.5, 9);
    p->electrode_area = log_uniform(r, 0.1, 1e5);
    p->np_ratio = choose(r, 5) ? uniform(r, 0, 4) : 0;
    p->first_cycle_ce = uniform(r, 0.7, 1.3);
    p->ce_li_law = choose(r, 5);
    p->strip_order = choose(r, 3);
    p->ce_li = 1 - log_uniform(r, 1e-4, 0.3);
    p->ce_li_min = uniform(r, 0, 0.9);
    p->ce_li_slope = log_uniform(r, 1e-7, 1e-2);
    p->ce_li_growth = uniform(r, 0.99, 1.05);
    p->inactive_onset = uniform(r, 0, 3);
    p->inactive_sensitivity = uniform(r, 0, 2);
    p->dead_fraction = uniform(r, 0, 1);
    p->foil_loss = log_uniform(r, 1e-5, 0.1);
    p->dead_recovery = log_uniform(r, 1e-5, 0.5);
    p->ce_cathode = 1 - log_uniform(r, 1e-5, 0.05);
    p->ce_cathode_min = uniform(r, 0.5, 1);
    p->cathode_trapping = log_uniform(r, 1e-6, 0.02);
    p->cathode_oxidation = log_uniform(r, 1e-6, 0.02);
    p->fade_onset = uniform(r, 0, 0.2);
    p->fade_sensitivity = uniform(r, 0, 500);
    p->charge_current = log_uniform(r, 0.1, 10);
    p->discharge_current = log_uniform(r, 0.1, 10);
    p->resistance = uniform(r, 0, 100);
    p->dead_layer_resistivity = uniform(r, 0, 3);
    p->wetting_exponent = uniform(r, 0, 4);
    p->polarization_tolerance = uniform(r, 0, 0.3);
    p->utilization_slope = uniform(r, 0, 5);
    p->utilization_min = uniform(r, 0.01, 1);
    p->dead_layer_porosity = uniform(r, 0, 0.9);
    p->sei_thickness = uniform(r, 0, 15);
    p->electrolyte = uniform(r, 0, 25);
    p->electrolyte_held = uniform(r, 0, 6);
    p->electrolyte_per_sei = uniform(r, 0, 3);
    p->electrolyte_per_charge = log_uniform(r, 1e-6, 1e-2);
    p->voltage_fade = uniform(r, -1e-3, 1e-3);
    p->rest_charged = log_uniform(r, 0.01, 500);
    p->rest_discharged = log_uniform(r, 0.01, 500);
    p->parabolic_corrosion = log_uniform(r, 1e-5, 0.02);
    p->galvanic_corrosion = log_uniform(r, 1e-7, 1e-3);
    p->areal_exponent = uniform(r, -1, 1);
    p->charge_rate_exponent = uniform(r, -1, 1);
    p->discharge_rate_exponent = uniform(r, -1, 1);
    p->stack_pressure = log_uniform(r, 1, 2000);
    p->pressure_exponent = uniform(r, -1, 1);
    p->temperature = uniform(r, 250, 340);
    p->activation_energy = uniform(r, -2e4, 6e4);
    p->corrosion_activation_energy = uniform(r, 0, 6e4);
    for (int i = 0; i < TABLE; i++) t->table[i] = uniform(r, 0, 1);
}

static struct lmbi_pool sum_of(const struct lmbi_state *s)
{
    const struct lmbi_pool pool[] = {s->cathode, s->trapped, s->reservoir,
                                     s->dead,    s->sei,     s->corroded};
    struct lmbi_pool sum = {0, 0};
    for (int i = 0; i < 6; i++) {
        sum.from_cathode += pool[i].from_cathode;
        sum.from_anode += pool[i].from_anode;
    }
    return sum;
}

/* Run `check` after every cycle of every set. */
static void for_every_cycle(void (*check)(const struct trial *))
{
    struct random r = {seed};
    for (int i = 0; i < SETS; i++) {
        struct trial t;
        draw(&t, &r);
        t.rates = lmbi_rates_of(&t.p, t.table, TABLE);
        lmbi_state_init(&t.now, &t.p);
        t.start = t.now;
        t.scale = lmbi_total(sum_of(&t.start));
        for (int k = 1; k <= CYCLES; k++) {
            describe("set %d of seed %llu, cycle %d", i, (unsigned long long)seed, k);
            t.before = t.now;
            lmbi_cycle(&t.now, &t.p, &t.rates, &t.turn);
            check(&t);
        }
    }
    printf("# %d sets of seed %llu, %d cycles each\n", SETS, (unsigned long long)seed, CYCLES);
}

static void check_origins(const struct trial *t)
{
    struct lmbi_pool now = sum_of(&t->now), start = sum_of(&t->start);
    assert_close(now.from_cathode, start.from_cathode, 0, 1e-12 * t->scale);
    assert_close(now.from_anode, start.from_anode, 0, 1e-12 * t->scale);
    assert_close(lmbi_total(now), t->scale, 1e-12, 0);
}

static void lithium_is_conserved_by_origin(void **state)
{
    (void)state;
    for_every_cycle(check_origins);
}

static void check_signs(const struct trial *t)
{
    const struct lmbi_state *s = &t->now;
    const struct lmbi_pool pool[] = {s->cathode, s->trapped, s->reservoir,
                                     s->dead,    s->sei,     s->corroded};
    for (int i = 0; i < 6; i++) {
        assert_true(pool[i].from_cathode >= 0);
        assert_true(pool[i].from_anode >= 0);
    }
    assert_true(s->host >= 0 && s->electrolyte >= 0);
    assert_true(t->turn.charge_capacity >= 0 && t->turn.discharge_capacity >= 0);
}

static void pools_stay_positive(void **state)
{
    (void)state;
    for_every_cycle(check_signs);
}

/* sum(Q_ch - Q_dis) - oxidation charge = L(0) - L(n) - T(n), taken cycle by cycle. */
static void check_charge(const struct trial *t)
{
    double ah = t->p.electrode_area / 1000, ox = t->p.cathode_oxidation;
    double oxidation = t->turn.charge_capacity * ox / (1 + ox);
    double passed = t->turn.charge_capacity - t->turn.discharge_capacity - oxidation;
    double before = lmbi_total(t->before.cathode) + lmbi_total(t->before.trapped);
    double now = lmbi_total(t->now.cathode) + lmbi_total(t->now.trapped);
    assert_close(passed / ah, before - now, 0, 1e-12 * t->scale);
}

static void charge_follows_the_cathode(void **state)
{
    (void)state;
    for_every_cycle(check_charge);
}

/* The losses, worked out here from the parameters and the state before. */
static void check_active(const struct trial *t)
{
    double charge = lmbi_total(t->before.cathode), reservoir = lmbi_total(t->before.reservoir);
    double rest = t->rates.corroded_charged, plated = fmax(0, charge - rest);
    double left = fmax(0, reservoir - fmax(0, rest - charge));
    double plating = fmin((1 - t->turn.ce_li) * charge, plated);
    double foil = t->p.foil_loss * left;
    double corrosion = lmbi_total(t->now.corroded) - lmbi_total(t->before.corroded);
    double trapping = lmbi_total(t->now.trapped) - lmbi_total(t->before.trapped);
    double dead = lmbi_total(t->before.dead) + t->p.dead_fraction * (plating + foil);
    double lost = plating + foil + corrosion + trapping - t->p.dead_recovery * dead;
    double active = lmbi_total(t->before.cathode) + reservoir;
    double now = lmbi_total(t->now.cathode) + lmbi_total(t->now.reservoir);
    assert_close(active - now, lost, 0, 1e-12 * t->scale);
}

static void active_lithium_falls_by_the_losses(void **state)
{
    (void)state;
    for_every_cycle(check_active);
}

/* The columns are the state, in Ah; all ratios are numbers while the cell has charge. */
static void check_columns(const struct trial *t)
{
    double ah = t->p.electrode_area / 1000;
    const struct lmbi_turn *turn = &t->turn;
    assert_close(turn->reservoir, ah * lmbi_total(t->now.reservoir), 1e-15, 0);
    assert_close(turn->reservoir_from_cathode + turn->reservoir_from_anode, turn->reservoir, 0,
                 1e-14 * ah * t->scale);
    assert_close(turn->cathode_li_from_cathode + turn->cathode_li_from_anode,
                 ah * lmbi_total(t->now.cathode), 0, 1e-14 * ah * t->scale);
    double sum = turn->cathode_li_from_cathode + turn->cathode_li_from_anode + turn->reservoir +
                 turn->dead_li + turn->sei_li + turn->corroded_li + turn->trapped_li;
    assert_close(sum, ah * t->scale, 1e-12, 0);
    for (int i = 0; i < LMBI_TURN_COLUMNS; i++) {
        double value = ((const double *)turn)[i];
        if (turn->charge_capacity > 0) assert_true(isfinite(value));
        else assert_true(!isinf(value));
    }
}

static void columns_are_the_state(void **state)
{
    (void)state;
    for_every_cycle(check_columns);
}

/* Cells side by side do what each does alone. */
static void check_lane(const struct lmbi_lanes *l, int lane, const struct lmbi_state *alone,
                       const struct lmbi_passage *q, double scale)
{
    const struct lmbi_state *s = alone;
    double near = 1e-11 * scale, now = lmbi_total(s->sei) + lmbi_total(s->corroded);
    assert_close(l->charge[lane], q->charge, 0, near);
    assert_close(l->discharge[lane], q->discharge, 0, near);
    assert_close(l->cathode[lane], lmbi_total(s->cathode), 0, near);
    assert_close(l->reservoir[lane], lmbi_total(s->reservoir), 0, near);
    assert_close(l->dead[lane], lmbi_total(s->dead), 0, near);
    assert_close(l->inactive[lane], now, 0, near);
    assert_close(l->host[lane], s->host, 0, near);
    assert_close(l->electrolyte[lane], s->electrolyte, 0, 1e-10);
    assert_close(l->lam[lane], q->lam, 1e-10, 1e-11);
    assert_close(l->ce_cathode[lane], q->ce_cathode, 1e-9, 0);
    assert_close(l->thickness[lane], q->layer.thickness, 1e-10, 1e-10);
    if (q->layer.wet == 1) assert_close(l->eta_dis[lane], q->layer.eta_dis, 1e-10, 0);
}

static void lanes_do_what_single_cells_do(void **state)
{
    (void)state;
    struct random r = {seed + 1};
    for (int set = 0; set < SETS / LMBI_LANES; set++) {
        struct trial t[LMBI_LANES];
        static struct lmbi_lanes l;
        for (int i = 0; i < LMBI_LANES; i++) {
            draw(&t[i], &r);
            t[i].p.ce_li_law = set % 5;
            t[i].rates = lmbi_rates_of(&t[i].p, t[0].table, TABLE);
            lmbi_state_init(&t[i].now, &t[i].p);
            t[i].scale = lmbi_total(sum_of(&t[i].now));
            lmbi_lanes_set(&l, i, &t[i].p, &t[i].rates);
        }
        lmbi_lanes_start(&l);
        for (int k = 1; k <= CYCLES; k++) {
            lmbi_lanes_pass(&l);
            for (int i = 0; i < LMBI_LANES; i++) {
                struct lmbi_passage q;
                describe("group %d, lane %d, cycle %d", set, i, k);
                lmbi_pass(&t[i].now, &t[i].p, &t[i].rates, &q);
                check_lane(&l, i, &t[i].now, &q, t[i].scale);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lanes_do_what_single_cells_do),
        cmocka_unit_test(lithium_is_conserved_by_origin),
        cmocka_unit_test(pools_stay_positive),
        cmocka_unit_test(charge_follows_the_cathode),
        cmocka_unit_test(active_lithium_falls_by_the_losses),
        cmocka_unit_test(columns_are_the_state),
    };
    return cmocka_run_group_tests_name("conservation", tests, NULL, NULL);
}
