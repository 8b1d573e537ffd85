/* Statuses, and the sentence that goes with a failure. */
#ifndef LMBI_BASE_STATUS_H
#define LMBI_BASE_STATUS_H

#include <stdint.h>

#include <lmb/lmb.h>

/* The last failure in words; "" if there was none. Lives on a handle or on the stack. */
struct lmbi_message {
    char text[512];
};

/* Write the sentence and return the status, so that a failure is one line:
 *     return lmbi_fail(m, LMB_ERROR_RANGE, "%s: %g is below %g", name, value, lower);
 * Takes %s (const char *), %d (int64_t) and %g (double, six digits); see lmbi_format(). */
int32_t lmbi_fail(struct lmbi_message *m, int32_t status, const char *format, ...);

#endif
