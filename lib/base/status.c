#include "base/status.h"

#include <stdarg.h>

#include "base/text.h"

static const struct {
    int32_t status;
    const char *name, *text;
} known[] = {
    {LMB_OK, "ok", "Done."},
    {LMB_ERROR_ARGUMENT, "argument", "An argument is NULL or does not fit the others."},
    {LMB_ERROR_MEMORY, "memory", "There is not enough memory."},
    {LMB_ERROR_RANGE, "range", "A value is outside its bounds."},
    {LMB_ERROR_UNKNOWN, "unknown", "There is no quantity of this id, name or kind."},
    {LMB_ERROR_STATE, "state", "The handle is not in a state to do this."},
    {LMB_ERROR_FILE, "file", "A file cannot be opened or read."},
    {LMB_ERROR_FORMAT, "format", "The content cannot be understood or contradicts itself."},
    {LMB_ERROR_LIMIT, "limit", "A limit that is set was passed."},
    {LMB_ERROR_CANCELLED, "cancelled", "The progress callback asked to stop."},
    {LMB_ERROR_SIZE, "size", "The caller's buffer is too small."},
    {LMB_ERROR_MISSING, "missing", "A column or value is not there."},
};

enum { KNOWN = sizeof known / sizeof known[0] };

const char *lmb_status_name(int32_t status)
{
    for (int i = 0; i < KNOWN; i++)
        if (known[i].status == status) return known[i].name;
    return "unknown status";
}

const char *lmb_status_text(int32_t status)
{
    for (int i = 0; i < KNOWN; i++)
        if (known[i].status == status) return known[i].text;
    return "There is no status of this number.";
}

int32_t lmbi_fail(struct lmbi_message *m, int32_t status, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    lmbi_format_list(m->text, sizeof m->text, format, list);
    va_end(list);
    return status;
}
