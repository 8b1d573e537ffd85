#include "api/handles.h"

#include <stddef.h>

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
    if (!column || !heading) return lmbi_bad_argument(dataset, "a map needs a column and a heading");
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
    return lmbi_read_bytes(&dataset->import, name, bytes, size, &dataset->table,
                           &dataset->message);
}

int32_t lmb_dataset_feed(lmb_dataset *dataset, int64_t count, const double *time,
                         const double *current, const double *voltage, const double *cycle,
                         const double *step)
{
    if (!dataset) return LMB_ERROR_ARGUMENT;
    if (count < 0 || (count > 0 && (!time || !current)))
        return lmbi_bad_argument(dataset, "samples need a time and a current");
    if (!dataset->import.feed && check_empty(dataset)) return LMB_ERROR_STATE;
    return lmbi_feed(&dataset->import, count, time, current, voltage, cycle, step,
                     &dataset->table, &dataset->message);
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
