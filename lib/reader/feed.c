#include "reader/counting.h"
#include "reader/import.h"

#include <stddef.h>

#include "base/number.h"
#include "reader/values.h"

struct lmbi_feed {
    struct lmbi_counting counting;
    uint8_t had[LMBI_COLUMN_SLOTS]; /* columns that were there before, without a cycle */
};

void lmbi_feed_clear(struct lmbi_import *import)
{
    if (!import->feed) return;
    lmbi_counting_clear(&import->feed->counting);
    lmbi_free(&import->memory, import->feed);
    import->feed = NULL;
}

/* Nothing was fed: the table has the columns that it had. */
static void undo_feed(struct lmbi_import *import, struct lmbi_table *table)
{
    int32_t had = 0;
    for (int i = 0; i < LMBI_COLUMN_SLOTS; i++) {
        had |= import->feed->had[i];
        if (!import->feed->had[i]) lmbi_table_drop_column(table, LMBI_FIRST_COLUMN + i);
    }
    if (!had) lmbi_table_clear(table);
    lmbi_feed_clear(import);
}

static int32_t begin_feed(struct lmbi_import *import, const struct lmbi_channels *has,
                          struct lmbi_table *table)
{
    import->feed = lmbi_new(&import->memory, 1, sizeof *import->feed);
    if (!import->feed) return LMB_ERROR_MEMORY;
    for (int i = 0; i < LMBI_COLUMN_SLOTS; i++) import->feed->had[i] = table->column[i] != NULL;
    int32_t status = lmbi_counting_begin(&import->feed->counting, has, table, 0,
                                         import->limit[LMB_LIMIT_CYCLES - 1]);
    if (status) undo_feed(import, table);
    return status;
}

/* What counting changes in rows that are complete: the rest after the last of them. */
struct rest_mark {
    int64_t rows;
    double charged, discharged;
};

static struct rest_mark mark_rests(const struct lmbi_table *t)
{
    const double *charged = lmbi_column(t, LMB_COLUMN_REST_VOLTAGE_CHARGED);
    const double *discharged = lmbi_column(t, LMB_COLUMN_REST_VOLTAGE_DISCHARGED);
    int64_t last = t->rows - 1;
    if (!charged || !discharged || last < 0) return (struct rest_mark){t->rows, 0, 0};
    return (struct rest_mark){t->rows, charged[last], discharged[last]};
}

static void take_back(struct lmbi_table *t, const struct rest_mark *mark)
{
    double *charged = lmbi_column(t, LMB_COLUMN_REST_VOLTAGE_CHARGED);
    double *discharged = lmbi_column(t, LMB_COLUMN_REST_VOLTAGE_DISCHARGED);
    t->rows = mark->rows;
    if (!charged || !discharged || t->rows == 0) return;
    charged[t->rows - 1] = mark->charged;
    discharged[t->rows - 1] = mark->discharged;
}

static int32_t same_channels(const struct lmbi_channels *a, const struct lmbi_channels *b)
{
    return a->voltage == b->voltage && a->cycle == b->cycle && a->step == b->step;
}

static int32_t is_sample(double x) { return lmbi_abs(x) <= LMBI_LARGEST_SAMPLE; }

/* All samples are in order, before any is counted. `*cycles` bounds how many they can complete. */
static int32_t check_samples(const struct lmbi_feed *feed, int64_t count, const double *time,
                             const double *current, const double *cycle, int64_t *cycles,
                             struct lmbi_message *m)
{
    const struct lmbi_counting *c = feed ? &feed->counting : NULL;
    double before = c ? c->last.time : -LMBI_INFINITY;
    double I = c ? c->last.current : 0, number = c ? c->last.cycle : LMBI_NAN;
    *cycles = 1;
    for (int64_t i = 0; i < count; i++) {
        if (!is_sample(time[i]) || !is_sample(current[i]))
            return lmbi_fail(m, LMB_ERROR_FORMAT,
                             "sample %d: time %g s and current %g A must be numbers within %g", i,
                             time[i], current[i], LMBI_LARGEST_SAMPLE);
        if (time[i] < before)
            return lmbi_fail(m, LMB_ERROR_FORMAT, "sample %d: time %g s is before %g s", i, time[i],
                             before);
        *cycles += cycle ? cycle[i] != number : (current[i] > 0) != (I > 0);
        before = time[i];
        I = current[i];
        if (cycle) number = cycle[i];
    }
    return LMB_OK;
}

static int32_t check_channel(const double *values, int64_t count, const char *name, int32_t whole,
                             struct lmbi_message *m)
{
    for (int64_t i = 0; values && i < count; i++) {
        double x = values[i];
        if (x != x) continue;
        if (!is_sample(x) || (whole && !lmbi_is_cycle_number(x)))
            return lmbi_fail(m, LMB_ERROR_FORMAT, "sample %d: %s %g makes no sense", i, name, x);
    }
    return LMB_OK;
}

/* The feed is there and the table has room, or nothing has changed. */
static int32_t make_ready(struct lmbi_import *import, const struct lmbi_channels *has,
                          int64_t cycles, struct lmbi_table *table)
{
    int32_t first = import->feed == NULL;
    if (first && begin_feed(import, has, table)) return LMB_ERROR_MEMORY;
    if (lmbi_table_reserve(table, table->rows + cycles) == LMB_OK) return LMB_OK;
    if (first) undo_feed(import, table);
    return LMB_ERROR_MEMORY;
}

static struct lmbi_sample sample_of(int64_t i, const double *time, const double *current,
                                    const double *voltage, const double *cycle, const double *step)
{
    return (struct lmbi_sample){.time = time[i],
                                .current = current[i],
                                .voltage = voltage ? voltage[i] : LMBI_NAN,
                                .temperature = LMBI_NAN,
                                .pressure = LMBI_NAN,
                                .cycle = cycle ? cycle[i] : LMBI_NAN,
                                .step = step ? step[i] : LMBI_NAN,
                                .step_time = LMBI_NAN};
}

int32_t lmbi_feed(struct lmbi_import *import, int64_t count, const double *time,
                  const double *current, const double *voltage, const double *cycle,
                  const double *step, struct lmbi_table *table, struct lmbi_message *m)
{
    struct lmbi_channels has = {
        .voltage = voltage != NULL, .cycle = cycle != NULL, .step = step != NULL};
    if (import->feed && !same_channels(&has, &import->feed->counting.has))
        return lmbi_fail(m, LMB_ERROR_ARGUMENT, "a channel is there in some chunks only");
    int64_t cycles;
    int32_t status = check_samples(import->feed, count, time, current, cycle, &cycles, m);
    if (!status) status = check_channel(voltage, count, "voltage", 0, m);
    if (!status) status = check_channel(cycle, count, "cycle", 1, m);
    if (!status) status = check_channel(step, count, "step", 0, m);
    if (status || count == 0) return status;
    if (make_ready(import, &has, cycles, table))
        return lmbi_fail(m, LMB_ERROR_MEMORY, "no memory for %d cycle%p", cycles);

    struct lmbi_counting *c = &import->feed->counting, before = *c;
    struct rest_mark mark = mark_rests(table);
    for (int64_t i = 0; i < count && !status; i++) {
        struct lmbi_sample s = sample_of(i, time, current, voltage, cycle, step);
        status = lmbi_count(c, &s);
    }
    if (!status) {
        table->source.kind = LMBI_TIME_SERIES;
        table->source.rows += count;
        return LMB_OK;
    }
    *c = before;
    take_back(table, &mark);
    if (before.notes.samples == 0) undo_feed(import, table);
    return lmbi_fail(m, status, "more than %d cycle%p", before.most_cycles);
}

int32_t lmbi_feed_end(struct lmbi_import *import, struct lmbi_table *table, struct lmbi_message *m)
{
    if (!import->feed) return lmbi_fail(m, LMB_ERROR_STATE, "no samples were fed");
    int32_t status = lmbi_counting_end(&import->feed->counting);
    if (status) return lmbi_fail(m, status, "no memory for the last cycle");
    lmbi_drop_empty_columns(table);
    lmbi_feed_clear(import);
    return LMB_OK;
}
