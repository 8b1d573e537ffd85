/* Threads that read a file ahead of the caller, block by block, and the batches within each block.
 * The caller takes the blocks in order. They allocate nothing and call nobody back; without
 * LMB_THREADS there are none. */
#ifndef LMBI_READER_TEAM_H
#define LMBI_READER_TEAM_H

#include "base/memory.h"
#include "reader/batch.h"

enum { LMBI_MOST_THREADS = 32, LMBI_TEAM_ROOM = 1 << 12 };

struct lmbi_team;
/* `threads` in all, the caller's among them. NULL: no other can be had. */
struct lmbi_team *lmbi_team_new(const struct lmbi_memory *memory, int64_t threads);
/* This and lmbi_team_rest() take NULL for "no team". */
void lmbi_team_free(struct lmbi_team *team);
/* Begin to read ahead in a file (a FILE *) from where it stands; the team rests until then. 0: no
 * file that can be read at any place. */
int32_t lmbi_team_begin(struct lmbi_team *team, const struct lmbi_batch_plan *plan,
                        const struct lmbi_sample *blank, void *file);
/* The next block, with LMBI_TEAM_ROOM bytes to write in front of it; `*last`: none follows. NULL:
 * it cannot be read. The block before it stands until lmbi_team_release(). */
char *lmbi_team_next(struct lmbi_team *team, size_t *size, int32_t *last);
void lmbi_team_release(struct lmbi_team *team);
/* The batch behind the line end at `text`, of the block that was taken last. NULL: the rows before
 * `*stop` are the caller's to read; `*stop` NULL: all are. */
struct lmbi_batch *lmbi_team_batch(struct lmbi_team *team, const char *text, const char **stop);
/* Nobody reads any more. */
void lmbi_team_rest(struct lmbi_team *team);

#endif
