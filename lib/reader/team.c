#include "reader/team.h"

#include <stddef.h>
#include <string.h>

#ifdef LMB_THREADS

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

enum { BLOCK_BATCHES = 16, BLOCK_BYTES = 1 << 18, ODD_LINES = 8 };

/* What one thread reads at a time. */
struct team_block {
    size_t size, batches;
    int32_t last, done, failed;
    struct lmbi_batch batch[BLOCK_BATCHES];
    char text[LMBI_TEAM_ROOM + BLOCK_BYTES]; /* the room is the caller's */
};

struct lmbi_team {
    struct lmbi_memory memory;
    struct lmbi_batch_plan plan;
    int file;
    pthread_mutex_t lock; /* over all that follows */
    pthread_cond_t work, done;
    pthread_t thread[LMBI_MOST_THREADS];
    int32_t threads, busy, over;
    int32_t open; /* something is left to read, from `offset` on */
    uint64_t offset;
    size_t stretch;           /* bytes of a batch, as seen */
    size_t claimed, released; /* blocks */
    size_t next;              /* batch of the block in use */
    int32_t in_use;           /* the first that is not released */
    size_t blocks;
    struct team_block block[];
};

static struct team_block *block_of(struct lmbi_team *t, size_t number)
{
    return &t->block[number % t->blocks];
}

/* Batches behind each other; a line that looks otherwise is left to the caller. */
static void read_batches(struct lmbi_team *t, struct team_block *k)
{
    const char *start = k->text + LMBI_TEAM_ROOM, *end = start + k->size;
    const char *text = memchr(start, '\n', k->size);
    size_t odd = 0;
    for (k->batches = 0; k->batches < BLOCK_BATCHES && text;) {
        struct lmbi_batch *b = &k->batch[k->batches];
        lmbi_batch_read(b, &t->plan, text, end, end);
        if (b->rows > 0) {
            text = lmbi_batch_end(b, &t->plan, b->rows) - 1;
            k->batches++;
        } else {
            text = odd++ < ODD_LINES ? memchr(text + 1, '\n', (size_t)(end - text - 1)) : NULL;
        }
    }
}

static int32_t can_claim(const struct lmbi_team *t)
{
    return t->open && t->claimed - t->released < t->blocks;
}

static void read_text(const struct lmbi_team *t, struct team_block *k, uint64_t offset,
                      size_t wanted)
{
    ssize_t more = 1;
    for (k->size = 0; k->size < wanted && more > 0; k->size += more > 0 ? (size_t)more : 0)
        more = pread(t->file, k->text + LMBI_TEAM_ROOM + k->size, wanted - k->size,
                     (off_t)(offset + k->size));
    k->failed = more < 0 ? errno : 0;
    k->last = k->size < wanted;
}

/* Claim the next block and read it outside the lock. */
static void read_block(struct lmbi_team *t)
{
    struct team_block *k = block_of(t, t->claimed++);
    size_t wanted = (BLOCK_BATCHES - 1) * t->stretch;
    if (wanted > BLOCK_BYTES) wanted = BLOCK_BYTES;
    uint64_t offset = t->offset;
    t->offset += wanted;
    k->done = 0;
    t->busy++;
    pthread_mutex_unlock(&t->lock);
    read_text(t, k, offset, wanted);
    read_batches(t, k);
    pthread_mutex_lock(&t->lock);
    if (k->batches > 0 && k->batch[0].rows == LMBI_BATCH_ROWS)
        t->stretch =
            (size_t)(lmbi_batch_end(&k->batch[0], &t->plan, LMBI_BATCH_ROWS) - k->batch[0].text);
    if (k->last) t->open = 0;
    k->done = 1;
    t->busy--;
    pthread_cond_signal(&t->done);
}

static void *team_work(void *user)
{
    struct lmbi_team *t = user;
    pthread_mutex_lock(&t->lock);
    while (!t->over) {
        if (can_claim(t)) read_block(t);
        else pthread_cond_wait(&t->work, &t->lock);
    }
    pthread_mutex_unlock(&t->lock);
    return NULL;
}

struct lmbi_team *lmbi_team_new(const struct lmbi_memory *memory, int64_t threads)
{
    if (threads < 2) return NULL;
    size_t blocks = 2 * (size_t)threads + 4;
    struct lmbi_team *t = lmbi_new(memory, 1, sizeof *t + blocks * sizeof(struct team_block));
    if (!t) return NULL;
    t->memory = *memory;
    t->blocks = blocks;
    pthread_mutex_init(&t->lock, NULL);
    pthread_cond_init(&t->work, NULL);
    pthread_cond_init(&t->done, NULL);
    while (t->threads + 1 < threads &&
           pthread_create(&t->thread[t->threads], NULL, team_work, t) == 0)
        t->threads++;
    if (t->threads > 0) return t;
    lmbi_team_free(t);
    return NULL;
}

void lmbi_team_free(struct lmbi_team *t)
{
    if (!t) return;
    pthread_mutex_lock(&t->lock);
    t->over = 1;
    pthread_cond_broadcast(&t->work);
    pthread_mutex_unlock(&t->lock);
    for (int32_t i = 0; i < t->threads; i++) pthread_join(t->thread[i], NULL);
    pthread_cond_destroy(&t->work);
    pthread_cond_destroy(&t->done);
    pthread_mutex_destroy(&t->lock);
    lmbi_free(&t->memory, t);
}

void lmbi_team_rest(struct lmbi_team *t)
{
    if (!t) return;
    pthread_mutex_lock(&t->lock);
    t->open = 0;
    while (t->busy > 0) pthread_cond_wait(&t->done, &t->lock);
    t->claimed = t->released = t->next = 0;
    t->in_use = 0;
    pthread_mutex_unlock(&t->lock);
}

int32_t lmbi_team_begin(struct lmbi_team *t, const struct lmbi_batch_plan *plan,
                        const struct lmbi_sample *blank, void *file)
{
    off_t offset = ftello(file);
    if (offset < 0) return 0; /* a pipe */
    for (size_t i = 0; i < t->blocks; i++)
        for (size_t k = 0; k < BLOCK_BATCHES; k++) lmbi_batch_begin(&t->block[i].batch[k], blank);
    pthread_mutex_lock(&t->lock);
    t->plan = *plan;
    t->file = fileno(file);
    t->offset = (uint64_t)offset;
    t->stretch = BLOCK_BYTES;
    t->open = 1;
    pthread_cond_broadcast(&t->work);
    pthread_mutex_unlock(&t->lock);
    return 1;
}

char *lmbi_team_next(struct lmbi_team *t, size_t *size, int32_t *last)
{
    pthread_mutex_lock(&t->lock);
    size_t number = t->released + (size_t)t->in_use;
    struct team_block *k = block_of(t, number);
    while (number == t->claimed || !k->done) {
        if (can_claim(t)) read_block(t);
        else pthread_cond_wait(&t->done, &t->lock);
    }
    t->next = 0;
    pthread_mutex_unlock(&t->lock);
    *size = k->size;
    *last = k->last;
    errno = k->failed;
    return k->failed ? NULL : k->text + LMBI_TEAM_ROOM;
}

void lmbi_team_release(struct lmbi_team *t)
{
    pthread_mutex_lock(&t->lock);
    t->released += (size_t)t->in_use;
    t->in_use = 1;
    if (can_claim(t) && 2 * (t->claimed - t->released) <= t->blocks)
        pthread_cond_broadcast(&t->work); /* not for each block: waking costs more than reading */
    pthread_mutex_unlock(&t->lock);
}

struct lmbi_batch *lmbi_team_batch(struct lmbi_team *t, const char *text, const char **stop)
{
    *stop = NULL;
    if (!t->in_use) return NULL;
    struct team_block *k = block_of(t, t->released); /* nobody else's while it is in use */
    if (text < k->text || text >= k->text + sizeof k->text) return NULL;
    while (t->next < k->batches && k->batch[t->next].text < text) t->next++;
    if (t->next == k->batches) return NULL;
    *stop = k->batch[t->next].text;
    return *stop == text ? &k->batch[t->next] : NULL;
}

#else

struct lmbi_team *lmbi_team_new(const struct lmbi_memory *memory, int64_t threads)
{
    (void)memory;
    (void)threads;
    return NULL;
}

void lmbi_team_free(struct lmbi_team *team) { (void)team; }

void lmbi_team_rest(struct lmbi_team *team) { (void)team; }

int32_t lmbi_team_begin(struct lmbi_team *team, const struct lmbi_batch_plan *plan,
                        const struct lmbi_sample *blank, void *file)
{
    (void)team, (void)plan, (void)blank, (void)file;
    return 0;
}

char *lmbi_team_next(struct lmbi_team *team, size_t *size, int32_t *last)
{
    (void)team, (void)size, (void)last;
    return NULL;
}

void lmbi_team_release(struct lmbi_team *team) { (void)team; }

struct lmbi_batch *lmbi_team_batch(struct lmbi_team *team, const char *text, const char **stop)
{
    (void)team, (void)text, (void)stop;
    return NULL;
}

#endif
