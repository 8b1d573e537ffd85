#include "reading.h"

#include <stdlib.h>
#include <string.h>

#include "findings.h"
#include "support.h"

lmb_dataset *read_text(const char *text)
{
    lmb_dataset *dataset = new_dataset();
    int32_t status = lmb_dataset_read_bytes(dataset, "text.csv", text, strlen(text));
    if (status) print_error("%s\n", lmb_dataset_message(dataset));
    assert_ok(status);
    return dataset;
}

double cell_of(const lmb_dataset *dataset, int32_t id, int64_t row)
{
    double *values = column_of(dataset, id), value = values[row];
    free(values);
    return value;
}

const char *remark_with(const lmb_dataset *dataset, const char *topic, const char *words)
{
    const char *t, *text;
    for (int32_t i = 0; lmb_dataset_remark(dataset, i, &t, &text) == LMB_OK; i++)
        if (strcmp(t, topic) == 0 && strstr(text, words)) return text;
    return NULL;
}
