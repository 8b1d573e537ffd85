/* A cycler with its faults: what it makes of a cell's true cycles. */
#ifndef LMB_TESTS_CYCLER_H
#define LMB_TESTS_CYCLER_H

#include "support.h"

struct cycler {
    struct noise white;
    int heavy;          /* noise has the tails of Student's t with 3 degrees, the same middle */
    double outliers;    /* share of cycles where a run of 1 to 6 begins, off by 0.3 to 4 points */
    int64_t diagnostic; /* every so many cycles a slow one: 3 % more capacity; 0: none */
    int64_t formation;  /* slow cycles at the start */
    double missing;     /* share of cycles that are not in the record */
    int64_t pause;      /* after this cycle capacity is 0.3 % higher, voltage 2 mV; 0: none */
    double temperature; /* relative swing of the capacity over 24 cycles, in V of the voltage */
    double gain;        /* of the charge's current against the discharge's */
    int inverse;        /* CE noise grows as 1 / Q */
    double step;        /* Ah that capacities are rounded to, V of the mean voltages; 0: none */
    int across;         /* capacity noise is that of Q_dis(k) and Q_ch(k + 1), not of a cycle */
};

enum { CYCLERS = 12 };
/* Cycler number `kind` with these white noises; its name through `name`. */
struct cycler any_cycler(int kind, struct noise white, const char **name);

lmb_dataset *measure_with(const struct cycler *c, const lmb_dataset *truth, uint64_t seed);

#endif
