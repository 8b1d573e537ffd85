/* A belief: what a record says about when something began, as probability mass over cycles. */
#ifndef LMBI_STAGE_BELIEF_H
#define LMBI_STAGE_BELIEF_H

#include <stdint.h>

enum { LMBI_BELIEF_BINS = 1024 };

struct lmbi_belief {
    double evidence;     /* log Bayes factor for "it began within the record" */
    double first, width; /* bin i reaches from first + i width to first + (i + 1) width */
    double below[LMBI_BELIEF_BINS + 1]; /* probability before each border, given that it began */
};

/* Spread `mass` evenly over `from` to `to`, onto the steps of `below`: sum them up at the end. */
void lmbi_belief_init(struct lmbi_belief *b, double first, double last);
void lmbi_belief_add(struct lmbi_belief *b, double from, double to, double mass);
void lmbi_belief_close(struct lmbi_belief *b);

/* From the scale of `x` to that of `cycle`, both rising, known at `count` points. */
void lmbi_belief_rescale(struct lmbi_belief *b, const double *x, const double *cycle,
                         int64_t count);

/* The cycle below which probability p lies, and the probability below a cycle. */
double lmbi_belief_quantile(const struct lmbi_belief *b, double p);
double lmbi_belief_below(const struct lmbi_belief *b, double cycle);
/* Probability that it began at all: even odds after a hundredfold of evidence. Over all the looks
 * at a growing record a Bayes factor reaches 100 with chance 1/100 at most (Ville). */
double lmbi_belief_began(const struct lmbi_belief *b);

/* For weights, of which a record needs many: exp to 1e-9 for |x| <= 50, log to 1e-9. */
double lmbi_quick_exp(double x);
double lmbi_quick_log(double x);

#endif
