/* Without libFuzzer: each file of the folders named, then mutants of it.
 *   replay FOLDER [MUTANTS] */
#include "fuzz.h"

#include <dirent.h>
#include <string.h>

enum { MOST = 1 << 20 };

static void run_file(const char *path, unsigned mutants)
{
    FILE *file = fopen(path, "rb");
    if (!file) return;
    uint8_t *bytes = malloc(MOST), *exact;
    REQUIRE(bytes);
    size_t size = fread(bytes, 1, MOST, file), first = size;
    fclose(file);
    struct dice d = {first};
    for (unsigned i = 0; i <= mutants; i++) {
        exact = malloc(size + 1);
        REQUIRE(exact);
        memcpy(exact, bytes, size);
        uint8_t *at_end = size > 0 ? realloc(exact, size) : exact; /* a sanitizer sees its end */
        LLVMFuzzerTestOneInput(at_end, size);
        free(at_end);
        size = LLVMFuzzerCustomMutator(bytes, size, MOST, throw_dice(&d, 1U << 31));
        if (size > 4 * first + 4096) size = first;
    }
    free(bytes);
}

/* In the order of their names, so that every run is the same. */
static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

int main(int argc, char **argv)
{
    struct dirent **entries = NULL;
    int count = argc > 1 ? scandir(argv[1], &entries, NULL, by_name) : -1, files = 0;
    for (int i = 0; i < count; i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", argv[1], entries[i]->d_name);
        if (entries[i]->d_name[0] != '.')
            run_file(path, argc > 2 ? (unsigned)atoi(argv[2]) : 0), files++;
        free(entries[i]);
    }
    free(entries);
    printf("%d files\n", files);
    return files > 0 ? 0 : 1; /* an empty corpus tests nothing */
}
