#include "reader/import.h"

#include <string.h>

#include "reader/parts.h"
#include "reader/reading.h"
#include "reader/team.h"

static const int64_t default_limit[LMBI_LIMITS] = {1 << 20, 1024, (int64_t)1 << 40, LMBI_MAX_CYCLES,
                                                   1};

void lmbi_import_init(struct lmbi_import *import, const struct lmbi_memory *memory)
{
    memset(import, 0, sizeof *import);
    import->memory = import->remarks.memory = *memory;
    memcpy(import->limit, default_limit, sizeof import->limit);
}

void lmbi_import_clear(struct lmbi_import *import)
{
    lmbi_feed_clear(import);
    lmbi_remarks_clear(&import->remarks);
    import->files = 0;
}

int64_t lmbi_import_limit(const struct lmbi_import *import, int32_t limit)
{
    return limit >= 1 && limit <= LMBI_LIMITS ? import->limit[limit - 1] : 0;
}

int32_t lmbi_import_set_limit(struct lmbi_import *import, int32_t limit, int64_t value,
                              struct lmbi_message *m)
{
    if (limit < 1 || limit > LMBI_LIMITS)
        return lmbi_fail(m, LMB_ERROR_UNKNOWN, "%d is not the id of a limit", (int64_t)limit);
    int64_t most = limit == LMB_LIMIT_CYCLES    ? LMBI_MAX_CYCLES
                   : limit == LMB_LIMIT_COLUMNS ? 1 << 20
                   : limit == LMB_LIMIT_THREADS ? LMBI_MOST_THREADS
                                                : INT64_MAX / 4;
    if (value < 1 || value > most)
        return lmbi_fail(m, LMB_ERROR_RANGE, "the limit %d is not within 1 and %d", value, most);
    import->limit[limit - 1] = value;
    return LMB_OK;
}

static void take_back_map(struct lmbi_maps *maps, int32_t role)
{
    int32_t kept = 0;
    for (int32_t i = 0; i < maps->count; i++)
        if (maps->entry[i].role != role) maps->entry[kept++] = maps->entry[i];
    maps->count = kept;
}

/* "-Current:mA": a sign, a heading or "#" and a number, a unit. */
static void parse_map(struct lmbi_map *map, const char *heading)
{
    const char *end = heading + strlen(heading);
    if (*heading == '-') map->negative = 1, heading++;
    const char *colon = strrchr(heading, ':');
    if (colon && (map->unit = lmbi_unit_of(colon + 1, end))) end = colon;
    memcpy(map->heading, heading, (size_t)(end - heading));
    if (*heading != '#') return;
    int32_t field = 0;
    const char *c = heading + 1;
    for (; c < end && *c >= '0' && *c <= '9' && field < 10000000; c++)
        field = 10 * field + (*c - '0');
    if (c == end) map->field = field;
}

int32_t lmbi_import_map(struct lmbi_import *import, const char *column, const char *heading,
                        struct lmbi_message *m)
{
    struct lmbi_maps *maps = &import->maps;
    struct lmbi_map map = {.role = lmbi_role_of(&import->known, column)};
    if (!map.role)
        return lmbi_fail(m, LMB_ERROR_UNKNOWN,
                         "'%s' is neither a column nor test_time, current, "
                         "voltage, step, step_time, state, clock or charge_increment",
                         column);
    if (strlen(heading) >= LMBI_MAP_BYTES)
        return lmbi_fail(m, LMB_ERROR_LIMIT, "the heading mapped to %s is longer than %d bytes",
                         column, (int64_t)LMBI_MAP_BYTES - 1);
    take_back_map(maps, map.role);
    if (*heading == '\0') return LMB_OK;
    if (maps->count == LMBI_MAPS)
        return lmbi_fail(m, LMB_ERROR_LIMIT, "more than %d columns are mapped", (int64_t)LMBI_MAPS);
    parse_map(&map, heading);
    maps->entry[maps->count++] = map;
    return LMB_OK;
}

static const char *encoding_name(const struct lmbi_input *in)
{
    static const char *const decoded[] = {NULL, "UTF-16", "UTF-16", "GB18030"};
    if (in->encoding) return decoded[in->encoding];
    if (in->end - in->at >= 3 && memcmp(in->at, "\xEF\xBB\xBF", 3) == 0)
        return "UTF-8 with a byte order mark";
    for (const char *c = in->at; c < in->end; c++)
        if ((unsigned char)*c > 0x7F) return "ASCII but for some bytes, taken as they stand";
    return "ASCII";
}

void lmbi_tell_uses(struct lmbi_reading *r)
{
    const struct lmbi_layout *l = &r->layout;
    for (int32_t i = 0; i < l->uses; i++) {
        const struct lmbi_use *use = &l->use[i];
        const struct lmbi_unit *unit = use->unit;
        lmbi_remark(&r->remarks, "column", "%s is field %d, '%s'%s%s, %s",
                    lmbi_role_name(&r->import->known, use->role), (int64_t)use->field + 1,
                    use->heading, unit ? ", in " : "", unit ? unit->text : "",
                    use->mapped              ? "as mapped"
                    : l->dialect == LMBI_LMB ? "by our own name"
                                             : "by its name");
    }
    if (l->duplicates > 0)
        lmbi_remark(&r->remarks, "column",
                    "%d repeated heading%p, '%s' first: the first of each counts",
                    (int64_t)l->duplicates, l->duplicate);
}

static void tell_layout(struct lmbi_reading *r, const struct lmbi_input *in)
{
    const struct lmbi_layout *l = &r->layout;
    const char delimiter[] = {'\'', l->delimiter, '\'', '\0'};
    const char *format = l->header_line > 0 ? "%s: %s, %s, delimiter %s, headings in line %d"
                                            : "%s: %s, %s, delimiter %s, no headings";
    lmbi_remark(&r->remarks, "file", format, in->name,
                l->per_cycle ? "a table of cycles" : "a time series", encoding_name(in),
                l->delimiter == '\t' ? "tab" : delimiter, l->header_line);
    lmbi_tell_uses(r);
}

static int32_t check_start(struct lmbi_input *in, struct lmbi_message *m)
{
    int32_t status = lmbi_input_fill(in, m);
    if (status) return status;
    if (in->at == in->end) return lmbi_fail(m, LMB_ERROR_FORMAT, "%s: is empty", in->name);
    return lmbi_input_decode(in, m);
}

static int32_t read_input(struct lmbi_reading *r, struct lmbi_input *in, struct lmbi_message *m)
{
    struct lmbi_import *import = r->import;
    int32_t status = check_start(in, m);
    if (!status)
        status = lmbi_find_layout(in, &import->known, &import->maps,
                                  import->limit[LMB_LIMIT_COLUMNS - 1], &r->layout, m);
    if (status) return status;
    if (r->files > 0 && r->layout.per_cycle != r->per_cycle)
        return lmbi_fail(m, LMB_ERROR_FORMAT,
                         "%s: a time series and a table of cycles make no one test", in->name);
    tell_layout(r, in);
    r->dialect =
        r->files == 0 || r->dialect == r->layout.dialect ? r->layout.dialect : LMBI_GENERIC;
    r->per_cycle = r->layout.per_cycle;
    r->files++;
    if (r->per_cycle) return lmbi_cycles_file(&r->cycles, in, &r->layout, m);
    if (!r->series.plain && lmbi_plain_new(&r->series, &import->memory))
        return lmbi_fail(m, LMB_ERROR_MEMORY, "%s: no memory for a batch of rows", in->name);
    return lmbi_series_file(&r->series, in, &r->layout, &r->table,
                            import->limit[LMB_LIMIT_CYCLES - 1], m);
}

/* A name as it stands in messages: printable, and the end of a long one, so that a reason fits
 * behind it. */
static struct lmbi_input input_of(struct lmbi_reading *r, const char *name)
{
    const char *end = name + strlen(name);
    if (end - name >= (ptrdiff_t)sizeof r->name) name = end - sizeof r->name + 1;
    lmbi_quote(r->name, sizeof r->name, name, end);
    return (struct lmbi_input){.name = r->name,
                               .memory = r->import->memory,
                               .team = r->team,
                               .longest = r->import->limit[LMB_LIMIT_LINE_BYTES - 1],
                               .progress = &r->progress};
}

struct lmbi_reading *lmbi_reading_begin(struct lmbi_import *import)
{
    struct lmbi_reading *r = lmbi_new(&import->memory, 1, sizeof *r);
    if (!r) return NULL;
    int64_t rows = import->limit[LMB_LIMIT_ROWS - 1], cycles = import->limit[LMB_LIMIT_CYCLES - 1];
    r->import = import;
    lmbi_table_init(&r->table, &import->memory);
    r->remarks = (struct lmbi_remarks){
        .memory = import->memory, .log = import->remarks.log, .user = import->remarks.user};
    r->progress = (struct lmbi_progress){import->progress, import->progress_user, 0, 0, 0};
    r->series.remarks = &r->remarks;
    r->series.most_rows = rows;
    r->series.null = -1;
    r->cycles = (struct lmbi_cycles_reading){.known = &import->known,
                                             .remarks = &r->remarks,
                                             .table = &r->table,
                                             .most_rows = rows,
                                             .null = -1,
                                             .most_cycles = cycles};
    return r;
}

int32_t lmbi_reading_conclude(struct lmbi_reading *r, const char *name, struct lmbi_table *table,
                              struct lmbi_message *m)
{
    struct lmbi_import *import = r->import;
    int32_t status = r->per_cycle ? LMB_OK : lmbi_series_end(&r->series, name, m);
    if (status) return status;
    if (r->per_cycle) lmbi_cycles_end(&r->cycles);
    r->table.source.dialect = r->dialect;
    if (r->remarks.status)
        return lmbi_fail(m, LMB_ERROR_MEMORY, "%s: no memory for the import remarks", name);
    struct lmbi_remarks old = import->remarks;
    import->remarks = r->remarks;
    r->remarks = old;
    import->files = r->files;
    lmbi_table_swap(&r->table, table);
    return LMB_OK;
}

void lmbi_reading_end(struct lmbi_reading *r)
{
    struct lmbi_memory memory = r->import->memory;
    lmbi_team_free(r->team);
    lmbi_counting_clear(&r->series.counting);
    lmbi_free(&memory, r->series.plain);
    lmbi_table_clear(&r->table);
    lmbi_remarks_clear(&r->remarks);
    lmbi_free(&memory, r);
}

/* 0 where one of them is not known. */
static uint64_t total_size(const char *const *paths, int32_t count)
{
    uint64_t total = 0;
    for (int32_t i = 0; i < count; i++) {
        uint64_t size = lmbi_file_size(paths[i]);
        if (size == 0) return 0;
        total += size;
    }
    return total;
}

static void tell_order(struct lmbi_reading *r, const int32_t *order, int32_t count)
{
    for (int32_t i = 0; i < count; i++) {
        if (order[i] == i) continue;
        lmbi_remark(
            &r->remarks, "file",
            "the files are read in the order of their clocks, which is not the one in which "
            "they are named");
        return;
    }
}

int32_t lmbi_read_files(struct lmbi_import *import, const char *const *paths, int32_t count,
                        struct lmbi_table *table, struct lmbi_message *m)
{
    struct lmbi_reading *r = lmbi_reading_begin(import);
    if (!r) return lmbi_fail(m, LMB_ERROR_MEMORY, "no memory to read %s", paths[0]);
    r->progress.total = total_size(paths, count);
    r->team = lmbi_team_new(&import->memory, import->limit[LMB_LIMIT_THREADS - 1]);
    int32_t *order = lmbi_new(&import->memory, (uint64_t)count, sizeof *order);
    int32_t status = order ? lmbi_order_parts(import, paths, count, order) : LMB_ERROR_MEMORY;
    if (status) lmbi_fail(m, status, "no memory for the order of the files");
    else tell_order(r, order, count);
    for (int32_t i = 0; i < count && !status; i++) {
        struct lmbi_input in = input_of(r, paths[order[i]]);
        status = lmbi_input_open(&in, paths[order[i]], m);
        if (!status) status = read_input(r, &in, m);
        lmbi_input_close(&in);
    }
    if (!status) status = lmbi_reading_conclude(r, r->name, table, m);
    lmbi_free(&import->memory, order);
    lmbi_reading_end(r);
    return status;
}

int32_t lmbi_read_bytes(struct lmbi_import *import, const char *name, const void *bytes,
                        uint64_t size, struct lmbi_table *table, struct lmbi_message *m)
{
    struct lmbi_reading *r = lmbi_reading_begin(import);
    if (!r) return lmbi_fail(m, LMB_ERROR_MEMORY, "no memory to read %s", name);
    struct lmbi_input in = input_of(r, name);
    r->progress.total = size;
    lmbi_input_bytes(&in, bytes, size);
    int32_t status = read_input(r, &in, m);
    lmbi_input_close(&in);
    if (!status) status = lmbi_reading_conclude(r, r->name, table, m);
    lmbi_reading_end(r);
    return status;
}
