#include <string.h>

#include "calls.h"

static void set(struct world *w)
{
    lmb_cell *cell = take_cell(w);
    int32_t id = take_id(w);
    double value = take_number(&w->s);
    begin_call(w, cell, NULL);
    int32_t status = lmb_cell_set(cell, id, value);
    end_call(w, status, ALLOW(LMB_ERROR_UNKNOWN, LMB_ERROR_RANGE, LMB_ERROR_STATE), cell, NULL);
    REQUIRE(status != LMB_OK || lmb_cell_is_set(cell, id));
}

static void unset(struct world *w)
{
    lmb_cell *cell = take_cell(w);
    int32_t id = take_id(w);
    begin_call(w, cell, NULL);
    int32_t status = lmb_cell_unset(cell, id);
    end_call(w, status, ALLOW(LMB_ERROR_UNKNOWN, LMB_ERROR_RANGE, LMB_ERROR_STATE), cell, NULL);
    REQUIRE(status != LMB_OK || !lmb_cell_is_set(cell, id));
}

static void get(struct world *w)
{
    const lmb_cell *cell = take_cell(w);
    int32_t id = take_id(w);
    double value = 7, *out = take_choice(&w->s, 16) == 15 ? NULL : &value;
    begin_call(w, NULL, NULL);
    int32_t status = lmb_cell_get(cell, id, out);
    end_call(w, status, ALLOW(LMB_ERROR_UNKNOWN), NULL, NULL);
    REQUIRE(status == LMB_OK || value == 7);
    if (lmb_quantity_kind(id) != LMB_KIND_DERIVED && status == LMB_OK)
        REQUIRE(value - value == 0 || value != value); /* finite or NaN; Sand's time: see there */
}

static void set_table(struct world *w)
{
    lmb_cell *cell = take_cell(w);
    const double *values = take_values(w);
    int64_t count = take_count(w, VALUES);
    begin_call(w, cell, NULL);
    int32_t status = lmb_cell_set_ce_li_table(cell, values, count);
    end_call(w, status, ALLOW(LMB_ERROR_RANGE, LMB_ERROR_MEMORY, LMB_ERROR_STATE), cell, NULL);
}

static void take_ce_li(struct world *w)
{
    lmb_cell *cell = take_cell(w);
    const lmb_report *report = take_report(w);
    begin_call(w, cell, NULL);
    int32_t status = lmb_cell_take_ce_li(cell, report);
    end_call(w, status, ALLOW(LMB_ERROR_MISSING, LMB_ERROR_RANGE, LMB_ERROR_STATE), cell, NULL);
}

static void step(struct world *w)
{
    lmb_cell *cell = take_cell(w);
    for (int n = take_choice(&w->s, 40); n >= 0; n--) {
        int64_t requests = w->heap.requests;
        begin_call(w, cell, NULL);
        int32_t status = lmb_cell_step(cell);
        REQUIRE(w->heap.requests == requests);
        end_call(w, status, ALLOW(LMB_ERROR_MISSING), cell, NULL);
    }
}

static void reset(struct world *w)
{
    lmb_cell *cell = take_cell(w);
    begin_call(w, cell, NULL);
    int32_t status = lmb_cell_reset(cell);
    end_call(w, status, ALLOW(LMB_OK), cell, NULL);
}

static void copy(struct world *w)
{
    lmb_cell *made = NULL, **out = take_choice(&w->s, 16) == 15 ? NULL : &made;
    const lmb_cell *cell = take_cell(w);
    begin_call(w, NULL, NULL);
    int32_t status = lmb_cell_copy(cell, out);
    end_call(w, status, ALLOW(LMB_ERROR_MEMORY), NULL, NULL);
    REQUIRE((status == LMB_OK) == (made != NULL));
    if (!made) return;
    lmb_cell_free(w->cell[1]);
    w->cell[1] = made;
}

/* A dataset that was made takes the place of the second. */
static void keep(struct world *w, int32_t status, lmb_dataset *made)
{
    REQUIRE((status == LMB_OK) == (made != NULL));
    if (!made) return;
    check_table(made, &w->heap);
    lmb_dataset_free(w->dataset[1]);
    w->dataset[1] = made;
}

static void simulate(struct world *w)
{
    const lmb_cell *cell = take_cell(w);
    int64_t cycles = take_count(w, VALUES);
    if (cycles == 10000001 || !may_work(w, 5)) cycles = -1;
    lmb_dataset *made = NULL;
    uint64_t size;
    char *message = take_message(w, &size);
    begin_call(w, NULL, NULL);
    int32_t status = lmb_cell_simulate(cell, cycles, &made, message, size);
    end_call(w, status, ALLOW(LMB_ERROR_RANGE, LMB_ERROR_MEMORY, LMB_ERROR_MISSING), NULL, NULL);
    keep(w, status, made);
}

static void solve(struct world *w)
{
    const lmb_cell *cell = take_cell(w);
    int32_t id = take_id(w);
    double energy = take_number(&w->s), value = 7;
    uint64_t size;
    char *message = take_message(w, &size);
    begin_call(w, NULL, NULL);
    int32_t status = lmb_cell_solve(cell, id, energy, &value, message, size);
    end_call(w, status, ALLOW(LMB_ERROR_UNKNOWN, LMB_ERROR_MISSING), NULL, NULL);
    REQUIRE(status == LMB_OK ? value - value == 0 : value == 7);
}

static void sweep(struct world *w)
{
    const lmb_cell *cell = take_cell(w);
    const double *values = take_values(w);
    int32_t count[3];
    for (int i = 0; i < 3; i++) count[i] = (int32_t)take_count(w, 3);
    for (int i = 0; i < 3; i++)
        if (count[i] > 3) count[i] = INT32_MAX; /* must be refused: there are no such arrays */
    int64_t cycles = take_count(w, 50);
    if (cycles == 10000001 || !may_work(w, 10)) cycles = 0;
    lmb_dataset *made = NULL;
    uint64_t size;
    char *message = take_message(w, &size);
    begin_call(w, NULL, NULL);
    int32_t status =
        lmb_cell_sweep(cell, values, count[0], values ? values + 4 : NULL, count[1],
                       values ? values + 8 : NULL, count[2], cycles, &made, message, size);
    end_call(w, status,
             ALLOW(LMB_ERROR_RANGE, LMB_ERROR_LIMIT, LMB_ERROR_MISSING, LMB_ERROR_MEMORY), NULL,
             NULL);
    keep(w, status, made);
}

static void save_and_restore(struct world *w)
{
    static uint8_t bytes[BYTES];
    const lmb_cell *from = take_cell(w);
    lmb_cell *to = take_cell(w);
    uint64_t needed = 7, room = take_choice(&w->s, 4) == 0 ? take_byte(&w->s) : BYTES;
    int32_t status = lmb_cell_save(from, take_choice(&w->s, 8) ? bytes : NULL, room, &needed);
    check_status(status, ALLOW(LMB_ERROR_SIZE));
    REQUIRE(status != LMB_OK || needed <= BYTES);
    if (status != LMB_OK) return;
    if (lmb_cell_save(from, bytes, BYTES, NULL) != LMB_OK) return;
    uint64_t cut = take_choice(&w->s, 4) ? needed : take_word(&w->s) % (needed + 1);
    begin_call(w, to, NULL);
    status = lmb_cell_restore(to, bytes, cut);
    end_call(w, status, ALLOW(LMB_ERROR_FORMAT, LMB_ERROR_RANGE, LMB_ERROR_MEMORY), to, NULL);
    REQUIRE(status != LMB_OK || cut == needed);
}

call *const cell_calls[] = {set,       set,        set,   unset, get,
                            set_table, take_ce_li, step,  reset, copy,
                            simulate,  simulate,   solve, sweep, save_and_restore};
const int cell_call_count = sizeof cell_calls / sizeof *cell_calls;
