/* Raw samples in chunks: the same cycles whatever the chunks. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "findings.h"
#include "support.h"

enum { SAMPLES = 3 * 28 };

struct samples {
    double time[SAMPLES], current[SAMPLES], voltage[SAMPLES], cycle[SAMPLES], step[SAMPLES];
    int count;
};

static void add(struct samples *s, double time, double current, double voltage, double cycle,
                double step)
{
    s->time[s->count] = time;
    s->current[s->count] = current;
    s->voltage[s->count] = voltage;
    s->cycle[s->count] = cycle;
    s->step[s->count++] = step;
}

/* Three cycles: charge at 1, 1.1, 1.2 A for an hour, rest, discharge at 0.9 A for an hour, rest. */
static struct samples three_cycles(void)
{
    struct samples s = {.count = 0};
    double t = 0;
    for (int k = 1; k <= 3; k++)
        for (int step = 0; step < 4; step++) {
            double current[] = {0.9 + 0.1 * k, 0, -0.9, 0}, volts[] = {3.6, 4.1, 3.4, 3.0};
            for (int i = 0; i < 7; i++)
                add(&s, t + 600 * i, current[step], volts[step] + 0.01 * i, k, 4 * k + step);
            t += 3600;
        }
    return s;
}

static int32_t feed_part(lmb_dataset *dataset, const struct samples *s, int from, int count)
{
    return lmb_dataset_feed(dataset, count, s->time + from, s->current + from, s->voltage + from,
                            s->cycle + from, s->step + from);
}

static void cycles_are_counted_from_samples(void **state)
{
    (void)state;
    struct samples s = three_cycles();
    lmb_dataset *dataset = new_dataset();
    assert_ok(feed_part(dataset, &s, 0, s.count));
    assert_int_equal(lmb_dataset_cycles(dataset), 2); /* the third may go on */
    assert_ok(lmb_dataset_feed_end(dataset));
    assert_int_equal(lmb_dataset_cycles(dataset), 3);
    double *charge = column_of(dataset, LMB_COLUMN_CHARGE_CAPACITY);
    double *discharge = column_of(dataset, LMB_COLUMN_DISCHARGE_CAPACITY);
    double *energy = column_of(dataset, LMB_COLUMN_DISCHARGE_ENERGY);
    double *rest = column_of(dataset, LMB_COLUMN_REST_VOLTAGE_DISCHARGED);
    for (int k = 0; k < 3; k++) {
        assert_close(charge[k], 1 + 0.1 * k, 1e-14, 0);
        assert_close(discharge[k], 0.9, 1e-14, 0);
        assert_close(energy[k], 0.9 * 3.43, 1e-14, 0);
        assert_close(rest[k], 3.06, 1e-14, 0);
    }
    free(charge);
    free(discharge);
    free(energy);
    free(rest);
    lmb_dataset_free(dataset);
}

static void chunks_change_nothing(void **state)
{
    (void)state;
    struct samples s = three_cycles();
    lmb_dataset *whole = new_dataset();
    assert_ok(feed_part(whole, &s, 0, s.count));
    assert_ok(lmb_dataset_feed_end(whole));
    struct random r = {3};
    for (int run = 0; run < 60; run++) {
        lmb_dataset *parts = new_dataset();
        for (int at = 0; at < s.count;) {
            int count = choose(&r, run < 10 ? 2 : 30);
            if (count > s.count - at) count = s.count - at;
            assert_ok(feed_part(parts, &s, at, count));
            at += count;
        }
        assert_ok(lmb_dataset_feed_end(parts));
        for (int32_t id = 2000; id < 2200; id++) {
            assert_int_equal(lmb_dataset_has_column(parts, id), lmb_dataset_has_column(whole, id));
            if (!lmb_dataset_has_column(whole, id)) continue;
            double *a = column_of(whole, id), *b = column_of(parts, id);
            assert_memory_equal(a, b, 3 * sizeof *a);
            free(a);
            free(b);
        }
        lmb_dataset_free(parts);
    }
    lmb_dataset_free(whole);
}

static void cycles_are_rebuilt_from_the_current(void **state)
{
    (void)state;
    struct samples s = three_cycles();
    lmb_dataset *dataset = new_dataset();
    assert_ok(lmb_dataset_feed(dataset, s.count, s.time, s.current, NULL, NULL, NULL));
    assert_ok(lmb_dataset_feed_end(dataset));
    assert_int_equal(lmb_dataset_cycles(dataset), 3);
    double *charge = column_of(dataset, LMB_COLUMN_CHARGE_CAPACITY);
    for (int k = 0; k < 3; k++) assert_close(charge[k], 1 + 0.1 * k, 1e-14, 0);
    assert_int_equal(lmb_dataset_has_column(dataset, LMB_COLUMN_CHARGE_ENERGY), 0);
    assert_int_equal(lmb_dataset_has_column(dataset, LMB_COLUMN_SOURCE_CYCLE), 0);
    free(charge);
    lmb_dataset_free(dataset);
}

/* 20 samples of 1 A every 10 s, a pause of `pause` s, 20 more: one step of one cycle. */
static double charge_around(double pause)
{
    double time[40], current[40];
    lmb_dataset *dataset = new_dataset();
    for (int i = 0; i < 40; i++) time[i] = 10 * i + (i < 20 ? 0 : pause), current[i] = 1;
    assert_ok(lmb_dataset_feed(dataset, 40, time, current, NULL, NULL, NULL));
    assert_ok(lmb_dataset_feed_end(dataset));
    double *charge = column_of(dataset, LMB_COLUMN_CHARGE_CAPACITY), sum = charge[0] * 3600;
    free(charge);
    lmb_dataset_free(dataset);
    return sum;
}

/* An interval far longer than all before is a pause of the cycler, not a current that flowed on. */
static void no_charge_flows_in_a_pause(void **state)
{
    (void)state;
    assert_close(charge_around(0), 390, 1e-13, 0);
    assert_close(charge_around(1000), 1390, 1e-13, 0); /* a quarter of an hour may be sampling */
    assert_close(charge_around(3600), 380, 1e-13, 0);
    assert_close(charge_around(1e6), 380, 1e-13, 0);
}

static void samples_that_make_no_sense_change_nothing(void **state)
{
    (void)state;
    struct samples good = three_cycles();
    const int at = 40;
    double *const places[] = {good.time,  good.time,  good.current, good.voltage,
                              good.cycle, good.cycle, good.step};
    const double values[] = {-5, NAN, INFINITY, -INFINITY, 1.5, -1, INFINITY};
    lmb_dataset *dataset = new_dataset();
    assert_ok(feed_part(dataset, &good, 0, 30));
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        double keep = places[i][at];
        places[i][at] = values[i];
        describe("case %d", (int)i);
        assert_int_equal(feed_part(dataset, &good, 30, 30), LMB_ERROR_FORMAT);
        assert_non_null(strstr(lmb_dataset_message(dataset), "sample 10"));
        places[i][at] = keep;
    }
    assert_int_equal(lmb_dataset_feed(dataset, 5, good.time + 30, good.current + 30, NULL,
                                      good.cycle + 30, good.step + 30),
                     LMB_ERROR_ARGUMENT); /* the voltage was there before */
    assert_int_equal(feed_part(dataset, &good, 0, 5), LMB_ERROR_FORMAT); /* back in time */
    assert_ok(feed_part(dataset, &good, 30, 54));
    assert_ok(lmb_dataset_feed_end(dataset));
    double *charge = column_of(dataset, LMB_COLUMN_CHARGE_CAPACITY);
    for (int k = 0; k < 3; k++) assert_close(charge[k], 1 + 0.1 * k, 1e-14, 0);
    free(charge);
    lmb_dataset_free(dataset);
}

static void a_feed_needs_an_empty_dataset_of_its_own(void **state)
{
    (void)state;
    struct samples s = three_cycles();
    static const char table[] = "cycle,discharge_capacity\n1,1\n";
    lmb_dataset *dataset = new_dataset();
    assert_int_equal(lmb_dataset_feed_end(dataset), LMB_ERROR_STATE);
    assert_ok(lmb_dataset_feed(dataset, 0, NULL, NULL, NULL, NULL, NULL));
    assert_int_equal(lmb_dataset_feed_end(dataset), LMB_ERROR_STATE); /* none came */
    assert_ok(feed_part(dataset, &s, 0, 5));
    assert_int_equal(lmb_dataset_read_bytes(dataset, "t", table, sizeof table - 1),
                     LMB_ERROR_STATE);
    static const int32_t id = LMB_COLUMN_DISCHARGE_CAPACITY;
    static const double one = 1;
    assert_int_equal(lmb_dataset_append(dataset, &id, &one, 1), LMB_ERROR_STATE);
    assert_int_equal(lmb_dataset_set_column(dataset, id, &one, 1, 1), LMB_ERROR_STATE);
    assert_int_equal(lmb_dataset_restore(dataset, table, sizeof table), LMB_ERROR_STATE);
    assert_ok(lmb_dataset_feed_end(dataset));
    assert_int_equal(feed_part(dataset, &s, 0, 5), LMB_ERROR_STATE);
    assert_int_equal(lmb_dataset_feed_end(dataset), LMB_ERROR_STATE);
    lmb_dataset_free(dataset);
}

static void the_limit_on_cycles_takes_the_chunk_back(void **state)
{
    (void)state;
    struct samples s = three_cycles();
    lmb_dataset *dataset = new_dataset();
    assert_ok(lmb_dataset_set_limit(dataset, LMB_LIMIT_CYCLES, 2));
    assert_ok(feed_part(dataset, &s, 0, 20));
    assert_int_equal(feed_part(dataset, &s, 20, 50), LMB_ERROR_LIMIT);
    assert_int_equal(lmb_dataset_cycles(dataset), 0);
    assert_ok(feed_part(dataset, &s, 20, 36)); /* to the end of cycle 2 */
    assert_ok(lmb_dataset_feed_end(dataset));
    assert_int_equal(lmb_dataset_cycles(dataset), 2);
    double *charge = column_of(dataset, LMB_COLUMN_CHARGE_CAPACITY);
    for (int k = 0; k < 2; k++) assert_close(charge[k], 1 + 0.1 * k, 1e-14, 0);
    free(charge);
    lmb_dataset_free(dataset);
}

static void every_failing_allocation_of_a_feed_is_survived(void **state)
{
    (void)state;
    struct samples s = three_cycles();
    for (int64_t fail_at = 1;; fail_at++) {
        struct counter counter = {0};
        lmb_dataset *dataset = NULL;
        assert_ok(lmb_dataset_new(counting_allocate, &counter, &dataset));
        counter.fail_at = counter.requests + fail_at;
        int failed = 0;
        for (int at = 0; at < s.count; at += 12) {
            int32_t status = feed_part(dataset, &s, at, 12);
            if (status == LMB_OK) continue;
            assert_int_equal(status, LMB_ERROR_MEMORY);
            failed = 1;
            assert_ok(feed_part(dataset, &s, at, 12)); /* once more, as if nothing had been */
        }
        assert_ok(lmb_dataset_feed_end(dataset));
        double *charge = column_of(dataset, LMB_COLUMN_CHARGE_CAPACITY);
        for (int k = 0; k < 3; k++) assert_close(charge[k], 1 + 0.1 * k, 1e-14, 0);
        free(charge);
        lmb_dataset_free(dataset);
        assert_int_equal(counter.blocks, 0);
        if (!failed) return;
    }
}

/* Reserved columns stay, and no others, where the first chunk fails: at its limit, or for memory.
 */
static void a_feed_that_fails_keeps_what_was_reserved(void **state)
{
    (void)state;
    static const int32_t own[] = {LMB_COLUMN_CHARGE_CAPACITY, LMB_COLUMN_ANODE_THICKNESS};
    struct samples s = three_cycles();
    for (int64_t fail = 0, failed = 1; failed; fail++) {
        struct counter counter = {0};
        lmb_dataset *dataset = NULL;
        assert_ok(lmb_dataset_new(counting_allocate, &counter, &dataset));
        assert_ok(lmb_dataset_reserve(dataset, 1, own, 2));
        int64_t blocks = counter.blocks;
        if (fail == 0) assert_ok(lmb_dataset_set_limit(dataset, LMB_LIMIT_CYCLES, 1));
        else counter.fail_at = counter.requests + fail;
        int32_t status = feed_part(dataset, &s, 0, s.count);
        failed = status != LMB_OK;
        describe("request %d", (int)fail);
        if (failed) {
            assert_int_equal(status, fail == 0 ? LMB_ERROR_LIMIT : LMB_ERROR_MEMORY);
            assert_int_equal(counter.blocks, blocks);
            for (int i = 0; i < 2; i++) assert_true(lmb_dataset_has_column(dataset, own[i]));
            assert_false(lmb_dataset_has_column(dataset, LMB_COLUMN_DURATION));
        }
        lmb_dataset_free(dataset);
        assert_int_equal(counter.blocks, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cycles_are_counted_from_samples),
        cmocka_unit_test(chunks_change_nothing),
        cmocka_unit_test(cycles_are_rebuilt_from_the_current),
        cmocka_unit_test(no_charge_flows_in_a_pause),
        cmocka_unit_test(samples_that_make_no_sense_change_nothing),
        cmocka_unit_test(a_feed_needs_an_empty_dataset_of_its_own),
        cmocka_unit_test(the_limit_on_cycles_takes_the_chunk_back),
        cmocka_unit_test(every_failing_allocation_of_a_feed_is_survived),
        cmocka_unit_test(a_feed_that_fails_keeps_what_was_reserved),
    };
    return cmocka_run_group_tests_name("feed", tests, NULL, NULL);
}
