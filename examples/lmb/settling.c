#include "command_line.h"

static const struct {
    int32_t id;
    const char *measurement;
} all[SETTLINGS] = {
    {LMB_RESULT_SETTLE_STRIP, "strip or titration of the anode after the last cycle"},
    {LMB_RESULT_SETTLE_ANODE_FREE, "CE_Li of anode-free twins cycled as long on this cycler"},
    {LMB_RESULT_SETTLE_FOIL, "N/P by the weight of the foil"},
    {LMB_RESULT_SETTLE_GAIN, "calibration of the cycler, charge against discharge"},
};

int settlings_of(const lmb_report *report, struct settling *s)
{
    int count = 0;
    for (int i = 0; i < SETTLINGS; i++) {
        double half = result_of(report, all[i].id).value;
        if (half != half) continue;
        int at = count++;
        for (; at > 0 && s[at - 1].half > half; at--) s[at] = s[at - 1];
        s[at] = (struct settling){all[i].measurement, half};
    }
    return count;
}
