#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

static void *standard(void *user, void *block, uint64_t size)
{
    (void)user;
    if (size > 0) return size > SIZE_MAX ? NULL : realloc(block, (size_t)size);
    free(block);
    return NULL;
}

struct lmbi_memory lmbi_memory_of(lmb_allocate_fn allocate, void *user)
{
    return (struct lmbi_memory){allocate ? allocate : standard, allocate ? user : NULL};
}

static void *refuse(void *user, void *block, uint64_t size)
{
    (void)user, (void)block, (void)size;
    return NULL;
}

struct lmbi_memory lmbi_no_memory(void) { return (struct lmbi_memory){refuse, NULL}; }

void *lmbi_resize(const struct lmbi_memory *memory, void *block, uint64_t count, uint64_t size)
{
    if (count == 0 || size == 0) count = size = 1;
    if (count > UINT64_MAX / 2 / size || count > SIZE_MAX / size) return NULL;
    return memory->allocate(memory->user, block, count * size);
}

void *lmbi_new(const struct lmbi_memory *memory, uint64_t count, uint64_t size)
{
    void *block = lmbi_resize(memory, NULL, count, size);
    if (block) memset(block, 0, (size_t)(count * size));
    return block;
}

void lmbi_free(const struct lmbi_memory *memory, void *block)
{
    if (block) memory->allocate(memory->user, block, 0);
}
