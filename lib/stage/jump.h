/* Jumps of a level, such as a pause leaves: capacity and voltage go on from another value. */
#ifndef LMBI_STAGE_JUMP_H
#define LMBI_STAGE_JUMP_H

#include "stage/trace.h"

/* Find where any of these levels recovers from one reading to the next, and take the jump out of
 * all of them: it says nothing of how fast they change. */
int lmbi_remove_jumps(struct lmbi_trace *const *levels, int count);

#endif
