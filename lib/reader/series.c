#include "reader/series.h"

#include <stddef.h>
#include <string.h>

#include "base/number.h"
#include "reader/nest.h"

/* Where the value of a role goes; NULL: nowhere. */
static double *sample_slot(struct lmbi_sample *s, int32_t role)
{
    switch (role) {
    case LMBI_ROLE_TEST_TIME:
    case LMBI_ROLE_CLOCK: return &s->time;
    case LMBI_ROLE_CHARGE_INCREMENT: /* until the row is complete */
    case LMBI_ROLE_CURRENT: return &s->current;
    case LMBI_ROLE_VOLTAGE: return &s->voltage;
    case LMBI_ROLE_STEP: return &s->step;
    case LMBI_ROLE_STEP_TIME: return &s->step_time;
    case LMB_COLUMN_CYCLE: return &s->cycle;
    case LMB_COLUMN_TEMPERATURE: return &s->temperature;
    case LMB_COLUMN_PRESSURE: return &s->pressure;
    case LMB_COLUMN_CHARGE_CAPACITY: return &s->counter[LMBI_COUNTER_CHARGE];
    case LMB_COLUMN_DISCHARGE_CAPACITY: return &s->counter[LMBI_COUNTER_DISCHARGE];
    case LMB_COLUMN_CHARGE_ENERGY: return &s->counter[LMBI_COUNTER_CHARGE_ENERGY];
    case LMB_COLUMN_DISCHARGE_ENERGY: return &s->counter[LMBI_COUNTER_DISCHARGE_ENERGY];
    case LMBI_ROLE_CAPACITY: return &s->counter[LMBI_COUNTER_CAPACITY];
    case LMBI_ROLE_ENERGY: return &s->counter[LMBI_COUNTER_ENERGY];
    case LMBI_ROLE_NET_CAPACITY: return &s->counter[LMBI_COUNTER_NET];
    default: return NULL;
    }
}

static void blank_sample(struct lmbi_sample *s)
{
    memset(s, 0, sizeof *s);
    s->time = s->current = s->voltage = s->temperature = LMBI_NAN;
    s->cycle = s->step = s->step_time = s->pressure = LMBI_NAN;
    for (int i = 0; i < LMBI_COUNTERS; i++) s->counter[i] = LMBI_NAN;
}

/* A clock beside a test time is not needed in every row. */
static void set_clock_aside(struct lmbi_series *s)
{
    struct lmbi_use *clock = lmbi_use_of(s->layout, LMBI_ROLE_CLOCK);
    s->clock.role = LMBI_ROLE_NONE;
    if (!clock || !lmbi_use_of(s->layout, LMBI_ROLE_TEST_TIME)) return;
    s->clock = *clock;
    lmbi_drop_use(s->layout, clock, &s->evidence);
}

static void finest(double *step, double other)
{
    if (other > 0 && (*step == 0 || other < *step)) *step = other;
}

static void aim_uses(struct lmbi_series *s)
{
    for (int32_t i = 0; i < s->layout->uses; i++) {
        const struct lmbi_use *use = &s->layout->use[i];
        s->wanted[i] = use->field;
        s->target[i] = sample_slot(&s->sample, use->role);
        if (s->target[i] == &s->sample.current) finest(&s->current_step, s->evidence.step[i]);
        for (int k = 0; k < LMBI_COUNTERS; k++)
            if (s->target[i] == &s->sample.counter[k])
                finest(&s->counter_step[k], s->evidence.step[i]);
    }
}

static int32_t tells_level(const struct lmbi_layout *l, int32_t role)
{
    for (int32_t i = 0; i < l->levels; i++)
        if ((role == LMBI_ROLE_STEP ? l->level[i].step : l->level[i].cycle) >= 0) return 1;
    return 0;
}

/* The counter to be read as a net: the one of both directions, else the only one of one. */
static int32_t net_of(const struct lmbi_channels *has, int32_t both, int32_t charge,
                      int32_t discharge)
{
    if (has->counter[both]) return both;
    if (has->counter[charge] == has->counter[discharge]) return -1;
    return has->counter[charge] ? charge : discharge;
}

static void find_nets(struct lmbi_channels *has)
{
    int32_t both = has->counter[LMBI_COUNTER_NET] ? LMBI_COUNTER_NET : LMBI_COUNTER_CAPACITY;
    has->net[0] = net_of(has, both, LMBI_COUNTER_CHARGE, LMBI_COUNTER_DISCHARGE);
    has->net[1] =
        net_of(has, LMBI_COUNTER_ENERGY, LMBI_COUNTER_CHARGE_ENERGY, LMBI_COUNTER_DISCHARGE_ENERGY);
}

static int32_t begin_counting(struct lmbi_series *s, struct lmbi_table *table, int64_t most_cycles)
{
    struct lmbi_layout *l = s->layout;
    struct lmbi_channels has = {
        .voltage = lmbi_use_of(l, LMBI_ROLE_VOLTAGE) != NULL,
        .temperature = lmbi_use_of(l, LMB_COLUMN_TEMPERATURE) != NULL,
        .pressure = lmbi_use_of(l, LMB_COLUMN_PRESSURE) != NULL,
        .cycle = lmbi_use_of(l, LMB_COLUMN_CYCLE) || tells_level(l, LMB_COLUMN_CYCLE),
        .step = lmbi_use_of(l, LMBI_ROLE_STEP) || tells_level(l, LMBI_ROLE_STEP),
        .step_time = lmbi_use_of(l, LMBI_ROLE_STEP_TIME) != NULL,
    };
    for (int32_t i = 0; i < l->uses; i++)
        for (int k = 0; k < LMBI_COUNTERS; k++)
            if (s->target[i] == &s->sample.counter[k]) {
                has.counter[k] = has.counters = 1;
                has.named[k] = lmbi_border_named(&l->use[i]);
            }
    memcpy(has.digit, s->counter_step, sizeof has.digit);
    find_nets(&has);
    s->sums = lmbi_sums_begin(s->sum, l, s->counter_step);
    s->begun = 1;
    s->current_mapped = lmbi_flow_of(l)->mapped;
    s->sign = s->current_mapped ? LMBI_SIGN_AS_WRITTEN : LMBI_SIGN_OPEN;
    lmbi_time_check_begin(&s->times);
    return lmbi_counting_begin(&s->counting, &has, table, s->evidence.largest_current, most_cycles);
}

/* The last line of a record that still grows may be cut short. */
static int32_t is_cut(struct lmbi_series *s, const struct lmbi_input *in,
                      const struct lmbi_line *line)
{
    if (line->closed || s->usual_fields == 0) return 0;
    struct lmbi_message unused;
    int64_t missing = s->missing;
    int32_t fields = lmbi_split(line, s->layout->delimiter, NULL, 0);
    int32_t whole = fields >= s->usual_fields && lmbi_read_fields(s, in, line, &unused) == LMB_OK;
    s->missing = missing;
    if (whole) return 0;
    lmbi_remark(s->remarks, "file", "%s: line %d is cut short and left out", in->name,
                line->number);
    return 1;
}

/* A row of an outer level of a nested table. */
static int32_t read_outer_row(struct lmbi_series *s, const struct lmbi_input *in, int32_t level,
                              const struct lmbi_line *line, struct lmbi_message *m)
{
    static const struct lmbi_use cycle = {
        .role = LMB_COLUMN_CYCLE, .scale = {1, 1, 0}, .heading = "the cycle of a nested table"};
    struct lmbi_outer outer = lmbi_read_outer(s->layout, level, line);
    if (outer.cycle.text < outer.cycle.end &&
        (lmbi_value_of(&cycle, outer.cycle, &s->sample.cycle) != LMBI_VALUE_OK ||
         !lmbi_is_cycle_number(s->sample.cycle)))
        return lmbi_field_fails(in, line, &cycle, outer.cycle, "is not a cycle number", m);
    if (outer.step.text < outer.step.end) s->sample.step = lmbi_text_number(outer.step);
    if (outer.state.text < outer.state.end) lmbi_read_state(&s->state, outer.state);
    return LMB_OK;
}

/* What stands between two blocks of data ends where the headings stand again. */
static int32_t is_between_blocks(struct lmbi_series *s, const struct lmbi_line *line)
{
    struct lmbi_field field[LMBI_USES];
    if (*line->text == '[') s->aside = 1;
    if (!s->aside && *line->text >= '0' && *line->text <= '9') return 0;
    lmbi_pick(line, s->layout->delimiter, s->wanted, s->layout->uses, field);
    if (lmbi_is_heading(s->layout, field)) {
        s->aside = 0;
        s->first_row = 1;
        s->blocks++;
        return 1;
    }
    return s->aside;
}

static int32_t read_row(struct lmbi_series *s, const struct lmbi_input *in,
                        const struct lmbi_line *line, struct lmbi_message *m)
{
    int32_t level = lmbi_row_level(s->layout, line);
    if (level < s->layout->levels) return read_outer_row(s, in, level, line, m);
    if (is_between_blocks(s, line)) return LMB_OK;
    if (s->usual_fields == 0) s->usual_fields = lmbi_split(line, s->layout->delimiter, NULL, 0);
    int32_t status = lmbi_read_fields(s, in, line, m);
    return status ? status : lmbi_take_sample(s, in, line, m);
}

static int32_t read_rows(struct lmbi_series *s, struct lmbi_input *in, struct lmbi_message *m)
{
    struct lmbi_line line;
    for (;;) {
        int32_t status = lmbi_plain_rows(s, in, m);
        if (!status) status = lmbi_input_line(in, &line, m);
        if (status || !line.text) return status;
        if (line.number < s->layout->first_line || line.text == line.end) continue;
        if (is_cut(s, in, &line)) return LMB_OK;
        status = read_row(s, in, &line, m);
        if (status) return status;
    }
}

int32_t lmbi_series_begin(struct lmbi_series *s, struct lmbi_layout *layout, const char *name,
                          struct lmbi_table *table, int64_t most_cycles, struct lmbi_message *m)
{
    s->layout = layout;
    s->usual_fields = s->aside = 0;
    s->first_row = 1;
    blank_sample(&s->sample);
    set_clock_aside(s);
    aim_uses(s);
    if (!s->begun && begin_counting(s, table, most_cycles))
        return lmbi_fail(m, LMB_ERROR_MEMORY, "%s: no memory for a table", name);
    s->counting.has.mean_current = lmbi_use_of(layout, LMBI_ROLE_CHARGE_INCREMENT) != NULL;
    s->passed = (struct lmbi_passed){.since = LMBI_NAN};
    lmbi_decide_sign(s, &s->evidence.sign);
    return LMB_OK;
}

int32_t lmbi_series_file(struct lmbi_series *s, struct lmbi_input *in, struct lmbi_layout *layout,
                         struct lmbi_table *table, int64_t most_cycles, struct lmbi_message *m)
{
    int32_t status = lmbi_settle_layout(in, layout, &s->evidence, s->remarks, m);
    if (!status) status = lmbi_series_begin(s, layout, in->name, table, most_cycles, m);
    if (status) return status;
    lmbi_plain_begin(s);
    int64_t before = s->counting.notes.samples;
    status = read_rows(s, in, m);
    if (!status && s->counting.notes.samples == before)
        return lmbi_fail(m, LMB_ERROR_FORMAT, "%s: no rows with a time and a current", in->name);
    return status;
}
