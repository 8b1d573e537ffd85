#include <stddef.h>
#include <string.h>

#include "base/number.h"
#include "mechanism/map.h"

enum { MOST_LINKS = 400, MOST_ENTRIES = 256 };

/* By kind, from LMB_ENTRY_LABEL on. */
static const struct {
    const struct lmbi_entry *entries;
    const int32_t *count;
} kinds[] = {
    {lmbi_labels, &lmbi_label_count},
    {lmbi_components, &lmbi_component_count},
    {lmbi_drivers, &lmbi_driver_count},
    {lmbi_processes, &lmbi_process_count},
    {lmbi_observables, &lmbi_observable_count},
    {lmbi_loop_steps, &lmbi_loop_step_count},
    {lmbi_stage_entries, &lmbi_stage_entry_count},
    {lmbi_failures, &lmbi_failure_count},
    {lmbi_tiers, &lmbi_tier_count},
    {lmbi_numbers, &lmbi_number_count},
};

enum { KINDS = sizeof kinds / sizeof kinds[0] };

const struct lmbi_entry *lmbi_entry_of(int32_t id)
{
    int32_t kind = id / 100 - LMB_ENTRY_LABEL, n = id % 100 - 1;
    if (id < 100 || kind >= KINDS || n < 0 || n >= *kinds[kind].count) return NULL;
    return &kinds[kind].entries[n];
}

int32_t lmb_knowledge_at(int32_t index)
{
    if (index < 0) return 0;
    for (int32_t k = 0; k < KINDS; k++) {
        if (index < *kinds[k].count) return 100 * (k + LMB_ENTRY_LABEL) + index + 1;
        index -= *kinds[k].count;
    }
    return 0;
}

/* The entry whose name is the first `length` bytes. */
static int32_t entry_named(const char *name, size_t length)
{
    for (int32_t k = 0; k < KINDS; k++)
        for (int32_t i = 0; i < *kinds[k].count; i++) {
            const char *other = kinds[k].entries[i].name;
            if (strncmp(other, name, length) == 0 && other[length] == '\0')
                return 100 * (k + LMB_ENTRY_LABEL) + i + 1;
        }
    return 0;
}

int32_t lmb_knowledge_find(const char *name) { return name ? entry_named(name, strlen(name)) : 0; }

int32_t lmb_knowledge_kind(int32_t id) { return lmbi_entry_of(id) ? id / 100 : 0; }

const char *lmb_knowledge_name(int32_t id)
{
    const struct lmbi_entry *e = lmbi_entry_of(id);
    return e ? e->name : NULL;
}

const char *lmb_knowledge_text(int32_t id)
{
    const struct lmbi_entry *e = lmbi_entry_of(id);
    return e ? e->text : NULL;
}

int32_t lmb_knowledge_number(int32_t id, double *lower, double *upper, const char **unit)
{
    const struct lmbi_entry *e = lmbi_entry_of(id);
    if (!e) return LMB_ERROR_UNKNOWN;
    if (!e->unit) return LMB_ERROR_MISSING;
    if (lower) *lower = e->lower;
    if (upper) *upper = e->upper;
    if (unit) *unit = e->unit;
    return LMB_OK;
}

/* ---- links ---- */

struct link {
    int32_t from, to, relation, standing;
    const char *text;
};

static int32_t words_in(const char *list)
{
    int32_t count = 1;
    for (; *list; list++) count += *list == ' ';
    return count;
}

static int32_t entry_in(const char *list, int32_t word)
{
    for (; word > 0; word--) list = strchr(list, ' ') + 1;
    return entry_named(list, strcspn(list, " "));
}

static struct link link_of(const struct lmbi_links *row, int32_t at)
{
    int32_t ends = words_in(row->to);
    return (struct link){entry_in(row->from, at / ends), entry_in(row->to, at % ends),
                         row->relation, row->standing, row->text};
}

static int32_t links_in(const struct lmbi_links *row)
{
    return words_in(row->from) * words_in(row->to);
}

int32_t lmb_knowledge_link(int32_t index, int32_t *from, int32_t *relation, int32_t *to,
                           int32_t *standing, const char **text)
{
    int32_t row = 0;
    if (index < 0) return LMB_ERROR_MISSING;
    while (row < lmbi_link_row_count && index >= links_in(&lmbi_link_rows[row]))
        index -= links_in(&lmbi_link_rows[row++]);
    if (row == lmbi_link_row_count) return LMB_ERROR_MISSING;
    struct link l = link_of(&lmbi_link_rows[row], index);
    if (from) *from = l.from;
    if (relation) *relation = l.relation;
    if (to) *to = l.to;
    if (standing) *standing = l.standing;
    if (text) *text = l.text;
    return LMB_OK;
}

/* ---- paths ---- */

static int carries_effect(int32_t relation)
{
    return relation == LMB_LINK_LEADS_TO || relation == LMB_LINK_RAISES ||
           relation == LMB_LINK_LOWERS || relation == LMB_LINK_SHOWS;
}

/* The links of that kind; the count. */
static int32_t spell_out(struct link *links)
{
    int32_t count = 0;
    for (int32_t row = 0; row < lmbi_link_row_count; row++) {
        const struct lmbi_links *r = &lmbi_link_rows[row];
        for (int32_t at = 0; carries_effect(r->relation) && at < links_in(r); at++)
            if (count < MOST_LINKS) links[count++] = link_of(r, at);
    }
    return count;
}

static int index_of(const int32_t *ids, int count, int32_t id)
{
    for (int i = 0; i < count; i++)
        if (ids[i] == id) return i;
    return -1;
}

/* Breadth first from `from` until `to` is met: the entries met and, for each, from which one.
 * The place of `to`, or -1. */
static int walk(int32_t from, int32_t to, int32_t *met, int *before)
{
    struct link links[MOST_LINKS];
    int32_t count = spell_out(links);
    int known = 1;
    met[0] = from;
    before[0] = -1;
    for (int at = 0; at < known; at++) {
        if (met[at] == to) return at;
        for (int32_t i = 0; i < count && known < MOST_ENTRIES; i++) {
            if (links[i].from != met[at] || index_of(met, known, links[i].to) >= 0) continue;
            met[known] = links[i].to;
            before[known++] = at;
        }
    }
    return -1;
}

int32_t lmb_knowledge_path(int32_t from, int32_t to, int32_t *ids, int32_t size, int32_t *count)
{
    int32_t met[MOST_ENTRIES], length = 0;
    int before[MOST_ENTRIES];
    if (!count || size < 0 || (size > 0 && !ids)) return LMB_ERROR_ARGUMENT;
    if (!lmbi_entry_of(from) || !lmbi_entry_of(to)) return LMB_ERROR_UNKNOWN;
    int end = walk(from, to, met, before);
    if (end < 0) return LMB_ERROR_MISSING;
    for (int at = end; at >= 0; at = before[at]) length++;
    *count = length;
    if (size == 0) return LMB_OK;
    if (size < length) return LMB_ERROR_SIZE;
    for (int at = end, place = length; at >= 0; at = before[at]) ids[--place] = met[at];
    return LMB_OK;
}
