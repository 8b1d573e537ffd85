/* A table of cycles through Arrow's C stream interface, out and in again.
 *
 *     build/examples/arrow
 *
 * Other libraries (pyarrow, polars, DuckDB, ...) stand at the other end of such a stream. */
#include <stdio.h>

#include <lmb/arrow.h>
#include <lmb/lmb.h>

/* Read what the stream gives: a time series or a table of cycles, found by the names of columns. */
static int32_t take(struct ArrowArrayStream *stream, lmb_dataset **dataset)
{
    int32_t status = lmb_dataset_new(NULL, NULL, dataset);
    if (status != LMB_OK) return status;
    status = lmb_dataset_import_arrow(*dataset, stream);
    if (status != LMB_OK) { /* the stream is still ours */
        fprintf(stderr, "%s\n", lmb_dataset_message(*dataset));
        stream->release(stream);
    }
    return status;
}

int main(void)
{
    lmb_cell *cell = NULL;
    lmb_dataset *simulated = NULL, *read = NULL;
    struct ArrowArrayStream stream;
    const char *topic, *text;

    int32_t status = lmb_cell_new(NULL, NULL, &cell);
    if (status == LMB_OK) status = lmb_cell_simulate(cell, 100, &simulated, NULL, 0);
    if (status == LMB_OK) status = lmb_dataset_export_arrow(simulated, &stream);
    if (status == LMB_OK) status = take(&stream, &read);
    for (int32_t i = 0; status == LMB_OK && i < 3; i++) {
        lmb_dataset_remark(read, i, &topic, &text);
        printf("%-8s %s\n", topic, text);
    }
    lmb_dataset_free(read);
    lmb_dataset_free(simulated);
    lmb_cell_free(cell);
    return status != LMB_OK;
}
