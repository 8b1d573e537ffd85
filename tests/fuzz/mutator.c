/* The mutator of fuzzers whose input is bytes. */
#include "fuzz.h"

size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size, size_t most, unsigned seed)
{
    struct dice d = {seed};
    return mutate_bytes(bytes, size, most, &d);
}
