#include "reader/counting.h"

#include <stddef.h>

#include "base/number.h"
#include "reader/kernels.h"

static const double jump_time = 120; /* s, within which a voltage step is called a jump */

/* The four amounts in the order of counters, and where both directions share a counter. */
static const int32_t amount_id[] = {LMB_COLUMN_CHARGE_CAPACITY, LMB_COLUMN_DISCHARGE_CAPACITY,
                                    LMB_COLUMN_CHARGE_ENERGY, LMB_COLUMN_DISCHARGE_ENERGY};

static int32_t add_columns(struct lmbi_table *t, const int32_t *ids, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (lmbi_table_add_column(t, ids[i])) return LMB_ERROR_MEMORY;
    return LMB_OK;
}

static int32_t add_all_columns(struct lmbi_counting *c)
{
    static const int32_t always[] = {
        LMB_COLUMN_CYCLE,    LMB_COLUMN_CHARGE_CAPACITY,     LMB_COLUMN_DISCHARGE_CAPACITY,
        LMB_COLUMN_DURATION, LMB_COLUMN_MEAN_CHARGE_CURRENT, LMB_COLUMN_MEAN_DISCHARGE_CURRENT};
    static const int32_t by_voltage[] = {
        LMB_COLUMN_CHARGE_ENERGY,         LMB_COLUMN_DISCHARGE_ENERGY,
        LMB_COLUMN_MINIMUM_VOLTAGE,       LMB_COLUMN_MAXIMUM_VOLTAGE,
        LMB_COLUMN_REST_VOLTAGE_CHARGED,  LMB_COLUMN_REST_VOLTAGE_DISCHARGED,
        LMB_COLUMN_CONSTANT_VOLTAGE_TIME, LMB_COLUMN_CONSTANT_VOLTAGE_SHARE};
    static const int32_t by_cycle = LMB_COLUMN_SOURCE_CYCLE, by_heat = LMB_COLUMN_TEMPERATURE,
                         by_pressure = LMB_COLUMN_PRESSURE;
    int32_t status = add_columns(c->table, always, sizeof always / sizeof always[0]);
    if (!status && c->has.voltage)
        status = add_columns(c->table, by_voltage, sizeof by_voltage / sizeof by_voltage[0]);
    if (!status && c->has.cycle) status = add_columns(c->table, &by_cycle, 1);
    if (!status && c->has.temperature) status = add_columns(c->table, &by_heat, 1);
    if (!status && c->has.pressure) status = add_columns(c->table, &by_pressure, 1);
    for (int i = 0; i < LMBI_REPORTED && !status && c->has.counters; i++)
        status = add_columns(&c->reported[i], amount_id, 4);
    return status;
}

int32_t lmbi_counting_begin(struct lmbi_counting *c, const struct lmbi_channels *has,
                            struct lmbi_table *table, double largest_current, int64_t most_cycles)
{
    *c = (struct lmbi_counting){.has = *has,
                                .kernels = lmbi_best_kernels(),
                                .table = table,
                                .most_cycles = most_cycles,
                                .number = 1,
                                .source = LMBI_NAN,
                                .largest_current = largest_current,
                                .rest_voltage = LMBI_NAN};
    static const int32_t own[LMBI_COUNTERS] = {1, -1, 1, -1, 0, 0, 0};
    for (int i = 0; i < LMBI_REPORTED; i++) lmbi_table_init(&c->reported[i], &table->memory);
    for (int i = 0; i < LMBI_COUNTERS; i++)
        lmbi_counter_begin(&c->counter[i], own[i], i == has->net[0] || i == has->net[1],
                           has->named[i], has->digit[i]);
    return add_all_columns(c);
}

void lmbi_counting_clear(struct lmbi_counting *c)
{
    for (int i = 0; i < LMBI_REPORTED; i++) lmbi_table_clear(&c->reported[i]);
}

static void set_value(struct lmbi_table *t, int32_t id, int64_t row, double value)
{
    double *column = lmbi_column(t, id);
    if (column) column[row] = value;
}

/* A rest has ended: its last voltage belongs to the cycle of the current before it. */
static void store_rest(struct lmbi_counting *c)
{
    if (c->rest_voltage != c->rest_voltage || c->direction == 0) return;
    int32_t charged = c->direction > 0;
    if (c->current_row < c->table->rows)
        set_value(c->table,
                  charged ? LMB_COLUMN_REST_VOLTAGE_CHARGED : LMB_COLUMN_REST_VOLTAGE_DISCHARGED,
                  c->current_row, c->rest_voltage);
    else if (charged) c->tally.rest_charged = c->rest_voltage;
    else c->tally.rest_discharged = c->rest_voltage;
    c->rest_voltage = LMBI_NAN;
}

static void write_reported(struct lmbi_counting *c, int64_t row)
{
    if (!c->has.counters) return;
    struct lmbi_counter *k = c->counter;
    double amount[LMBI_REPORTED][4] = {
        {k[0].charged, k[1].discharged, k[2].charged, k[3].discharged},
        {k[4].charged, k[4].discharged, k[5].charged, k[5].discharged},
    };
    for (int i = 0; i < 2; i++) {
        if (c->has.net[i] < 0) continue;
        amount[LMBI_BY_NET][2 * i] = k[c->has.net[i]].risen;
        amount[LMBI_BY_NET][2 * i + 1] = k[c->has.net[i]].fallen;
    }
    for (int set = 0; set < LMBI_REPORTED; set++)
        for (int i = 0; i < 4; i++) set_value(&c->reported[set], amount_id[i], row, amount[set][i]);
    for (int i = 0; i < LMBI_COUNTERS; i++)
        k[i].charged = k[i].discharged = k[i].risen = k[i].fallen = 0;
}

static void write_row(struct lmbi_counting *c, int64_t row)
{
    const struct lmbi_tally *t = &c->tally;
    struct lmbi_table *to = c->table;
    const struct {
        int32_t id;
        double value;
    } cell[] = {
        {LMB_COLUMN_CYCLE, c->number},
        {LMB_COLUMN_SOURCE_CYCLE, c->source},
        {LMB_COLUMN_CHARGE_CAPACITY, t->charge / 3600},
        {LMB_COLUMN_DISCHARGE_CAPACITY, t->discharge / 3600},
        {LMB_COLUMN_CHARGE_ENERGY, t->charge_energy / 3600},
        {LMB_COLUMN_DISCHARGE_ENERGY, t->discharge_energy / 3600},
        {LMB_COLUMN_DURATION, (t->last_time - t->first_time) / 3600},
        {LMB_COLUMN_MEAN_CHARGE_CURRENT, lmbi_ratio(t->charge, t->charge_time)},
        {LMB_COLUMN_MEAN_DISCHARGE_CURRENT, lmbi_ratio(t->discharge, t->discharge_time)},
        {LMB_COLUMN_MINIMUM_VOLTAGE, t->minimum_voltage + 0}, /* of two zeros the positive one */
        {LMB_COLUMN_MAXIMUM_VOLTAGE, t->maximum_voltage + 0},
        {LMB_COLUMN_TEMPERATURE, lmbi_ratio(t->temperature, t->temperature_time)},
        {LMB_COLUMN_PRESSURE, lmbi_ratio(t->pressure, t->pressure_time)},
        {LMB_COLUMN_REST_VOLTAGE_CHARGED, t->rest_charged},
        {LMB_COLUMN_REST_VOLTAGE_DISCHARGED, t->rest_discharged},
        {LMB_COLUMN_CONSTANT_VOLTAGE_TIME, t->hold_time > 0 ? t->hold_time : LMBI_NAN},
        {LMB_COLUMN_CONSTANT_VOLTAGE_SHARE,
         t->hold_time > 0 ? lmbi_ratio(t->hold_charge, t->charge) : LMBI_NAN},
    };
    for (size_t i = 0; i < sizeof cell / sizeof cell[0]; i++)
        set_value(to, cell[i].id, row, cell[i].value);
}

static int32_t finish_cycle(struct lmbi_counting *c)
{
    int64_t row = c->table->rows;
    lmbi_hold_end(&c->hold, &c->tally);
    if (lmbi_table_add_row(c->table)) return LMB_ERROR_MEMORY;
    for (int i = 0; i < LMBI_REPORTED && c->has.counters; i++)
        if (lmbi_table_add_row(&c->reported[i])) return LMB_ERROR_MEMORY;
    if (c->tally.charge > 0 && c->tally.discharge > 0)
        *(c->begins > 0 ? &c->notes.begin_charge : &c->notes.begin_discharge) += 1;
    c->begins = 0;
    write_row(c, row);
    write_reported(c, row);
    return LMB_OK;
}

/* The next cycle's number: the cycler's while it rises, counted on where it starts again. */
static void renumber(struct lmbi_counting *c, double source)
{
    if (source + c->offset <= c->number) {
        c->offset = c->number + (source < 1 ? 1 - source : 0);
        c->notes.restarts++;
    }
    c->number = source + c->offset;
    c->source = source;
}

/* Without cycle numbers a cycle begins where the current takes its first direction again. */
static int32_t turns_again(struct lmbi_counting *c, int32_t direction)
{
    if (direction == 0) return 0;
    if (c->leading == 0) c->leading = direction;
    if (direction != c->leading) c->turned = 1;
    if (direction != c->leading || !c->turned) return 0;
    c->turned = 0;
    return 1;
}

static int32_t begins_cycle(struct lmbi_counting *c, const struct lmbi_sample *s, int32_t direction)
{
    if (!c->has.cycle) return turns_again(c, direction);
    if (s->cycle != s->cycle) return 0; /* blank: the cycle runs on */
    if (c->source != c->source) {       /* the first number: blanks before it belong to it */
        c->number = c->source = s->cycle;
        return 0;
    }
    return s->cycle != c->source || (s->restart && s->cycle <= 1);
}

static int32_t start_cycle(struct lmbi_counting *c, const struct lmbi_sample *s)
{
    if (c->table->rows + 1 >= c->most_cycles) return LMB_ERROR_LIMIT;
    int32_t status = finish_cycle(c);
    if (status) return status;
    lmbi_tally_begin(&c->tally, s);
    if (!s->gap) c->tally.first_time = c->last.time;
    if (c->has.cycle) renumber(c, s->cycle);
    else c->number++;
    return LMB_OK;
}

static int32_t begins_step(const struct lmbi_counting *c, const struct lmbi_sample *a,
                           const struct lmbi_sample *b)
{
    if (b->step != a->step && b->step == b->step && a->step == a->step) return 1;
    if (c->has.step_time && b->step_time < a->step_time) return 1;
    if (c->has.step) return 0;
    return a->state != b->state ||
           lmbi_direction_of(c, a->current) != lmbi_direction_of(c, b->current);
}

/* Long intervals out of line with all before are pauses, not segments. */
static int32_t is_pause(const struct lmbi_counting *c, double dt)
{
    return dt > 1800 && dt > 20 * c->longest && c->notes.dt_count >= 10;
}

static void note_jump(struct lmbi_counting *c, const struct lmbi_sample *a,
                      const struct lmbi_sample *b)
{
    int32_t rest_a = lmbi_direction_of(c, a->current) == 0,
            rest_b = lmbi_direction_of(c, b->current) == 0;
    double dI = b->current - a->current, dV = b->voltage - a->voltage;
    if (rest_a == rest_b || b->time - a->time > jump_time) return;
    if (lmbi_abs(dI) < 0.05 * c->largest_current) return;
    if (dV * dI > 0) c->notes.jumps_agree++;
    if (dV * dI < 0) c->notes.jumps_disagree++;
}

/* The step time counts from the border; some run through borders. */
static int32_t tells_step(struct lmbi_counting *c, const struct lmbi_sample *a,
                          const struct lmbi_sample *b)
{
    double goes_on = a->step_time + 0.999 * (b->time - a->time);
    c->notes.step_times += b->step_time < goes_on;
    return c->notes.step_times > 0 && b->step_time > 0;
}

/* At a border: the new step's part before its first sample, where the step time tells it. */
static void count_head(struct lmbi_counting *c, const struct lmbi_sample *a,
                       const struct lmbi_sample *b)
{
    double apart = b->time - a->time, head = 0;
    if (apart <= 0) return;
    if (tells_step(c, a, b)) head = lmbi_min(b->step_time, apart);
    if (head > 0) {
        lmbi_tally_head(&c->tally, b, head);
        c->notes.head_charge += lmbi_abs(b->current) * head;
    }
    double current = lmbi_abs(a->current); /* that may have gone on flowing */
    if (head == 0) current = lmbi_max(current, lmbi_abs(b->current));
    double left = (apart - head) * current;
    c->notes.apart += left > 0;
    c->notes.uncounted += left;
}

static void count_segment(struct lmbi_counting *c, const struct lmbi_sample *a,
                          const struct lmbi_sample *b)
{
    double dt = b->time - a->time;
    struct lmbi_sample even; /* the sample before at the mean current since then */
    if (c->has.mean_current) {
        even = *a;
        even.current = b->current;
        a = &even;
    } else if (is_pause(c, dt)) {
        c->notes.gaps++;
        c->notes.gap_charge += lmbi_abs(a->current + b->current) / 2 * dt;
        return;
    }
    lmbi_tally_segment(&c->tally, a, b);
    lmbi_hold_segment(&c->hold, a, b, lmbi_direction_of(c, b->current) > 0);
    c->longest = lmbi_max(c->longest, dt);
    if (dt > 0 && b->current != 0) c->notes.dt_sum += dt, c->notes.dt_count++;
}

static void add_counters(struct lmbi_counting *c, const struct lmbi_sample *a,
                         const struct lmbi_sample *b, int32_t border)
{
    double dt = (b->time - a->time) / 3600;
    double charge = lmbi_max(lmbi_abs(a->current), lmbi_abs(b->current)) * dt;
    double energy = charge * lmbi_max(lmbi_abs(a->voltage), lmbi_abs(b->voltage));
    for (int i = 0; i < LMBI_COUNTERS; i++) {
        if (!c->has.counter[i]) continue;
        int32_t of_energy = i == LMBI_COUNTER_CHARGE_ENERGY || i == LMBI_COUNTER_DISCHARGE_ENERGY ||
                            i == LMBI_COUNTER_ENERGY;
        lmbi_counter_add(&c->counter[i], b->counter[i], border, c->direction,
                         of_energy ? energy : charge);
    }
}

static void add_to_cycle(struct lmbi_counting *c, const struct lmbi_sample *s, int32_t border,
                         int32_t direction)
{
    if (direction != 0) {
        store_rest(c);
        c->direction = direction;
        if (c->begins == 0) c->begins = direction;
        c->current_row = c->table->rows;
    } else if (!c->has.mean_current || s->time > c->last.time) {
        c->rest_voltage = s->voltage;
    }
    if (c->has.counters) add_counters(c, c->notes.samples > 0 ? &c->last : s, s, border);
    lmbi_tally_voltage(&c->tally, s->voltage);
    c->tally.last_time = s->time;
    double step = s->step == s->step ? s->step : c->last.step;
    c->last = *s;
    c->last.step = step; /* blank: the step runs on */
    c->notes.samples++;
}

int32_t lmbi_count(struct lmbi_counting *c, const struct lmbi_sample *sample)
{
    c->largest_current = lmbi_max(c->largest_current, lmbi_abs(sample->current));
    int32_t direction = lmbi_direction_of(c, sample->current);
    if (c->notes.samples == 0) {
        lmbi_tally_begin(&c->tally, sample);
        lmbi_hold_begin(&c->hold, sample);
        begins_cycle(c, sample, direction);
        add_to_cycle(c, sample, LMBI_BORDER_NONE, direction);
        return LMB_OK;
    }
    const struct lmbi_sample *a = &c->last;
    int32_t border = begins_step(c, a, sample) ? LMBI_BORDER_STEP : LMBI_BORDER_NONE;
    if (begins_cycle(c, sample, direction)) {
        int32_t status = start_cycle(c, sample);
        if (status) return status;
        border = LMBI_BORDER_CYCLE;
    }
    if (!sample->gap) note_jump(c, a, sample);
    if (border == LMBI_BORDER_NONE && !sample->gap) {
        count_segment(c, a, sample);
    } else {
        if (border != LMBI_BORDER_CYCLE) lmbi_hold_end(&c->hold, &c->tally);
        lmbi_hold_begin(&c->hold, sample);
        if (sample->gap) c->notes.gaps++;
        else if (c->has.mean_current) count_segment(c, a, sample);
        else count_head(c, a, sample);
    }
    add_to_cycle(c, sample, sample->restart ? LMBI_BORDER_FILE : border, direction);
    return LMB_OK;
}

int32_t lmbi_counting_end(struct lmbi_counting *c)
{
    if (c->notes.samples == 0) return LMB_OK;
    store_rest(c);
    return finish_cycle(c);
}

void lmbi_drop_empty_columns(struct lmbi_table *t)
{
    for (int i = 0; i < LMBI_COLUMN_SLOTS; i++) {
        int64_t known = 0;
        for (int64_t row = 0; t->column[i] && row < t->rows; row++)
            known += t->column[i][row] == t->column[i][row];
        if (known == 0) lmbi_table_drop_column(t, LMBI_FIRST_COLUMN + i);
    }
}
