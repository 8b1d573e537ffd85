/* What a report on cells states, and what it does not follow from it: doc/design.md. */
#ifndef LMBI_ESTIMATE_AUDIT_H
#define LMBI_ESTIMATE_AUDIT_H

#include "base/finding.h"
#include "ce/knowledge.h"

/* Values of `reported_end`. */
enum { LMBI_END_NOT_STATED, LMBI_END_STAGE_3, LMBI_END_RETENTION, LMBI_END_REPORT, LMBI_END_DRY };

/* In the order of the ids from LMB_PARAM_REPORTED_CYCLES on; NaN: not stated. */
struct lmbi_claim {
    double reported_cycles, reported_retention, reported_ce, reported_end;
};

enum { LMBI_CLAIMS = sizeof(struct lmbi_claim) / sizeof(double) };

extern const struct lmbi_quantity lmbi_claim_rows[LMBI_CLAIMS];

/* The parameter of this id, or NULL. */
double *lmbi_claim_parameter(struct lmbi_claim *claim, int32_t id);
/* Warnings, the bound on CE_Li that the claim implies, normalized cycle life where it has one. */
void lmbi_audit(const struct lmbi_claim *claim, const struct lmbi_knowledge *known,
                struct lmbi_findings *f);

#endif
