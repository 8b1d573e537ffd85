/* What a fit varies: parameters of the cell model, and what of the record the model cannot know. */
#ifndef LMBI_ESTIMATE_UNKNOWNS_H
#define LMBI_ESTIMATE_UNKNOWNS_H

#include "ce/knowledge.h"
#include "inventory/parameters.h"

enum { LMBI_MOST_FREE = 16, LMBI_MOST_UNKNOWNS = 24 };

/* Beside parameters, by negative ids. */
enum { LMBI_GAIN = -1, LMBI_CHARGE_VOLTAGE_OFFSET = -2, LMBI_THICKNESS_OFFSET = -3 };

/* A fit moves u, which has no bounds: x itself, ln x, or ln(x / (1 - x)). */
enum { LMBI_AS_IS, LMBI_LOG, LMBI_LOGIT };

struct lmbi_unknown {
    int32_t id, scale;
    double start, prior, prior_sd; /* of u */
};

/* The cell that a fit starts from. */
struct lmbi_subject {
    struct lmbi_parameters parameters;
    struct lmbi_knowledge known;
    const uint8_t *set; /* by id - 1000: 1 where the user set it */
    int32_t area_set;   /* as such, or by the design */
    const double *ce_li_table;
    int64_t ce_li_count;
};

/* Values of everything that a fit may vary. */
struct lmbi_guess {
    struct lmbi_parameters parameters;
    double gain, charge_voltage_offset, thickness_offset;
};

/* A parameter of this row, with a weak prior about its value: a factor of e^3 either way, of e for
 * onset and weight of the self-acceleration. */
struct lmbi_unknown lmbi_unknown_of(const struct lmbi_quantity *row, double value);
double *lmbi_guess_value(struct lmbi_guess *g, int32_t id);
/* Put u into the guess. */
void lmbi_guess_set(struct lmbi_guess *g, const struct lmbi_unknown *unknown, int32_t count,
                    const double *u);
double lmbi_from_scale(int32_t scale, double u);
double lmbi_scale_slope(int32_t scale, double u); /* dx / du */
double lmbi_to_scale(int32_t scale, double x);

#endif
