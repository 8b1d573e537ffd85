/* How far long work has come, told to whoever asks. */
#ifndef LMBI_BASE_PROGRESS_H
#define LMBI_BASE_PROGRESS_H

#include <stddef.h>

#include <lmb/lmb.h>

struct lmbi_progress {
    lmb_progress_fn call; /* NULL: nobody asks */
    void *user;
    uint64_t done, total; /* total 0: not known */
    int32_t cancelled;
};

static inline int lmbi_is_cancelled(const struct lmbi_progress *p) { return p && p->cancelled; }

/* So much more is done; 1: stop. `p` may be NULL. */
static inline int lmbi_progress_add(struct lmbi_progress *p, uint64_t more)
{
    if (!p || !p->call || p->cancelled) return lmbi_is_cancelled(p);
    p->done += more;
    p->cancelled = p->call(p->user, p->done, p->total) != 0;
    return p->cancelled;
}

#endif
