#include "stage/fade.h"

#include <stddef.h>

#include "base/number.h"
#include "stage/knee.h"
#include "stage/onset.h"

enum { KNEE_READINGS = 1024 }; /* what a sharp knee needs */

/* By definition: where 1 - CE_cathode is 1.5 times what it was. A normal CE_cathode is 0.9998 (Deng
 * et al. 2026): half its loss is the least that counts as a rate to be exceeded. */
static const double factor_of_stage_3 = 1.5, least_fade = 1e-4;

/* A hundredfold more likely: 2 log(100). */
static const double clearly_better = 9.2;

static int32_t find_knee(const struct lmbi_fade_question *q, struct lmbi_trace *fade,
                         const struct lmbi_memory *memory, struct lmbi_knee *knee,
                         struct lmbi_belief *belief)
{
    lmbi_trace_thin(fade, KNEE_READINGS);
    int32_t status =
        lmbi_find_knee(fade, factor_of_stage_3, least_fade, q->rate != NULL, memory, knee, belief);
    lmbi_trace_thin(fade, LMBI_BEND_READINGS);
    return status;
}

/* A run of outliers, or noise at a sharp knee, may look like a pause: the readings with no jump
 * taken out are better where no jump is clearly so. */
static int32_t look_for_knee(const struct lmbi_fade_question *q, const struct lmbi_memory *memory,
                             struct lmbi_knee *knee, struct lmbi_belief *belief)
{
    if (find_knee(q, q->fade, memory, knee, belief)) return LMB_ERROR_MEMORY;
    if (q->jumps == 0 || q->rate) return LMB_OK;
    struct lmbi_trace whole;
    struct lmbi_knee other;
    struct lmbi_belief of_other;
    if (lmbi_trace_read(&whole, q->report, LMBI_READ_FADE)) return LMB_ERROR_MEMORY;
    lmbi_trace_cut(&whole, q->end);
    int32_t status = find_knee(q, &whole, memory, &other, &of_other);
    if (!status && other.rest < knee->rest + clearly_better) {
        struct lmbi_trace keep = *q->fade;
        *q->fade = whole;
        whole = keep;
        *knee = other;
        *belief = of_other;
    }
    lmbi_trace_clear(&whole);
    return status;
}

/* Whether the knee is the better answer. Capacity alone: unless a bend is clearly better. With CE,
 * which falls on as lithium is lost: only if it is clearly better itself, and its second line is
 * seen. */
static int knee_wins(const struct lmbi_fade_question *q, const struct lmbi_knee *knee, double rest,
                     double rest_of_bend)
{
    const struct lmbi_trace *fade = q->fade;
    double count = (double)(fade->count + (q->rate ? q->rate->count : 0));
    double misfit = lmbi_max(1, lmbi_min(rest, rest_of_bend) / count);
    double better = (rest_of_bend - rest) / misfit;
    if (!q->rate) return better >= -clearly_better;
    double seen = fade->cycle[fade->count - 1] - fade->moment - knee->cycle;
    return better >= clearly_better && seen > knee->width;
}

int32_t lmbi_find_stage_3(const struct lmbi_fade_question *q, const struct lmbi_memory *memory,
                          struct lmbi_belief *belief)
{
    struct lmbi_onset_question bend = {q->fade, q->rate, factor_of_stage_3, least_fade};
    struct lmbi_belief of_knee;
    struct lmbi_knee knee;
    double rest_of_bend = 0, rest = 0;
    if (look_for_knee(q, memory, &knee, &of_knee) ||
        lmbi_find_onset(&bend, memory, belief, &rest_of_bend))
        return LMB_ERROR_MEMORY;
    if (!(lmbi_belief_began(&of_knee) > 0.5) || knee.memory > LMBI_MOST_MEMORY) return LMB_OK;
    if (lmbi_knee_rest(q->fade, q->rate, &knee, memory, &rest)) return LMB_ERROR_MEMORY;
    if (knee_wins(q, &knee, rest, rest_of_bend)) *belief = of_knee;
    return LMB_OK;
}
