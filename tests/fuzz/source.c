#include "fuzz.h"

#include <string.h>

uint8_t take_byte(struct source *s) { return s->at < s->end ? *s->at++ : 0; }

uint32_t take_word(struct source *s)
{
    uint32_t word = 0;
    for (int i = 0; i < 4; i++) word = word << 8 | take_byte(s);
    return word;
}

int take_choice(struct source *s, int count) { return take_byte(s) % count; }

double take_number(struct source *s)
{
    static const double odd[] = {0,        1,     -1,           0.5,    2,     1e-300, 5e-324,
                                 1e20,     1e300, 1.7e308,      -1e308, 1e75,  9e15,   9.1e15,
                                 6.283185, 3.7,   2147483648.0, 1e8,    0.999, 4.2};
    uint8_t kind = take_byte(s);
    if (kind < 60) return odd[kind % 20];
    if (kind < 160) return 1 + take_byte(s) / 2560.0;
    if (kind < 220) return kind - 160;
    if (kind < 240) {
        uint64_t bits = (uint64_t)take_word(s) << 32 | take_word(s);
        double value;
        memcpy(&value, &bits, sizeof value);
        return value;
    }
    return kind < 248   ? (double)__builtin_nan("")
           : kind < 252 ? (double)__builtin_inf()
                        : -(double)__builtin_inf();
}

unsigned throw_dice(struct dice *d, unsigned sides)
{
    uint64_t z = d->state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return (unsigned)((z ^ (z >> 31)) % sides);
}

size_t mutate_bytes(uint8_t *bytes, size_t size, size_t most, struct dice *d)
{
    for (unsigned n = 1 + throw_dice(d, 4); n > 0; n--) {
        size_t at = size > 0 ? throw_dice(d, (unsigned)size) : 0;
        unsigned what = throw_dice(d, 7), more = 1 + throw_dice(d, 100);
        if (what == 0 && size < most) {
            memmove(bytes + at + 1, bytes + at, size - at);
            bytes[at] = (uint8_t)throw_dice(d, 256);
            size++;
        } else if (what == 6 && size + more <= most) {
            while (more-- > 0) bytes[size++] = (uint8_t)throw_dice(d, 256);
        } else if (what == 1 && size > 1) {
            memmove(bytes + at, bytes + at + 1, size - at - 1);
            size--;
        } else if (what == 2 && size > 0) {
            bytes[at] ^= (uint8_t)(1U << throw_dice(d, 8));
        } else if (what == 3 && size > 0) {
            bytes[at] = (uint8_t)(bytes[at] + throw_dice(d, 9) - 4);
        } else if (size > 0) {
            bytes[at] = (uint8_t)throw_dice(d, 256);
        }
    }
    return size;
}
