/* A producer and a consumer of Arrow that are not ours: DuckDB's C library, loaded from PATH.
 *
 *     duckdb_arrow PATH FOLDER table    its table into a dataset, as from the file it writes
 *     duckdb_arrow PATH FOLDER parquet  the same through Parquet
 *     duckdb_arrow PATH FOLDER out      a dataset into its SQL
 *
 * Exit 0 if all is as it should be, else 1 and why. */
#include <dlfcn.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <lmb/arrow.h>
#include <lmb/lmb.h>

/* What is used of duckdb.h. */
typedef struct {
    uint64_t columns, rows, changed;
    void *deprecated;
    char *error;
    void *internal;
} result_of_query;

static struct {
    int (*open)(const char *, void **);
    int (*connect)(void *, void **);
    void (*disconnect)(void **);
    void (*close)(void **);
    int (*query)(void *, const char *, result_of_query *);
    void (*destroy_result)(result_of_query *);
    const char *(*result_error)(result_of_query *);
    uint64_t (*column_count)(result_of_query *);
    const char *(*column_name)(result_of_query *, uint64_t);
    void *(*column_logical_type)(result_of_query *, uint64_t);
    void (*destroy_logical_type)(void **);
    void *(*result_get_arrow_options)(result_of_query *);
    void (*destroy_arrow_options)(void **);
    void *(*to_arrow_schema)(void *, void **, const char **, uint64_t, struct ArrowSchema *);
    void *(*fetch_chunk)(result_of_query);
    void *(*data_chunk_to_arrow)(void *, void *, struct ArrowArray *);
    void (*destroy_data_chunk)(void **);
    int (*arrow_scan)(void *, const char *, struct ArrowArrayStream *);
    double (*value_double)(result_of_query *, uint64_t, uint64_t);
} duckdb;

static void *connection;

static void fail(const char *format, ...)
{
    va_list list;
    va_start(list, format);
    vfprintf(stderr, format, list);
    va_end(list);
    fputc('\n', stderr);
    exit(1);
}

static void load(const char *path)
{
    static const char *const names[] = {"open",
                                        "connect",
                                        "disconnect",
                                        "close",
                                        "query",
                                        "destroy_result",
                                        "result_error",
                                        "column_count",
                                        "column_name",
                                        "column_logical_type",
                                        "destroy_logical_type",
                                        "result_get_arrow_options",
                                        "destroy_arrow_options",
                                        "to_arrow_schema",
                                        "fetch_chunk",
                                        "data_chunk_to_arrow",
                                        "destroy_data_chunk",
                                        "arrow_scan",
                                        "value_double"};
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library) fail("%s", dlerror());
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char name[64];
        snprintf(name, sizeof name, "duckdb_%s", names[i]);
        void *function = dlsym(library, name);
        if (!function) fail("%s has no %s", path, name);
        memcpy((char *)&duckdb + i * sizeof function, &function, sizeof function);
    }
}

static result_of_query run(const char *format, ...)
{
    char sql[2000];
    result_of_query result;
    va_list list;
    va_start(list, format);
    vsnprintf(sql, sizeof sql, format, list);
    va_end(list);
    if (duckdb.query(connection, sql, &result)) fail("%s: %s", sql, duckdb.result_error(&result));
    return result;
}

static void execute(const char *format, const char *argument)
{
    result_of_query result = run(format, argument);
    duckdb.destroy_result(&result);
}

/* ---- a result of DuckDB as a stream ---- */

struct result_stream {
    result_of_query result;
    void *options;
    int chunks;
};

static int give_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    struct result_stream *s = stream->private_data;
    uint64_t count = duckdb.column_count(&s->result);
    void *types[32];
    const char *names[32];
    for (uint64_t i = 0; i < count; i++) {
        types[i] = duckdb.column_logical_type(&s->result, i);
        names[i] = duckdb.column_name(&s->result, i);
    }
    void *error = duckdb.to_arrow_schema(s->options, types, names, count, out);
    for (uint64_t i = 0; i < count; i++) duckdb.destroy_logical_type(&types[i]);
    return error ? 5 : 0;
}

static int give_chunk(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    struct result_stream *s = stream->private_data;
    void *chunk = duckdb.fetch_chunk(s->result);
    out->release = NULL;
    if (!chunk) return 0;
    s->chunks++;
    void *error = duckdb.data_chunk_to_arrow(s->options, chunk, out);
    duckdb.destroy_data_chunk(&chunk);
    return error ? 5 : 0;
}

static const char *give_error(struct ArrowArrayStream *stream)
{
    (void)stream;
    return "DuckDB cannot convert it";
}

static void drop_result(struct ArrowArrayStream *stream)
{
    struct result_stream *s = stream->private_data;
    duckdb.destroy_arrow_options(&s->options);
    duckdb.destroy_result(&s->result);
    stream->release = NULL;
}

static lmb_dataset *read_query(const char *sql, const char *argument, int *chunks)
{
    struct result_stream s = {.result = run(sql, argument)};
    s.options = duckdb.result_get_arrow_options(&s.result);
    struct ArrowArrayStream stream = {give_schema, give_chunk, give_error, drop_result, &s};
    lmb_dataset *dataset;
    lmb_dataset_new(NULL, NULL, &dataset);
    if (lmb_dataset_import_arrow(dataset, &stream)) fail("%s", lmb_dataset_message(dataset));
    if (stream.release) fail("the stream was not released");
    *chunks = s.chunks;
    return dataset;
}

/* ---- the checks ---- */

/* Fifty cycles: unsigned decimals, floats, an enumeration for the state, nulls, a clock. */
static void make_wave(void)
{
    execute("CREATE TYPE state AS ENUM ('CC_Chg', 'CC_DChg')", "");
    execute(
        "CREATE TABLE wave AS SELECT TIMESTAMP '2024-01-01' + to_seconds(i * 60) AS \"Date_Time\","
        "(i * 60)::DOUBLE AS \"Test_Time(s)\", 0.5::DECIMAL(9, 4) AS \"Current(A)\","
        "(3.5 + 0.004 * (i %% 100))::FLOAT AS \"Voltage(V)\","
        "(i // 200 + 1)::SMALLINT AS \"Cycle_Index\","
        "(CASE WHEN i %% 200 < 100 THEN 'CC_Chg' ELSE 'CC_DChg' END)::state AS \"State\","
        "CASE WHEN i %% 7 = 0 THEN NULL ELSE 25.5 END AS \"Temperature (C)\","
        "i %% 2 = 0 AS flag, 'a note' AS note FROM range(10000) r(i)",
        "");
}

static void compare(const lmb_dataset *a, const lmb_dataset *b)
{
    int64_t cycles = lmb_dataset_cycles(a);
    if (cycles != 50 || lmb_dataset_cycles(b) != 50) fail("%d cycles, not 50", (int)cycles);
    for (int32_t i = 0, id; (id = lmb_quantity_at(i)) != 0; i++) {
        double x[50], y[50];
        if (lmb_dataset_has_column(a, id) != lmb_dataset_has_column(b, id))
            fail("%s is in one of them", lmb_quantity_name(id));
        if (lmb_dataset_get_column(a, id, x, 50, 1)) continue;
        lmb_dataset_get_column(b, id, y, 50, 1);
        for (int k = 0; k < 50; k++) /* the voltage is a float: 24 bits */
            if (!(fabs(x[k] - y[k]) <= 1e-7 * fabs(y[k])) && !(isnan(x[k]) && isnan(y[k])))
                fail("%s of cycle %d: %.17g, %.17g", lmb_quantity_name(id), k + 1, x[k], y[k]);
    }
}

static void check_in(const char *folder, int parquet)
{
    char csv[1000], file[1000];
    const char *path = csv;
    lmb_dataset *expected, *found;
    int chunks;
    snprintf(csv, sizeof csv, "%s/wave.csv", folder);
    snprintf(file, sizeof file, "%s/wave.parquet", folder);
    make_wave();
    execute("COPY wave TO '%s' (HEADER)", csv);
    lmb_dataset_new(NULL, NULL, &expected);
    if (lmb_dataset_read_files(expected, &path, 1)) fail("%s", lmb_dataset_message(expected));
    if (parquet) execute("COPY wave TO '%s' (FORMAT parquet)", file);
    if (parquet) found = read_query("SELECT * FROM '%s'", file, &chunks);
    else found = read_query("SELECT * FROM wave", "", &chunks);
    compare(found, expected);
    if (chunks < 3) fail("%d chunks are too few for a test", chunks);
    printf("50 cycles of 10,000 rows in %d chunks\n", chunks);
    lmb_dataset_free(found);
    lmb_dataset_free(expected);
}

static double ask(const char *sql)
{
    result_of_query result = run("%s", sql);
    double value = duckdb.value_double(&result, 0, 0);
    duckdb.destroy_result(&result);
    return value;
}

static void check_out(void)
{
    static const double temperature[] = {300, NAN, 302};
    static const double capacity[] = {4, 3, 2};
    lmb_dataset *dataset;
    struct ArrowArrayStream stream;
    lmb_dataset_new(NULL, NULL, &dataset);
    lmb_dataset_set_column(dataset, LMB_COLUMN_DISCHARGE_CAPACITY, capacity, 3, 1);
    lmb_dataset_set_column(dataset, LMB_COLUMN_TEMPERATURE, temperature, 3, 1);
    if (lmb_dataset_export_arrow(dataset, &stream)) fail("no stream");
    lmb_dataset_free(dataset);
    if (duckdb.arrow_scan(connection, "cycles", &stream)) fail("DuckDB does not take the stream");
    execute("CREATE TABLE kept AS SELECT * FROM cycles", "");
    if (ask("SELECT count(*)::DOUBLE FROM kept") != 3) fail("not three rows");
    if (ask("SELECT sum(discharge_capacity * cycle) FROM kept") != 16) fail("another sum");
    if (ask("SELECT count(temperature)::DOUBLE FROM kept") != 2) fail("not known is not null");
    if (stream.release) stream.release(&stream);
}

int main(int count, char **argument)
{
    void *database;
    if (count != 4) fail("duckdb_arrow PATH FOLDER table, parquet or out");
    load(argument[1]);
    if (duckdb.open(NULL, &database) || duckdb.connect(database, &connection)) fail("no database");
    if (strcmp(argument[3], "out") == 0) check_out();
    else check_in(argument[2], strcmp(argument[3], "parquet") == 0);
    duckdb.disconnect(&connection);
    duckdb.close(&database);
    return 0;
}
