#include "reader/remarks.h"

#include <stdarg.h>
#include <string.h>

#include "base/text.h"

static int32_t keep_remark(struct lmbi_remarks *r, const char *topic, const char *text)
{
    if (r->count == r->capacity) {
        int32_t capacity = r->capacity + 32;
        struct lmbi_remark *entry =
            lmbi_resize(&r->memory, r->entry, (uint64_t)capacity, sizeof *entry);
        if (!entry) return LMB_ERROR_MEMORY;
        r->entry = entry;
        r->capacity = capacity;
    }
    size_t topic_size = strlen(topic) + 1, text_size = strlen(text) + 1;
    char *block = lmbi_new(&r->memory, topic_size + text_size, 1);
    if (!block) return LMB_ERROR_MEMORY;
    memcpy(block, topic, topic_size);
    memcpy(block + topic_size, text, text_size);
    r->entry[r->count++] = (struct lmbi_remark){block, block + topic_size};
    return LMB_OK;
}

void lmbi_remark(struct lmbi_remarks *r, const char *topic, const char *format, ...)
{
    char text[640];
    va_list list;
    va_start(list, format);
    lmbi_format_list(text, sizeof text, format, list);
    va_end(list);
    if (keep_remark(r, topic, text)) r->status = LMB_ERROR_MEMORY;
    if (r->log) r->log(r->user, topic, text);
}

void lmbi_tell_missing(struct lmbi_remarks *r, int64_t missing, int64_t null, int64_t rows,
                       const char *what)
{
    char of_them[64] = "";
    if (missing == 0 && rows == 0) return;
    if (null >= 0)
        lmbi_format(of_them, sizeof of_them, " (%d null; %d NaN, N/A or -9999)", null,
                    missing - null);
    lmbi_remark(r, "missing", "%d value%p missing%s; %d row%p without %s left out", missing,
                of_them, rows, what);
}

void lmbi_tell_pairing(struct lmbi_remarks *r, int32_t begins)
{
    static const char same[] = "of the same cycle number", before[] = "of the cycle before";
    lmbi_remark(r, "pairing",
                "cycles %s: the CE of a full or anode-free cell takes a discharge with the charge "
                "%s, that of a half cell or Li||Cu a charge with the discharge %s",
                begins > 0   ? "begin with a charge"
                : begins < 0 ? "begin with a discharge"
                             : "do not tell what they begin with",
                begins < 0 ? before : same, begins > 0 ? before : same);
}

void lmbi_remarks_clear(struct lmbi_remarks *r)
{
    for (int32_t i = 0; i < r->count; i++) lmbi_free(&r->memory, r->entry[i].topic);
    lmbi_free(&r->memory, r->entry);
    r->entry = NULL;
    r->count = r->capacity = r->status = 0;
}
