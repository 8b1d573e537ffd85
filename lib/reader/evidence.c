#include "reader/evidence.h"

#include <string.h>

#include "base/number.h"
#include "reader/clock.h"
#include "reader/nest.h"

enum { EVIDENCE_ROWS = 4096, EVIDENCE_PAIRS = 10 };

static const double pair_time = 20; /* s by the clock: coarse clocks tell 1 s */
static const struct {
    double multiply, divide;
    const char *unit;
} factors[LMBI_TIME_FACTORS] = {{1, 1, "s"},    {1, 1e3, "ms"}, {60, 1, "min"},
                                {3600, 1, "h"}, {1, 1e6, "us"}, {1, 1e9, "ns"}};

void lmbi_time_check_begin(struct lmbi_time_check *t)
{
    *t = (struct lmbi_time_check){.time = LMBI_NAN, .clock = LMBI_NAN};
}

void lmbi_time_check_add(struct lmbi_time_check *t, double time, double clock)
{
    double dt = time - t->time, by_clock = clock - t->clock;
    if (by_clock >= 0 && by_clock < pair_time) return;
    if (by_clock >= pair_time && dt > 0) {
        t->pairs++;
        for (int i = 0; i < LMBI_TIME_FACTORS; i++)
            t->hits[i] +=
                lmbi_abs(dt * factors[i].multiply / factors[i].divide / by_clock - 1) < 0.05;
    }
    if (time == time && clock == clock) t->time = time, t->clock = clock;
}

/* The factor that most pairs have, or -1. */
static int time_factor(const struct lmbi_time_check *t)
{
    for (int i = 0; i < LMBI_TIME_FACTORS; i++)
        if (t->pairs >= EVIDENCE_PAIRS && 2 * t->hits[i] > t->pairs) return i;
    return -1;
}

double lmbi_time_factor(const struct lmbi_time_check *t)
{
    int i = time_factor(t);
    return i < 0 ? 0 : factors[i].multiply / factors[i].divide;
}

void lmbi_sign_check_add(struct lmbi_sign_check *s, double current, int32_t state)
{
    if (state == LMBI_STATE_CHARGE)
        *(current > 0 ? &s->charge_positive : &s->charge_negative) += lmbi_abs(current);
    if (state == LMBI_STATE_DISCHARGE)
        *(current > 0 ? &s->discharge_positive : &s->discharge_negative) += lmbi_abs(current);
}

/* Sums of |I|: a few samples of the other sign, where a step begins, do not count. */
static int32_t outweighs(double a, double b) { return a > 0 && a > 20 * b; }

int32_t lmbi_with_sign(const struct lmbi_sign_check *s)
{
    return outweighs(s->discharge_negative, s->discharge_positive);
}

int32_t lmbi_is_turned(const struct lmbi_sign_check *s)
{
    return outweighs(s->discharge_positive, s->discharge_negative) &&
           outweighs(s->charge_negative, s->charge_positive);
}

int32_t lmbi_is_unsigned(const struct lmbi_sign_check *s)
{
    return outweighs(s->discharge_positive, s->discharge_negative) &&
           outweighs(s->charge_positive, s->charge_negative);
}

void lmbi_evidence_begin(struct lmbi_evidence *e)
{
    memset(e, 0, sizeof *e);
    lmbi_time_check_begin(&e->time);
}

void lmbi_evidence_value(struct lmbi_evidence *e, const struct lmbi_layout *layout, int32_t i,
                         double value, double printed, struct lmbi_row_look *row)
{
    const struct lmbi_use *use = &layout->use[i];
    double step = printed * lmbi_abs(use->scale.multiply) / use->scale.divide;
    if (value != 0 && step > 0 && (e->step[i] == 0 || step < e->step[i]))
        e->step[i] = step; /* "0" tells nothing */
    if (use->role == LMBI_ROLE_VOLTAGE) e->voltages++, e->large_voltages += value > 100;
    if (use->role == LMB_COLUMN_TEMPERATURE) e->temperatures++, e->warm += value > 150;
    if (use->role == LMB_COLUMN_CYCLE)
        e->cycles++, e->broken_cycles += !lmbi_is_cycle_number(value);
    if (use->role == LMBI_ROLE_CURRENT)
        e->largest_current = lmbi_max(e->largest_current, lmbi_abs(value));
    if (use->role == LMBI_ROLE_TEST_TIME) row->time = value;
    if (use->role == LMBI_ROLE_CLOCK) row->clock = value;
    if (use->role == LMBI_ROLE_CURRENT || use->role == LMBI_ROLE_CHARGE_INCREMENT)
        row->current = value; /* or its sign and weight */
}

void lmbi_evidence_time(struct lmbi_evidence *e, struct lmbi_use *use, struct lmbi_field field)
{
    if (use->form == LMBI_FORM_UNKNOWN) use->form = lmbi_time_form(field.text, field.end);
    if (use->form == LMBI_FORM_DATE) e->orders[lmbi_date_order(field.text, field.end)]++;
}

void lmbi_evidence_row(struct lmbi_evidence *e, const struct lmbi_row_look *row)
{
    lmbi_sign_check_add(&e->sign, row->current, row->state);
    lmbi_time_check_add(&e->time, row->time, row->clock);
    e->rows++;
}

void lmbi_evidence_fields(struct lmbi_layout *layout, const struct lmbi_field *field,
                          struct lmbi_evidence *e)
{
    char room[48];
    struct lmbi_row_look row = {LMBI_NAN, LMBI_NAN, LMBI_NAN, LMBI_STATE_UNKNOWN};
    double value;
    for (int32_t i = 0; i < layout->uses; i++) {
        struct lmbi_use *use = &layout->use[i];
        if (use->role == LMBI_ROLE_STATE) {
            row.state = lmbi_state_of(field[i]);
            continue;
        }
        struct lmbi_field f = use->comma ? lmbi_with_point(field[i], room) : field[i];
        if (lmbi_is_time(use->role)) lmbi_evidence_time(e, use, f);
        if (lmbi_value_of(use, f, &value) != LMBI_VALUE_OK) continue;
        lmbi_evidence_value(e, layout, i, value, lmbi_printed_step(f), &row);
    }
    lmbi_evidence_row(e, &row);
}

/* Digits, one mark, digits: the mark, with 3 digits behind it 0 for a comma, which may part
 * thousands; 0 for everything else. */
static char mark_within(struct lmbi_field f)
{
    const char *c = f.text;
    if (c < f.end && (*c == '-' || *c == '+')) c++;
    while (c < f.end && *c >= '0' && *c <= '9') c++;
    if (c == f.end || (*c != '.' && *c != ',')) return 0;
    char mark = *c++;
    const char *digits = c;
    while (c < f.end && *c >= '0' && *c <= '9') c++;
    if (c < f.end && *c != 'e' && *c != 'E') return 0;
    return mark == ',' && c - digits == 3 ? 0 : mark;
}

void lmbi_evidence_marks(struct lmbi_layout *layout, const struct lmbi_field *field,
                         struct lmbi_evidence *e)
{
    for (int32_t i = 0; i < layout->uses; i++) {
        char mark = mark_within(field[i]);
        e->points += mark == '.';
        e->commas += mark == ',';
    }
}

/* Do something with each row in sight. */
typedef void (*row_look)(struct lmbi_layout *, const struct lmbi_field *, struct lmbi_evidence *);

static int32_t look_ahead(const struct lmbi_input *in, struct lmbi_layout *layout,
                          struct lmbi_evidence *e, row_look look, struct lmbi_message *m)
{
    struct lmbi_input ahead = lmbi_input_ahead(in);
    struct lmbi_line line;
    struct lmbi_field field[LMBI_USES];
    int32_t wanted[LMBI_USES];
    for (int32_t i = 0; i < layout->uses; i++) wanted[i] = layout->use[i].field;
    for (int64_t rows = 0; rows < EVIDENCE_ROWS; rows++) {
        int32_t status = lmbi_input_line(&ahead, &line, m);
        if (status || !line.text) return status;
        if (line.number < layout->first_line || line.text == line.end || !line.closed) continue;
        if (lmbi_row_level(layout, &line) < layout->levels) continue;
        lmbi_pick(&line, layout->delimiter, wanted, layout->uses, field);
        look(layout, field, e);
    }
    return LMB_OK;
}

static void rescale(struct lmbi_use *use, double multiply, double divide)
{
    use->scale.multiply *= multiply;
    use->scale.divide *= divide;
}

static void settle_times(struct lmbi_layout *layout, const struct lmbi_evidence *e,
                         struct lmbi_remarks *remarks)
{
    int by = time_factor(&e->time);
    struct lmbi_use *time = lmbi_use_of(layout, LMBI_ROLE_TEST_TIME);
    struct lmbi_use *step = lmbi_use_of(layout, LMBI_ROLE_STEP_TIME);
    if (!time || time->form != LMBI_FORM_NUMBER || by < 0) return;
    if (by == 0) {
        lmbi_remark(remarks, "unit", "%s agrees with the wall clock", time->heading);
        return;
    }
    if (time->mapped && time->unit) return;
    double multiply = factors[by].multiply, divide = factors[by].divide;
    int32_t same_unit = step && step->form == LMBI_FORM_NUMBER && step->unit == time->unit;
    rescale(time, multiply, divide);
    if (same_unit) rescale(step, multiply, divide);
    lmbi_remark(remarks, "unit",
                "%s runs %g times as fast as the wall clock in %d of %d pair%p: taken as %s",
                time->heading, divide / multiply, e->time.hits[by], e->time.pairs,
                factors[by].unit);
}

static void settle_values(struct lmbi_layout *layout, const struct lmbi_evidence *e,
                          struct lmbi_remarks *remarks)
{
    struct lmbi_use *voltage = lmbi_use_of(layout, LMBI_ROLE_VOLTAGE);
    struct lmbi_use *temperature = lmbi_use_of(layout, LMB_COLUMN_TEMPERATURE);
    if (voltage && !(voltage->mapped && voltage->unit) && 2 * e->large_voltages > e->voltages) {
        rescale(voltage, 1, 1000);
        lmbi_remark(remarks, "unit", "%s is above 100 in %d of %d row%p: taken as mV",
                    voltage->heading, e->large_voltages, e->voltages);
    }
    if (temperature && !temperature->unit && e->temperatures > 0) {
        int32_t kelvin = 2 * e->warm > e->temperatures;
        if (!kelvin) temperature->scale.add = 273.15;
        lmbi_remark(remarks, "unit", "%s has no unit: taken as %s", temperature->heading,
                    kelvin ? "K" : "degC");
    }
}

void lmbi_drop_use(struct lmbi_layout *layout, struct lmbi_use *use, struct lmbi_evidence *e)
{
    int32_t at = (int32_t)(use - layout->use);
    for (int32_t i = at; i + 1 < layout->uses; i++) {
        layout->use[i] = layout->use[i + 1];
        e->step[i] = e->step[i + 1];
    }
    layout->uses--;
}

void lmbi_settle_marks(struct lmbi_layout *layout, const struct lmbi_evidence *e,
                       struct lmbi_remarks *remarks)
{
    if (e->points > 0 || e->commas == 0) return;
    for (int32_t i = 0; i < layout->uses; i++) layout->use[i].comma = 1;
    lmbi_remark(remarks, "unit", "numbers have a decimal comma: %d in the first rows, no point",
                e->commas);
}

/* A decimal comma, where it is no delimiter and no point is seen. */
static int32_t settle_decimals(const struct lmbi_input *in, struct lmbi_layout *layout,
                               struct lmbi_evidence *e, struct lmbi_remarks *remarks,
                               struct lmbi_message *m)
{
    if (layout->delimiter == ',') return LMB_OK;
    int32_t status = look_ahead(in, layout, e, lmbi_evidence_marks, m);
    if (!status) lmbi_settle_marks(layout, e, remarks);
    return status;
}

/* Dates like 3/4/2026: in the order that is mapped, else in the one that the others tell. */
static void settle_dates(struct lmbi_use *use, const struct lmbi_evidence *e,
                         struct lmbi_remarks *remarks)
{
    int64_t month = e->orders[LMBI_ORDER_MONTH_FIRST], day = e->orders[LMBI_ORDER_DAY_FIRST];
    int64_t open = e->orders[LMBI_ORDER_OPEN];
    if (use->form != LMBI_FORM_DATE || month + day + open == 0) return;
    const char *role = use->role == LMBI_ROLE_CLOCK ? "clock" : "test_time";
    const char *order = use->unit ? use->unit->text : "";
    if (strcmp(order, "mdy") == 0 || strcmp(order, "dmy") == 0) {
        use->form = *order == 'd' ? LMBI_FORM_DAY_FIRST : LMBI_FORM_MONTH_FIRST;
    } else if (month > 0 && day > 0) {
        lmbi_remark(remarks, "unit",
                    "%s has dates of both orders (%d with the month first, %d with the day), %d "
                    "that may be either are taken month first; map %s to it with :dmy or :mdy",
                    use->heading, month, day, open, role);
    } else if (month + day > 0) {
        use->form = day > 0 ? LMBI_FORM_DAY_FIRST : LMBI_FORM_MONTH_FIRST;
        lmbi_remark(remarks, "unit", "%s has the %s first in its dates: %d of %d tell it",
                    use->heading, day > 0 ? "day" : "month", month + day, month + day + open);
    } else {
        use->form = LMBI_FORM_MONTH_FIRST;
        lmbi_remark(remarks, "unit",
                    "%s does not tell whether the month or the day stands first in its dates: "
                    "taken as the month; if it is the day, map %s to it with :dmy",
                    use->heading, role);
    }
}

void lmbi_settle_by(struct lmbi_layout *layout, struct lmbi_evidence *e,
                    struct lmbi_remarks *remarks)
{
    settle_times(layout, e, remarks);
    for (int32_t i = 0; i < layout->uses; i++) settle_dates(&layout->use[i], e, remarks);
    if (layout->dialect != LMBI_LMB) settle_values(layout, e, remarks);
    struct lmbi_use *cycle = lmbi_use_of(layout, LMB_COLUMN_CYCLE);
    if (cycle && !cycle->mapped && !layout->per_cycle && 2 * e->broken_cycles > e->cycles) {
        lmbi_remark(remarks, "cycle",
                    "%s holds no cycle numbers in %d of %d row%p: cycles are rebuilt from the "
                    "current",
                    cycle->heading, e->broken_cycles, e->cycles);
        lmbi_drop_use(layout, cycle, e);
    }
}

int32_t lmbi_settle_layout(const struct lmbi_input *in, struct lmbi_layout *layout,
                           struct lmbi_evidence *e, struct lmbi_remarks *remarks,
                           struct lmbi_message *m)
{
    lmbi_evidence_begin(e);
    int32_t status = settle_decimals(in, layout, e, remarks, m);
    if (!status) status = look_ahead(in, layout, e, lmbi_evidence_fields, m);
    if (!status) lmbi_settle_by(layout, e, remarks);
    return status;
}
