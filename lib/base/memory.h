/* Memory through the caller's hook. Blocks are freed through the hook that made them. */
#ifndef LMBI_BASE_MEMORY_H
#define LMBI_BASE_MEMORY_H

#include <stdint.h>

#include <lmb/lmb.h>

struct lmbi_memory {
    lmb_allocate_fn allocate;
    void *user;
};

/* The caller's hook, or the C library's for NULL. */
struct lmbi_memory lmbi_memory_of(lmb_allocate_fn allocate, void *user);
/* That of what was placed in the caller's memory: it gives nothing, and frees nothing. */
struct lmbi_memory lmbi_no_memory(void);
/* count x size bytes of zeros; NULL if there is no memory or the product overflows. */
void *lmbi_new(const struct lmbi_memory *memory, uint64_t count, uint64_t size);
/* Resize to count x size bytes, what is new not set; NULL leaves `block` as it was. */
void *lmbi_resize(const struct lmbi_memory *memory, void *block, uint64_t count, uint64_t size);
/* NULL is fine. */
void lmbi_free(const struct lmbi_memory *memory, void *block);

#endif
