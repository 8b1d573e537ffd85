#include "base/quantity.h"

#include "base/number.h"

int32_t lmbi_value_names(const struct lmbi_quantity *q)
{
    int32_t count = 0;
    if (q->value_names)
        while (q->value_names[count]) count++;
    return count;
}

int32_t lmbi_in_bounds(const struct lmbi_quantity *q, double value)
{
    if (value != value) return (q->flags & LMB_FLAG_MAY_BE_NAN) != 0;
    if (!lmbi_is_finite(value)) return 0;
    if (q->flags & LMB_FLAG_ENUMERATED) {
        double last = lmbi_value_names(q) - 1;
        return value >= 0 && value <= last && value == (double)(int32_t)value;
    }
    if (q->flags & LMB_FLAG_LOWER_OPEN ? value <= q->lower : value < q->lower) return 0;
    if (q->flags & LMB_FLAG_UPPER_OPEN ? value >= q->upper : value > q->upper) return 0;
    return 1;
}
