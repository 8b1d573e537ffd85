/* What the fuzzers share. Each is one LLVMFuzzerTestOneInput(): libFuzzer calls it, and replay.c.
 */
#ifndef LMB_TESTS_FUZZ_H
#define LMB_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <lmb/lmb.h>

/* What must hold for any input: where it does not, that is a finding. */
#define REQUIRE(truth)                                                                             \
    do {                                                                                           \
        if (!(truth)) {                                                                            \
            fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #truth);             \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
/* Changes the input where it stands, with what the fuzzer knows of its structure. */
size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size, size_t most, unsigned seed);

/* The input as a stream of choices; zeros behind its end. */
struct source {
    const uint8_t *at, *end;
};
uint8_t take_byte(struct source *s);
uint32_t take_word(struct source *s); /* four bytes */
int take_choice(struct source *s, int count);
/* A number that is likely to hurt, or any eight bytes. */
double take_number(struct source *s);

/* Random numbers for mutators. */
struct dice {
    uint64_t state;
};
unsigned throw_dice(struct dice *d, unsigned sides);
/* Bytes changed, added or left out, at one to four places. */
size_t mutate_bytes(uint8_t *bytes, size_t size, size_t most, struct dice *d);

/* An allocator that counts, refuses more than 256 MB in all, and fails its n-th request. */
struct heap {
    int64_t blocks, bytes, requests, fail_at;
};
void *heap_allocate(void *heap, void *block, uint64_t size);

/* The status is one of the list, which ends with LMB_OK. */
void check_status(int32_t status, const int32_t *allowed);
/* A dataset as it was made: no cycles, no columns, no remarks. */
void check_empty(const lmb_dataset *dataset);
/* Cycles rise, values are finite or the one NaN, and what is saved comes back the same. */
void check_table(const lmb_dataset *dataset, struct heap *heap);
/* Results are finite, or NaN with a reason. Frees the report. */
void check_report(lmb_report *report);
/* Analyze, and look at what comes of it; NULL: nothing is known of the cell. */
void check_analysis(const lmb_dataset *dataset, const lmb_cell *cell);

#endif
