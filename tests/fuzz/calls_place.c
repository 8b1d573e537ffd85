#include <string.h>

#include "calls.h"

/* Exactly `size` bytes at any alignment, to the end of a block: they live as long as the world. */
static void *take_block(struct world *w, uint64_t size)
{
    size_t offset = (size_t)take_choice(&w->s, 16);
    char *base = malloc((size_t)size + offset);
    REQUIRE(base && w->taken < CALLS);
    w->block[w->taken++] = base;
    return base + offset;
}

static uint64_t enough_or_not(struct world *w, uint64_t needed)
{
    return take_choice(&w->s, 4) ? needed : take_word(&w->s) % needed;
}

static void place_cell(struct world *w)
{
    uint64_t needed = 0, again = 0;
    lmb_cell *made = NULL, **out = take_choice(&w->s, 8) ? &made : NULL;
    REQUIRE(lmb_cell_place(NULL, 0, &needed, NULL) == LMB_OK);
    uint64_t size = enough_or_not(w, needed);
    int32_t status = lmb_cell_place(take_block(w, size), size, &again, out);
    check_status(status, ALLOW(LMB_ERROR_SIZE));
    REQUIRE((status == LMB_OK) == (made != NULL));
    REQUIRE(status == LMB_ERROR_ARGUMENT || (again == needed && (status == 0) == (size == needed)));
    if (!made) return;
    lmb_cell_free(w->cell[1]);
    w->cell[1] = made;
    w->placed = 1;
}

static void place_dataset(struct world *w)
{
    uint64_t needed = 0, again = 0;
    lmb_dataset *made = NULL, **out = take_choice(&w->s, 8) ? &made : NULL;
    int64_t cycles = take_count(w, VALUES);
    const int32_t *ids = take_ids(w);
    int32_t count = take_choice(&w->s, 6) - 1;
    int32_t status = lmb_dataset_place(NULL, 0, &needed, cycles, ids, count, NULL);
    check_status(status, ALLOW(LMB_ERROR_UNKNOWN, LMB_ERROR_LIMIT));
    REQUIRE((status == LMB_OK) == (needed > 0));
    if (status != LMB_OK) return;
    uint64_t size = enough_or_not(w, needed);
    status = lmb_dataset_place(take_block(w, size), size, &again, cycles, ids, count, out);
    check_status(status, ALLOW(LMB_ERROR_SIZE));
    REQUIRE((status == LMB_OK) == (made != NULL));
    REQUIRE(status == LMB_ERROR_ARGUMENT || (again == needed && (status == 0) == (size == needed)));
    if (!made) return;
    REQUIRE(lmb_dataset_cycles(made) == 0 && lmb_dataset_has_column(made, LMB_COLUMN_CYCLE));
    for (int32_t i = 0; i < count; i++) REQUIRE(lmb_dataset_has_column(made, ids[i]));
    lmb_dataset_free(w->dataset[1]);
    w->dataset[1] = made;
    w->placed = 1;
}

static int32_t lose_patience(void *user, uint64_t done, uint64_t total)
{
    struct world *w = user;
    REQUIRE(!w->cancelled && (total == 0 || done <= total));
    w->cancelled = w->patience > 0 && --w->patience == 0;
    return w->cancelled;
}

static void hear_remark(void *user, const char *topic, const char *text)
{
    struct world *w = user;
    REQUIRE(w->s.at <= w->s.end && topic[0] && !strpbrk(topic, " \n"));
    REQUIRE(text[0] && !strchr(text, '\n'));
}

static void listen(struct world *w)
{
    lmb_dataset *dataset = take_dataset(w);
    w->patience = take_choice(&w->s, 40);
    lmb_progress_fn progress = take_choice(&w->s, 8) ? lose_patience : NULL;
    lmb_log_fn log = take_choice(&w->s, 2) ? hear_remark : NULL;
    check_status(lmb_dataset_set_progress(dataset, progress, w), ALLOW(LMB_OK));
    check_status(lmb_dataset_set_log(dataset, log, w), ALLOW(LMB_OK));
}

/* A heading or a cell: a usual one, or any bytes. */
static const char *take_text(struct world *w, char own[16])
{
    static const char *const usual[] = {"Test_Time(s)",
                                        "Current(A)",
                                        "Voltage / V",
                                        "I/mA",
                                        "State",
                                        "Date",
                                        "Cycle_Index",
                                        "Time",
                                        "discharge_capacity",
                                        "Q charge/mA.h",
                                        "Step",
                                        "1",
                                        "-2.5",
                                        "4.2",
                                        "0.001",
                                        "nan",
                                        "1e308",
                                        "-9999",
                                        "01/02/2024 10:00:00",
                                        "2024-04-30 14:33:19",
                                        "205:06:00.397",
                                        "C",
                                        "D",
                                        "Rest",
                                        "1,5",
                                        "",
                                        NULL};
    int at = take_choice(&w->s, 32);
    if (at < 27) return usual[at];
    for (int i = 0; i < 15; i++) own[i] = (char)take_byte(&w->s);
    own[15] = '\0';
    return own;
}

static void detect(struct world *w)
{
    enum { COLUMNS = 4, ROWS = 6 };
    char own[COLUMNS * (ROWS + 1)][16];
    const char *text[COLUMNS * (ROWS + 1)], *role = NULL, *unit = NULL;
    double scale[2] = {7, 7};
    int32_t columns = take_choice(&w->s, COLUMNS + 1), rows = take_choice(&w->s, ROWS + 1);
    for (int32_t i = 0; i < columns * (rows + 1); i++) text[i] = take_text(w, own[i]);
    const char *const *cells = take_choice(&w->s, 16) ? text + columns : NULL;
    int32_t column = take_choice(&w->s, COLUMNS + 2) - 1;
    if (take_choice(&w->s, 16) == 0) rows = -rows;
    uint64_t size;
    char *evidence = take_message(w, &size);
    int32_t status = lmb_detect(take_choice(&w->s, 16) ? text : NULL, columns, cells, rows, column,
                                &role, &unit, scale, evidence, size);
    check_status(status, ALLOW(LMB_OK));
    check_message(w, 0, evidence, size);
    REQUIRE((status == LMB_OK) == (role && unit && scale[0] != 7 && scale[1] != 7));
    if (status != LMB_OK) return;
    REQUIRE(scale[0] - scale[0] == 0 && scale[1] - scale[1] == 0 && scale[0] != 0);
    REQUIRE(!evidence || size == 0 || memchr(evidence, '\0', (size_t)size));
}

call *const place_calls[] = {place_cell, place_dataset, listen, detect};
const int place_call_count = sizeof place_calls / sizeof *place_calls;
