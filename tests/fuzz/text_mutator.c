/* Changes a text with what makes up files of cyclers: lines, fields, headings, units, numbers,
 * clocks, delimiters, line ends, encodings. */
#include "fuzz.h"

#include <string.h>

enum { OPTIONS = 8 };

static const char *const words[] = {
    "Test_Time(s)",
    "test_time_second",
    "Test Time / s",
    "Time[h]",
    "time/s",
    "TestTime",
    "Time",
    "Current(A)",
    "Current / A",
    "current_ampere",
    "I/mA",
    "<I>/mA",
    "Amps",
    "Current",
    "电流",
    "Voltage(V)",
    "Voltage / V",
    "voltage_volt",
    "Ewe/V",
    "Volts",
    "U[V]",
    "电压",
    "Potential (V)",
    "Cycle_Index",
    "Cycle Count / 1",
    "cycle_count",
    "Cyc#",
    "cycle",
    "循环号",
    "Step_Index",
    "Step",
    "Ns",
    "Step Time (s)",
    "State",
    "Md",
    "Step Type",
    "Date_Time",
    "DPT Time",
    "Charge_Capacity(Ah)",
    "Discharge_Capacity(Ah)",
    "Capacity(mAh)",
    "Amp-hr",
    "(Q-Qo)/mA.h",
    "(Q-Qo)/C",
    "dq/mA.h",
    "dQ/C",
    "mode",
    "Ah-Step",
    "Net Capacity / Ah",
    "Cumulative Capacity / Ah",
    "Charging Capacity / Ah",
    "Discharging Capacity / Ah",
    "charge_capacity",
    "discharge_capacity",
    "charge_energy",
    "duration",
    "temperature",
    "thickness",
    "excluded",
    "stage",
    "failure_mode",
    "Energy(Wh)",
    "Temperature (C)",
    "[Data]",
    "~Time[s]",
    "0",
    "1",
    "-1",
    "-0",
    "1e308",
    "-1e308",
    "1e-320",
    "5e-324",
    "1e20",
    "1.0000001e20",
    "1e999",
    "nan",
    "inf",
    "-inf",
    "",
    "N/A",
    "-9999",
    "6.283185307179586",
    "9007199254740993",
    "100000001",
    "4294967296",
    "0.0000000000000000000000000001",
    "123456789012345",
    "1234567890123456",
    "12345678901234567890123456789",
    "1.",
    ".5",
    "+1",
    "1e",
    "1e+",
    "0x10",
    "1,5",
    "1,234.5",
    "1.5E-05",
    "--",
    "\"",
    "\"\"",
    "\"a,b\"",
    "\"1\"",
    "C",
    "D",
    "R",
    "s",
    "h",
    "mA",
    "V",
    "degC",
    "CC_CHG",
    "Rest",
    "放电",
    "00:00:05",
    "205:06:00.397",
    "0d 00:01:00.00",
    "2024-04-30 14:33:19",
    "2024-04-30T14:33:19+02:00",
    "2024-10-27 02:30:00-0530",
    "2024-10-27 02:30+1400",
    "4/30/2024 2:33 PM",
    "04/30/2024 2:33:19 PM",
    "30.04.2024 14:33:19",
    "23-Nov-23 3:56:11 PM",
    "1732604400",
    "1e15",
    "3600",
    "3.6",
    "4.2",
};
enum { WORDS = sizeof words / sizeof words[0] };

struct text {
    char *bytes;
    size_t size, most;
};

/* Put `word` in the place of `length` bytes at `at`, if there is room. */
static void put(struct text *t, size_t at, size_t length, const char *word, size_t word_length)
{
    if (t->size - length + word_length > t->most) return;
    memmove(t->bytes + at + word_length, t->bytes + at + length, t->size - at - length);
    memcpy(t->bytes + at, word, word_length);
    t->size += word_length - length;
}

static int is_mark(char c) { return c == ',' || c == ';' || c == '\t' || c == '|' || c == '\n'; }

/* The field around a place. */
static size_t field_at(const struct text *t, size_t at, size_t *length)
{
    size_t start = at, end = at;
    while (start > 0 && !is_mark(t->bytes[start - 1])) start--;
    while (end < t->size && !is_mark(t->bytes[end])) end++;
    *length = end - start;
    return start;
}

static size_t line_at(const struct text *t, size_t at, size_t *length)
{
    size_t start = at, end = at;
    while (start > 0 && t->bytes[start - 1] != '\n') start--;
    while (end < t->size && t->bytes[end] != '\n') end++;
    if (end < t->size) end++;
    *length = end - start;
    return start;
}

static void change_field(struct text *t, struct dice *d)
{
    size_t length, at = field_at(t, throw_dice(d, (unsigned)t->size + 1), &length);
    const char *word = words[throw_dice(d, WORDS)];
    char number[40];
    if (throw_dice(d, 4) == 0) {
        snprintf(number, sizeof number, "%.*g", (int)throw_dice(d, 17) + 1,
                 ((double)throw_dice(d, 1U << 31) - 1e9) / (1 + throw_dice(d, 1000000)));
        word = number;
    }
    put(t, at, length, word, strlen(word));
}

/* Copy, move or drop a line; a copy may come many times, so that rows fill a batch. */
static void change_line(struct text *t, struct dice *d)
{
    char line[2000];
    size_t length, at = line_at(t, throw_dice(d, (unsigned)t->size + 1), &length);
    if (length > sizeof line) return;
    memcpy(line, t->bytes + at, length);
    unsigned what = throw_dice(d, 4);
    if (what == 0) put(t, at, length, "", 0);
    size_t other_length, other = line_at(t, throw_dice(d, (unsigned)t->size + 1), &other_length);
    if (what == 1) put(t, other, 0, line, length);
    if (what == 2) put(t, other, other_length, line, length);
    for (unsigned n = what == 3 ? throw_dice(d, 200) : 0; n > 0 && t->size < 20000; n--)
        put(t, other, 0, line, length);
}

/* A field more or less in every line. */
static void change_column(struct text *t, struct dice *d)
{
    unsigned column = throw_dice(d, 6), more = throw_dice(d, 2);
    const char *word = words[throw_dice(d, WORDS)];
    for (size_t at = 0; at < t->size; at++) {
        size_t length, end = at;
        for (unsigned n = 0; n < column && end < t->size && t->bytes[end] != '\n'; end++)
            n += is_mark(t->bytes[end]) ? 1 : 0;
        field_at(t, end, &length);
        if (more) put(t, end, 0, word, strlen(word)), put(t, end, 0, ",", 1);
        else if (end + length < t->size && t->bytes[end + length] != '\n')
            put(t, end, length + 1, "", 0);
        while (at < t->size && t->bytes[at] != '\n') at++;
        if (t->size > 60000) return;
    }
}

static void change_all(struct text *t, char from, char to)
{
    for (size_t i = 0; i < t->size; i++)
        if (t->bytes[i] == from) t->bytes[i] = to;
}

static void change_line_ends(struct text *t, struct dice *d)
{
    unsigned some = 1 + throw_dice(d, 3);
    for (size_t i = 0; i < t->size; i++)
        if (t->bytes[i] == '\n' && throw_dice(d, some) == 0) put(t, i++, 0, "\r", 1);
}

static void to_utf16(struct text *t, struct dice *d)
{
    if (2 * t->size + 2 > t->most) return;
    size_t high = throw_dice(d, 2);
    for (size_t i = t->size; i-- > 0;) {
        char c = t->bytes[i];
        t->bytes[2 * i + 2 + high] = c;
        t->bytes[2 * i + 3 - high] = 0;
    }
    memcpy(t->bytes, high ? "\xFE\xFF" : "\xFF\xFE", 2);
    t->size = 2 * t->size + 2;
}

static void change(struct text *t, struct dice *d)
{
    static const char marks[] = ",;\t| ";
    size_t at = throw_dice(d, (unsigned)t->size + 1);
    switch (throw_dice(d, 20)) {
    case 0:
    case 1:
    case 2:
    case 3:
    case 4:
    case 5:
    case 6: change_field(t, d); break;
    case 7:
    case 8:
    case 9:
    case 10: change_line(t, d); break;
    case 11: change_column(t, d); break;
    case 12: change_all(t, marks[throw_dice(d, 5)], marks[throw_dice(d, 5)]); break;
    case 13: change_line_ends(t, d); break;
    case 14:
        if (throw_dice(d, 4) == 0) to_utf16(t, d);
        break;
    case 15: put(t, 0, 0, "\xEF\xBB\xBF", 3); break;
    case 16: t->size = at; break;
    case 17: put(t, at, 0, &"\0\n\r\"\xFF,"[throw_dice(d, 6)], 1); break;
    default: t->size = mutate_bytes((uint8_t *)t->bytes, t->size, t->most, d); break;
    }
}

size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size, size_t most, unsigned seed)
{
    struct dice d = {seed};
    if (size < OPTIONS || most < 64) {
        memset(bytes, 0, OPTIONS);
        return most < OPTIONS ? size : OPTIONS;
    }
    struct text t = {(char *)bytes + OPTIONS, size - OPTIONS, most - OPTIONS};
    if (throw_dice(&d, 8) == 0) mutate_bytes(bytes, OPTIONS, OPTIONS, &d);
    for (unsigned n = 1 + throw_dice(&d, 4); n > 0; n--) change(&t, &d);
    return t.size + OPTIONS;
}
