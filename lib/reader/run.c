#include "reader/counting.h"

#include "base/number.h"

enum { LONGEST_SEGMENT = 1800 }; /* s: longer ones may be pauses */

/* Nothing begins or ends between the two, and the current keeps its direction. */
static inline int32_t goes_on(const struct lmbi_counting *c, const struct lmbi_sample *a,
                              const struct lmbi_sample *b, int32_t direction)
{
    if (b->gap || b->restart || !(b->time - a->time <= LONGEST_SEGMENT)) return 0;
    if (c->has.cycle && b->cycle != c->source) return 0;
    if (c->has.step ? b->step != a->step : b->state != a->state) return 0;
    if (c->has.step_time && b->step_time < a->step_time) return 0;
    return lmbi_abs(b->current) <= c->largest_current &&
           lmbi_direction_of(c, b->current) == direction;
}

int64_t lmbi_count_run(struct lmbi_counting *c, const struct lmbi_sample *sample, int64_t count)
{
    if (c->notes.samples == 0 || c->has.counters) return 0;
    const struct lmbi_sample *a = &c->last;
    int32_t direction = lmbi_direction_of(c, a->current);
    if (direction != 0 && direction != c->direction) return 0;
    struct lmbi_tally tally = c->tally;
    struct lmbi_hold hold = c->hold;
    double longest = c->longest, dt_sum = c->notes.dt_sum;
    int64_t n = 0;
    for (; n < count && goes_on(c, a, &sample[n], direction); n++) {
        const struct lmbi_sample *b = &sample[n];
        double dt = b->time - a->time;
        lmbi_tally_segment(&tally, a, b);
        lmbi_hold_segment(&hold, a, b);
        lmbi_tally_voltage(&tally, b->voltage);
        longest = lmbi_max(longest, dt);
        if (dt > 0 && b->current != 0) dt_sum += dt, c->notes.dt_count++;
        a = b;
    }
    if (n == 0) return 0;
    tally.last_time = a->time;
    c->tally = tally;
    c->hold = hold;
    c->longest = longest;
    c->notes.dt_sum = dt_sum;
    c->notes.samples += n;
    if (direction == 0) c->rest_voltage = a->voltage;
    c->last = *a;
    return n;
}
