#include "api/handles.h"

#include <stddef.h>

#include "reader/arrow.h"
#include "reader/detect.h"

static void know_columns(struct lmb_dataset *d)
{
    for (int32_t i = 0; i < LMBI_COLUMN_SLOTS; i++)
        d->import.known.row[i] = lmbi_column_of(LMBI_FIRST_COLUMN + i);
}

static int32_t check_empty(struct lmb_dataset *d)
{
    if (d->table.rows == 0 && !d->import.feed) return LMB_OK;
    return lmbi_fail(&d->message, LMB_ERROR_STATE, "the dataset is not empty: read into a new one");
}

int32_t lmb_dataset_set_progress(lmb_dataset *dataset, lmb_progress_fn progress, void *user)
{
    if (!dataset) return LMB_ERROR_ARGUMENT;
    dataset->import.progress = progress;
    dataset->import.progress_user = user;
    return LMB_OK;
}

int32_t lmb_dataset_set_log(lmb_dataset *dataset, lmb_log_fn log, void *user)
{
    if (!dataset) return LMB_ERROR_ARGUMENT;
    dataset->import.remarks.log = log;
    dataset->import.remarks.user = user;
    return LMB_OK;
}

int32_t lmb_dataset_set_limit(lmb_dataset *dataset, int32_t limit, int64_t value)
{
    if (!dataset) return LMB_ERROR_ARGUMENT;
    return lmbi_import_set_limit(&dataset->import, limit, value, &dataset->message);
}

int32_t lmb_dataset_map(lmb_dataset *dataset, const char *column, const char *heading)
{
    if (!dataset) return LMB_ERROR_ARGUMENT;
    if (!column || !heading)
        return lmbi_bad_argument(dataset, "a map needs a column and a heading");
    know_columns(dataset);
    return lmbi_import_map(&dataset->import, column, heading, &dataset->message);
}

int32_t lmb_dataset_read_files(lmb_dataset *dataset, const char *const *paths, int32_t count)
{
    if (!dataset) return LMB_ERROR_ARGUMENT;
    if (!paths || count < 1) return lmbi_bad_argument(dataset, "no file is named");
    for (int32_t i = 0; i < count; i++)
        if (!paths[i]) return lmbi_bad_argument(dataset, "the name of a file is NULL");
    if (check_empty(dataset)) return LMB_ERROR_STATE;
    know_columns(dataset);
    return lmbi_read_files(&dataset->import, paths, count, &dataset->table, &dataset->message);
}

int32_t lmb_dataset_read_bytes(lmb_dataset *dataset, const char *name, const void *bytes,
                               uint64_t size)
{
    if (!dataset) return LMB_ERROR_ARGUMENT;
    if (!name || (!bytes && size > 0)) return lmbi_bad_argument(dataset, "no name or no bytes");
    if (check_empty(dataset)) return LMB_ERROR_STATE;
    know_columns(dataset);
    return lmbi_read_bytes(&dataset->import, name, bytes, size, &dataset->table, &dataset->message);
}

int32_t lmb_dataset_import_arrow(lmb_dataset *dataset, struct ArrowArrayStream *stream)
{
    if (!dataset) return LMB_ERROR_ARGUMENT;
    if (!stream || !stream->release || !stream->get_schema || !stream->get_next)
        return lmbi_bad_argument(dataset, "the Arrow stream is NULL or released");
    if (check_empty(dataset)) return LMB_ERROR_STATE;
    know_columns(dataset);
    int32_t status =
        lmbi_read_arrow(&dataset->import, stream, NULL, NULL, &dataset->table, &dataset->message);
    if (status) return status;
    stream->release(stream);
    stream->release = NULL;
    return LMB_OK;
}

int32_t lmb_dataset_import_arrow_array(lmb_dataset *dataset, struct ArrowSchema *schema,
                                       struct ArrowArray *array)
{
    if (!dataset) return LMB_ERROR_ARGUMENT;
    if (!schema || !schema->release || !array || !array->release)
        return lmbi_bad_argument(dataset, "the Arrow schema or array is NULL or released");
    if (check_empty(dataset)) return LMB_ERROR_STATE;
    know_columns(dataset);
    int32_t status =
        lmbi_read_arrow(&dataset->import, NULL, schema, array, &dataset->table, &dataset->message);
    if (status) return status;
    array->release(array);
    schema->release(schema);
    array->release = NULL;
    schema->release = NULL;
    return LMB_OK;
}

int32_t lmb_dataset_feed(lmb_dataset *dataset, int64_t count, const double *time,
                         const double *current, const double *voltage, const double *cycle,
                         const double *step)
{
    if (!dataset) return LMB_ERROR_ARGUMENT;
    if (count < 0 || (count > 0 && (!time || !current)))
        return lmbi_bad_argument(dataset, "samples need a time and a current");
    if (!dataset->import.feed && check_empty(dataset)) return LMB_ERROR_STATE;
    return lmbi_feed(&dataset->import, count, time, current, voltage, cycle, step, &dataset->table,
                     &dataset->message);
}

int32_t lmb_dataset_feed_end(lmb_dataset *dataset)
{
    if (!dataset) return LMB_ERROR_ARGUMENT;
    return lmbi_feed_end(&dataset->import, &dataset->table, &dataset->message);
}

int32_t lmb_dataset_remark(const lmb_dataset *dataset, int32_t index, const char **topic,
                           const char **text)
{
    if (!dataset || !topic || !text) return LMB_ERROR_ARGUMENT;
    const struct lmbi_remarks *r = &dataset->import.remarks;
    if (index < 0 || index >= r->count) return LMB_ERROR_MISSING;
    *topic = r->entry[index].topic;
    *text = r->entry[index].text;
    return LMB_OK;
}

int32_t lmb_detect(const char *const *names, int32_t columns, const char *const *cells,
                   int32_t rows, int32_t column, const char **role, const char **unit,
                   double *scale, char *evidence, uint64_t size)
{
    if (!names || columns < 1 || rows < 0 || (rows > 0 && !cells) || column < 0 ||
        column >= columns || !role || !unit || !scale)
        return LMB_ERROR_ARGUMENT;
    for (int32_t i = 0; i < columns; i++)
        if (!names[i]) return LMB_ERROR_ARGUMENT;
    if (columns > 1 << 20) return LMB_ERROR_LIMIT;
    struct lmbi_known_columns known;
    for (int32_t i = 0; i < LMBI_COLUMN_SLOTS; i++)
        known.row[i] = lmbi_column_of(LMBI_FIRST_COLUMN + i);
    struct lmbi_memory memory = lmbi_memory_of(NULL, NULL);
    struct lmbi_message message = {""};
    struct lmbi_detected found;
    int32_t status =
        lmbi_detect(&memory, &known, names, columns, cells, rows, column, &found, &message);
    if (status) return status;
    *role = found.role;
    *unit = found.unit;
    scale[0] = found.factor;
    scale[1] = found.offset;
    lmbi_hand_over(&message, evidence, size);
    return LMB_OK;
}
