/* The review's knowledge as data: degradation labels, what leads to what, what drives it, what it
 * shows, stages, tiers, numbers. Source: Deng et al. 2026; what was inferred is marked. */
#ifndef LMBI_MECHANISM_MAP_H
#define LMBI_MECHANISM_MAP_H

#include <stdint.h>

#include <lmb/lmb.h>

/* The id of the n-th entry (from 1) of a kind is 100 times the kind plus n; names are unique over
 * all kinds, because links name their ends. */
struct lmbi_entry {
    const char *name, *text;
    double lower, upper; /* of a number; a window where they differ */
    const char *unit;    /* NULL: not a number */
};

extern const struct lmbi_entry lmbi_labels[], lmbi_components[], lmbi_drivers[], lmbi_processes[],
    lmbi_observables[], lmbi_loop_steps[], lmbi_stage_entries[], lmbi_failures[], lmbi_tiers[],
    lmbi_numbers[];
extern const int32_t lmbi_label_count, lmbi_component_count, lmbi_driver_count, lmbi_process_count,
    lmbi_observable_count, lmbi_loop_step_count, lmbi_stage_entry_count, lmbi_failure_count,
    lmbi_tier_count, lmbi_number_count;

/* The entry of this id, or NULL. */
const struct lmbi_entry *lmbi_entry_of(int32_t id);

/* Links from one entry to each of some, named in a list with blanks between. */
struct lmbi_links {
    const char *from;
    int32_t relation;
    const char *to;
    int32_t standing;
    const char *text;
};
extern const struct lmbi_links lmbi_link_rows[];
extern const int32_t lmbi_link_row_count;

#endif
