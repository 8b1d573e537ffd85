#include "base/number.h"
#include "estimate/terms.h"

void lmbi_find_terms(struct lmbi_findings *f, const double sd[LMBI_TERMS])
{
    for (int i = 0; i < LMBI_TERMS; i++)
        if (lmbi_is_finite(sd[i])) lmbi_find(f, LMB_RESULT_ERROR_NP_RATIO + i, LMBI_Z90 * sd[i]);
        else lmbi_find_not(f, LMB_RESULT_ERROR_NP_RATIO + i, LMBI_NOT_IDENTIFIABLE);
}
