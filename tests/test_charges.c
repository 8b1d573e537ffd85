/* Charges that a record tells by itself: from row to row in place of a current, and by counters
 * that rise and fall with the current. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "findings.h"
#include "reading.h"
#include "support.h"

static char *replaced(char *text, const char *word, const char *other)
{
    assert_int_equal(strlen(word), strlen(other));
    char *at = strstr(text, word);
    assert_non_null(at);
    memcpy(at, other, strlen(word));
    return at;
}

/* The sample of EC-Lab without its current and its counters. */
static void charges_from_row_to_row_stand_for_a_current(void **state)
{
    (void)state;
    static const double truth[2][3] = {{2.0e-3, 1.82e-3, 1.8e-3}, {1.8e-3, 1.7836e-3, 1.773e-3}},
                        energy[2][3] = {{7.745e-3, 7.052e-3, 6.975e-3},
                                        {6.255e-3, 6.19801e-3, 6.161175e-3}};
    size_t size;
    char *text = read_whole(data_path("formats/biologic_gcpl_dot.mpt"), &size);
    assert_non_null(text);
    replaced(text, "<I>/mA", "XXXXXX");
    replaced(text, "(Q-Qo)/mA.h", "XXXXXXXXXXX");
    replaced(text, "Q discharge/mA.h", "XXXXXXXXXXXXXXXX");
    replaced(text, "Q charge/mA.h", "XXXXXXXXXXXXX");
    replaced(text, "Capacity/mA.h", "XXXXXXXXXXXXX");
    replaced(text, "Energy charge/W.h", "XXXXXXXXXXXXXXXXX");
    replaced(text, "Energy discharge/W.h", "XXXXXXXXXXXXXXXXXXXX");
    lmb_dataset *d = read_text(text);
    assert_int_equal(lmb_dataset_cycles(d), 3);
    for (int k = 0; k < 3; k++) {
        assert_close(cell_of(d, LMB_COLUMN_CHARGE_CAPACITY, k), truth[0][k], 1e-9, 0);
        assert_close(cell_of(d, LMB_COLUMN_DISCHARGE_CAPACITY, k), truth[1][k], 1e-9, 0);
        assert_close(cell_of(d, LMB_COLUMN_CHARGE_ENERGY, k), energy[0][k], 1e-6, 0);
        assert_close(cell_of(d, LMB_COLUMN_DISCHARGE_ENERGY, k), energy[1][k], 1e-6, 0);
        assert_close(cell_of(d, LMB_COLUMN_REST_VOLTAGE_CHARGED, k), 4.25, 0, 0);
    }
    assert_non_null(remark_with(d, "column", "charge_increment"));
    assert_non_null(remark_with(d, "charge", "no current is measured"));
    assert_non_null(remark_with(d, "pairing", "begin with a charge"));
    lmb_dataset_free(d);
    free(text);
}

/* What passes at the time of the row before passes with the next row; a charge after a gap of hours
 * is known as well as any; what a file's first row tells was before it. */
static void no_charge_is_lost_between_rows(void **state)
{
    (void)state;
    lmb_dataset *d = read_text("time/s\tdq/mA.h\tEwe/V\n0\t7\t3\n600\t100\t3.5\n600\t50\t3.5\n"
                               "1200\t100\t3.6\n90000\t250\t3.7\n90600\t-200\t3.6\n");
    assert_close(cell_of(d, LMB_COLUMN_CHARGE_CAPACITY, 0), 0.5, 1e-12, 0);
    assert_close(cell_of(d, LMB_COLUMN_DISCHARGE_CAPACITY, 0), 0.2, 1e-12, 0);
    assert_close(cell_of(d, LMB_COLUMN_DISCHARGE_ENERGY, 0), 0.2 * 3.65, 1e-12, 0);
    lmb_dataset_free(d);
    d = read_text("time/s\tdQ/C\n0\t0\n10\t3600\n20\t-1800\n");
    assert_close(cell_of(d, LMB_COLUMN_CHARGE_CAPACITY, 0), 1, 1e-12, 0);
    assert_close(cell_of(d, LMB_COLUMN_DISCHARGE_CAPACITY, 0), 0.5, 1e-12, 0);
    lmb_dataset_free(d);
}

static void a_measured_current_comes_first(void **state)
{
    (void)state;
    lmb_dataset *d = read_text("time/s\tdq/mA.h\tI/mA\tEwe/V\n0\t0\t1000\t3\n3600\t1\t1000\t3.5\n");
    assert_close(cell_of(d, LMB_COLUMN_CHARGE_CAPACITY, 0), 1, 1e-12, 0);
    lmb_dataset_free(d);
    /* what was set is not what passed */
    d = read_text("time/s\tcontrol/mA\tdq/mA.h\tEwe/V\n0\t1000\t0\t3\n3600\t1000\t900\t3.5\n");
    assert_close(cell_of(d, LMB_COLUMN_CHARGE_CAPACITY, 0), 0.9, 1e-12, 0);
    lmb_dataset_free(d);
}

static void a_table_of_cycles_may_hold_differences(void **state)
{
    (void)state;
    lmb_dataset *d = read_text("cycle,Charge Capacity(mAh),Discharge Capacity(mAh),dQ(mAh)\n"
                               "1,1000,900,100\n2,950,900,50\n");
    assert_int_equal(lmb_dataset_cycles(d), 2);
    assert_close(cell_of(d, LMB_COLUMN_CHARGE_CAPACITY, 1), 0.95, 1e-12, 0);
    lmb_dataset_free(d);
}

static void a_charge_in_no_time_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text, *words;
    } cases[] = {
        {"time/s\tdq/mA.h\n0\t0\n1e-300\t1\n", "line 3: 3.6 A s within 1e-300 s are no current"},
        {"time/s\tdq/mA.h\n0\t0\n1\tmuch\n", "line 3, column 'dq/mA.h', byte 21: 'much' is not"},
    };
    for (int i = 0; i < 2; i++) {
        lmb_dataset *d = new_dataset();
        assert_int_equal(lmb_dataset_read_bytes(d, "t", cases[i].text, strlen(cases[i].text)),
                         LMB_ERROR_FORMAT);
        if (!strstr(lmb_dataset_message(d), cases[i].words)) fail_msg("%s", lmb_dataset_message(d));
        lmb_dataset_free(d);
    }
}

/* Charges of 1 Ah and discharges of 0.9 Ah by the counter, twice, beside a current that is 1 % too
 * large. The counter: before the record, where it starts again, its sign. */
struct net {
    const char *heading;
    double before;
    int each_cycle, each_step;
    double sign;
    const char *words;
};

static void write_net(char *text, const struct net *n)
{
    static const double amount[] = {1, -0.9, 1, -0.9};
    double time = 0, counter = n->before;
    char *c = text + sprintf(text, "time/h,I/A,U/V,step,cycle,%s\n", n->heading);
    for (int step = 0; step < 4; step++) {
        double sign = amount[step] > 0 ? 1 : -1;
        if (step > 0 && (n->each_step || (n->each_cycle && step == 2))) counter = 0;
        for (int i = 0; i <= 10; i++) {
            c += sprintf(c, "%.10g,%g,%g,%d,%d,%.10g\n", time, 1.01 * sign, 3.5 + 0.05 * i * sign,
                         step + 1, step / 2 + 1, n->sign * counter);
            if (i == 10) break;
            time += fabs(amount[step]) / 10;
            counter += amount[step] / 10;
        }
    }
}

static void nets_are_split_into_rises_and_falls(void **state)
{
    (void)state;
    static const struct net nets[] = {
        {"(Q-Qo)/mA.h", 0, 0, 0, 1e3, "net counter never resets; used"},
        {"Net Capacity / Ah", 5, 0, 0, 1, "net counter never resets; used"},
        {"Cycle Net Capacity / Ah", 0, 1, 0, 1, "net counter resets with each cycle; used"},
        {"Cycle Net Capacity / Ah", 5, 0, 0, 1, "net counter never resets; used"},
        {"step_net_capacity_ah", 0, 0, 1, 1, "net counter resets with each step; used"},
        {"Ah[Ah]", -2, 0, 0, 1, "net counter never resets; used"},
        {"Ah-Step", 0, 0, 1, 1, "net counter resets with each step; used"},
        {"AhAccu#Ah", 0, 0, 0, 1, "net counter never resets; used"},
        {"Capacity (Ah)", 0.5, 0, 0, 1, "net counter never resets; used"},
        {"Discharge capacity [A.h]", 0, 0, 0, -1, "net counter never resets; used"},
        {"dQ/C", 0, 1, 0, 3600, NULL}, /* is no counter, and a current is there */
        {"Q charge/discharge/mA.h", 0, 0, 1, 1e3, "net counter resets with each step; used"},
        {"(Q-Qo)/C", 0, 1, 0, 3600, "net counter resets with each cycle; used"},
    };
    char text[4000];
    for (size_t i = 0; i < sizeof nets / sizeof nets[0]; i++) {
        describe("%s", nets[i].heading);
        write_net(text, &nets[i]);
        lmb_dataset *d = read_text(text);
        double factor = nets[i].words ? 1 : 1.01;
        if (nets[i].words) assert_non_null(remark_with(d, "counter", nets[i].words));
        else assert_null(remark_with(d, "counter", ""));
        for (int k = 0; k < 2; k++) {
            assert_close(cell_of(d, LMB_COLUMN_CHARGE_CAPACITY, k), 1 * factor, 1e-9, 0);
            assert_close(cell_of(d, LMB_COLUMN_DISCHARGE_CAPACITY, k), 0.9 * factor, 1e-9, 0);
        }
        lmb_dataset_free(d);
    }
}

/* Charges of 1 Ah, discharges of 0.98 Ah, a row each 36 s and none at a border: less is left at the
 * end of a cycle than flows between two rows, so that only the name tells that the net starts again
 * from 0. */
static void names_tell_where_small_nets_start_again(void **state)
{
    (void)state;
    static const char *const headings[] = {"Cycle Net Capacity / Ah", "Net Capacity / Ah"};
    static char text[40000];
    for (int never = 0; never < 2; never++) {
        double net = 0;
        char *c = text + sprintf(text, "time/s,I/A,cycle,%s\n", headings[never]);
        for (int i = 1; i <= 4 * 198; i++) {
            int in_cycle = (i - 1) % 198, sign = in_cycle < 100 ? 1 : -1;
            net = in_cycle == 0 && !never ? 0.01 : net + 0.01 * sign;
            c += sprintf(c, "%d,%d,%d,%.3f\n", 36 * i, sign, (i - 1) / 198 + 1, net);
        }
        lmb_dataset *d = read_text(text);
        describe("%s", headings[never]);
        assert_non_null(remark_with(
            d, "counter", never ? "net counter never resets; used" : "with each cycle; used"));
        for (int k = 1; k < 4; k++) {
            assert_close(cell_of(d, LMB_COLUMN_CHARGE_CAPACITY, k), 1, 1e-9, 0);
            assert_close(cell_of(d, LMB_COLUMN_DISCHARGE_CAPACITY, k), 0.98, 1e-9, 0);
        }
        lmb_dataset_free(d);
    }
}

/* Steps of what is printed are not beyond what the current brings; a rest in front of the first
 * cycle goes from what the counter says, too; a pair is no net. */
static void nets_stand_beside_what_is_printed(void **state)
{
    (void)state;
    static char text[8000];
    char *c = text + sprintf(text, "time/s,I/A,cycle,Net Capacity / Ah\n0,0,0,0.0\n60,0,0,0.0\n");
    for (int i = 0; i <= 114 + 90; i++) {
        int sign = i <= 60 || i > 114 ? 1 : -1;
        int net = i <= 60 ? i : i <= 114 ? 120 - i : i - 108; /* min at 1 A */
        c += sprintf(c, "%d,%.2f,%d,%.1f\n", 60 * (i + 2), 1.01 * sign, 1 + (i > 114), net / 60.0);
    }
    lmb_dataset *d = read_text(text);
    assert_non_null(remark_with(d, "counter", "net counter never resets; used"));
    assert_non_null(remark_with(d, "cycle", "cycle 0 is a rest"));
    assert_int_equal(lmb_dataset_cycles(d), 2);
    assert_close(cell_of(d, LMB_COLUMN_CHARGE_CAPACITY, 0), 1.0, 1e-9, 0);
    assert_close(cell_of(d, LMB_COLUMN_DISCHARGE_CAPACITY, 0), 0.9, 1e-9, 0);
    assert_close(cell_of(d, LMB_COLUMN_CHARGE_CAPACITY, 1), 1.5, 1e-9, 0);
    lmb_dataset_free(d);
    d = read_text("time/h,I/A,Charge Capacity (Ah),Discharge Capacity (Ah)\n"
                  "0,1,0,0\n1,1,1,0\n2,1,0.5,0\n");
    assert_non_null(remark_with(d, "counter", "is set irregularly"));
    assert_null(remark_with(d, "counter", "net counter"));
    lmb_dataset_free(d);
}

/* The last digit of a net goes up and down in a rest: 0.05 Ah both ways that did not pass. */
static void a_net_that_flickers_is_not_used(void **state)
{
    (void)state;
    static char text[40000];
    for (int flickers = 0; flickers < 2; flickers++) {
        char *c = text + sprintf(text, "time/s,I/A,Net Capacity / Ah\n");
        for (int i = 0; i <= 1200; i++) {
            int I = i <= 100 ? 1 : i <= 1100 ? 0 : -1;
            double net = I > 0   ? 0.01 * i
                         : I < 0 ? 0.01 * (1200 - i)
                                 : 1 + 1e-4 * (flickers * i % 2);
            c += sprintf(c, "%d,%d,%.4f\n", 36 * i, I, net);
        }
        lmb_dataset *d = read_text(text);
        describe("flickers %d", flickers);
        assert_non_null(remark_with(
            d, "counter", flickers ? "net counter is set irregularly; not used" : "resets; used"));
        assert_close(cell_of(d, LMB_COLUMN_CHARGE_CAPACITY, 0), 1, 1e-9, 0);
        lmb_dataset_free(d);
    }
}

/* Turned currents turn what their counters say, too. */
static void a_net_follows_a_current_that_is_turned(void **state)
{
    (void)state;
    static const double sign[] = {1, -1};
    for (int i = 0; i < 2; i++) {
        char text[4000], *c = text + sprintf(text, "time/h,I/A,U/V,step,Net Capacity / Ah\n");
        double counter = 0;
        for (int step = 0; step < 12; step++) { /* rest, charge 1 Ah, rest, discharge 1 Ah */
            double current = step % 4 == 1 ? 1 : step % 4 == 3 ? -1 : 0;
            for (int k = 0; k <= 2; k++) {
                c += sprintf(c, "%.6f,%g,%g,%d,%g\n", step + k / 2.0 + 0.001 * step, -current,
                             3.5 + 0.1 * current, step, sign[i] * counter);
                if (k < 2) counter += current / 2;
            }
        }
        lmb_dataset *d = read_text(text);
        for (int k = 0; k < 3; k++) {
            assert_close(cell_of(d, LMB_COLUMN_CHARGE_CAPACITY, k), 1, 1e-9, 0);
            assert_close(cell_of(d, LMB_COLUMN_DISCHARGE_CAPACITY, k), 1, 1e-9, 0);
        }
        assert_non_null(remark_with(d, "sign", "turned"));
        assert_non_null(remark_with(d, "counter", "net counter never resets; used"));
        lmb_dataset_free(d);
    }
}

/* What a schedule sets is not what passed. */
static void a_net_that_is_set_within_a_step_is_not_used(void **state)
{
    (void)state;
    static const struct net net = {"Net Capacity / Ah", 0, 0, 0, 1, NULL};
    char text[4000];
    write_net(text, &net);
    char *row = strstr(text, "\n0.5,") + 1, *value = strchr(row, '\n') - 3;
    assert_memory_equal(value, "0.5", 3);
    *value = '3';
    lmb_dataset *d = read_text(text);
    assert_non_null(remark_with(d, "counter", "net counter is set irregularly; not used"));
    assert_close(cell_of(d, LMB_COLUMN_CHARGE_CAPACITY, 0), 1.01, 1e-9, 0);
    lmb_dataset_free(d);
}

/* A counter of discharge that is negative counts as well. */
static void counters_of_one_direction_may_be_negative(void **state)
{
    (void)state;
    lmb_dataset *d = read_text(
        "time/h,I/A,U/V,step,cycle,Ah-Cyc-Charge,Ah-Cyc-Discharge\n"
        "0,1.01,3.5,1,1,0,0\n1,1.01,4,1,1,1,0\n1,-1.01,4,2,1,1,0\n1.9,-1.01,3,2,1,1,-0.9\n"
        "1.9,1.01,3.5,1,2,0,0\n2.9,1.01,4,1,2,1,0\n2.9,-1.01,4,2,2,1,0\n"
        "3.8,-1.01,3,2,2,1,-0.9\n");
    assert_non_null(remark_with(d, "counter", "for discharge resets with each cycle; used"));
    for (int k = 0; k < 2; k++) {
        assert_close(cell_of(d, LMB_COLUMN_CHARGE_CAPACITY, k), 1, 1e-12, 0);
        assert_close(cell_of(d, LMB_COLUMN_DISCHARGE_CAPACITY, k), 0.9, 1e-12, 0);
    }
    lmb_dataset_free(d);
}

/* BDF: cumulative is charge and discharge, net is charge less discharge; files had them swapped. */
static void sums_of_counters_are_looked_at(void **state)
{
    (void)state;
    static const struct {
        const char *headings; /* of the sum and of the difference */
        double more;          /* in the difference of the last row */
        const char *words[2];
    } cases[] = {
        {"Cumulative Capacity / Ah,Net Capacity / Ah",
         0,
         {"Cumulative Capacity / Ah is charge and discharge in each of 4 rows",
          "Net Capacity / Ah is charge less discharge in each of 4 rows"}},
        {"Net Capacity / Ah,Cumulative Capacity / Ah",
         0,
         {"Net Capacity / Ah is charge and discharge, not charge less discharge as its name says: "
          "in 1 of 4 rows",
          "Cumulative Capacity / Ah is charge less discharge, not charge and discharge as its name "
          "says: in 1 of 4 rows"}},
        {"Cumulative Capacity / Ah,Net Capacity / Ah",
         0.01,
         {"Cumulative Capacity / Ah is charge and discharge in each of 4 rows",
          "Net Capacity / Ah is not charge less discharge in 1 of 4 rows: off by up to 0.01"}},
        {"Cycle Cumulative Capacity / Ah,Step Net Capacity / Ah", 0, {NULL, NULL}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[600];
        snprintf(text, sizeof text,
                 "Test Time / h,Current / A,Step Count / 1,Charging Capacity / Ah,"
                 "Discharging Capacity / Ah,%s\n0,1,1,0.000,0.000,0.000,0.000\n"
                 "1,1,1,1.000,0.000,1.000,1.000\n1,-1,2,1.000,0.000,1.000,1.000\n"
                 "1.9,-1,2,1.000,0.900,1.900,%.3f\n",
                 cases[i].headings, 0.1 + cases[i].more);
        lmb_dataset *d = read_text(text);
        describe("%s", cases[i].headings);
        for (int k = 0; k < 2; k++)
            if (cases[i].words[k]) assert_non_null(remark_with(d, "counter", cases[i].words[k]));
            else assert_null(remark_with(d, "counter", " / Ah is "));
        assert_close(cell_of(d, LMB_COLUMN_DISCHARGE_CAPACITY, 0), 0.9, 1e-12, 0);
        lmb_dataset_free(d);
    }
    lmb_dataset *rounded = read_text("Test Time / h,Current / A,Charging Capacity / Ah,"
                                     "Discharging Capacity / Ah,Cumulative Capacity / Ah\n"
                                     "0,1,0.0,0.0,0.0\n0.44,1,0.4,0.0,0.4\n0.88,-1,0.4,0.4,0.9\n");
    assert_non_null(remark_with(rounded, "counter", "is charge and discharge in each of 3 rows"));
    lmb_dataset_free(rounded);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(charges_from_row_to_row_stand_for_a_current),
        cmocka_unit_test(no_charge_is_lost_between_rows),
        cmocka_unit_test(a_measured_current_comes_first),
        cmocka_unit_test(a_table_of_cycles_may_hold_differences),
        cmocka_unit_test(a_charge_in_no_time_is_refused),
        cmocka_unit_test(nets_are_split_into_rises_and_falls),
        cmocka_unit_test(names_tell_where_small_nets_start_again),
        cmocka_unit_test(nets_stand_beside_what_is_printed),
        cmocka_unit_test(a_net_that_flickers_is_not_used),
        cmocka_unit_test(a_net_follows_a_current_that_is_turned),
        cmocka_unit_test(a_net_that_is_set_within_a_step_is_not_used),
        cmocka_unit_test(counters_of_one_direction_may_be_negative),
        cmocka_unit_test(sums_of_counters_are_looked_at),
    };
    return cmocka_run_group_tests_name("charges", tests, NULL, NULL);
}
