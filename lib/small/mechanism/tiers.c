/* In place of mechanism/tiers.c in a build without the reader (-Dreader=false): the numbers of the
 * tiers are not there, so no cell has a place among them. */
#include "mechanism/tiers.h"

#include "base/number.h"

void lmbi_place_in_tiers(const struct lmbi_place *place, struct lmbi_verdicts *v)
{
    for (int i = 0; i < LMBI_VERDICTS; i++) ((double *)v)[i] = LMBI_NAN;
    v->normalized_cycles = place->normalized_cycles;
    v->implied_ce_li = 1 - 1 / place->normalized_cycles;
}
