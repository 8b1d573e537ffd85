/* Files that are no plain files: pipes that end early or hardly ever, devices, closed doors. */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "refusal.h"

enum { MIB = 1 << 20, LONG_LINE_MIB = 2048 };

/* A pipe into which another process writes: `bytes`, then so many MiB of one letter. */
struct stream {
    char path[40];
    int end;
    pid_t writer;
};

static void write_all(int to, const char *bytes, size_t size, int mebibytes)
{
    static char letters[MIB];
    memset(letters, 'x', sizeof letters);
    if (write(to, bytes, size) != (ssize_t)size) _exit(1);
    for (ssize_t done; mebibytes > 0; mebibytes--)
        for (size_t at = 0; at < sizeof letters; at += (size_t)done)
            if ((done = write(to, letters + at, sizeof letters - at)) <= 0) _exit(1);
    _exit(0);
}

/* 1 with the end to write to in the process that writes, 0 in the one that reads. */
static int fork_writer(struct stream *s, int *to)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    s->writer = fork();
    assert_true(s->writer >= 0);
    close(ends[s->writer == 0 ? 0 : 1]);
    *to = ends[1];
    s->end = ends[0];
    snprintf(s->path, sizeof s->path, "/dev/fd/%d", s->end);
    return s->writer == 0;
}

static void open_stream(struct stream *s, const char *bytes, int mebibytes)
{
    int to;
    if (fork_writer(s, &to)) write_all(to, bytes, strlen(bytes), mebibytes);
}

/* Five cycles of so many rows in all, with `more` columns that nobody knows. */
static void open_rows(struct stream *s, int rows, int more)
{
    int to;
    if (!fork_writer(s, &to)) return;
    FILE *file = fdopen(to, "w");
    fprintf(file, "test_time_second,current_ampere,voltage_volt,cycle_count");
    for (int c = 0; c < more; c++) fprintf(file, ",Aux %d", c);
    for (int i = 0; i < rows; i++) {
        int cycle = 5 * i / rows, up = 10 * i / rows % 2 == 0;
        fprintf(file, "\n%d,%d,%d.5,%d", i, up ? 1 : -1, up ? 4 : 3, cycle);
        for (int c = 0; c < more; c++) fprintf(file, ",%d", i % 1000);
    }
    _exit(fclose(file) != 0);
}

/* Whether the writer could write all. */
static int close_stream(struct stream *s)
{
    int how;
    close(s->end);
    assert_true(waitpid(s->writer, &how, 0) == s->writer);
    return WIFEXITED(how) && WEXITSTATUS(how) == 0;
}

static int32_t read_path(lmb_dataset *dataset, const char *path)
{
    return lmb_dataset_read_files(dataset, &path, 1);
}

static void check_path(const char *path, int32_t expected, const char *words)
{
    lmb_dataset *dataset = new_dataset();
    int32_t status = read_path(dataset, path);
    const char *message = lmb_dataset_message(dataset);
    describe("%s: %s", path, message);
    assert_int_equal(status, expected);
    assert_null(strchr(message, '\n'));
    if (!strstr(message, words)) fail_msg("'%s' does not say '%s'", message, words);
    check_untouched(dataset);
    lmb_dataset_free(dataset);
}

static void a_pipe_is_a_file(void **state)
{
    (void)state;
    struct stream s;
    lmb_dataset *dataset = new_dataset();
    open_stream(&s, HEAD ROWS, 0);
    assert_ok(read_path(dataset, s.path));
    assert_true(close_stream(&s));
    assert_int_equal(lmb_dataset_cycles(dataset), 1);
    lmb_dataset_free(dataset);
}

static void a_named_pipe_is_a_file(void **state)
{
    (void)state;
    char folder[] = "/tmp/lmb-pipe-XXXXXX", path[64];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/fifo", folder);
    assert_int_equal(mkfifo(path, 0600), 0);
    pid_t writer = fork();
    assert_true(writer >= 0);
    if (writer == 0) {
        FILE *to = fopen(path, "w");
        if (to) fputs(HEAD ROWS, to), fclose(to);
        _exit(!to);
    }
    lmb_dataset *dataset = new_dataset();
    assert_ok(read_path(dataset, path));
    assert_int_equal(lmb_dataset_cycles(dataset), 1);
    lmb_dataset_free(dataset);
    assert_true(waitpid(writer, NULL, 0) == writer);
    assert_int_equal(unlink(path) | rmdir(folder), 0);
}

static int says(const lmb_dataset *dataset, const char *words)
{
    const char *topic, *text;
    for (int i = 0; lmb_dataset_remark(dataset, i, &topic, &text) == LMB_OK; i++)
        if (strstr(text, words)) return 1;
    return 0;
}

/* The writer is gone within a line: the line is dropped and told; within the heading nothing is
 * left to read. */
static void a_pipe_may_end_early(void **state)
{
    (void)state;
    struct stream s;
    lmb_dataset *dataset = new_dataset();
    open_stream(&s, HEAD ROWS "9000,2,3,1", 0);
    assert_ok(read_path(dataset, s.path));
    close_stream(&s);
    assert_int_equal(lmb_dataset_cycles(dataset), 1);
    assert_true(says(dataset, "cut short"));
    lmb_dataset_free(dataset);
    open_stream(&s, "Test_Time(s),Cur", 0);
    check_path(s.path, LMB_ERROR_FORMAT, s.path);
    close_stream(&s);
    open_stream(&s, "", 0);
    check_path(s.path, LMB_ERROR_FORMAT, "empty");
    close_stream(&s);
}

static void nothing_comes_of_the_null_device(void **state)
{
    (void)state;
    check_path("/dev/null", LMB_ERROR_FORMAT, "empty");
}

static void a_closed_door_is_told(void **state)
{
    (void)state;
    if (geteuid() == 0) {
        print_message("# root may read every file\n");
        skip();
    }
    char path[] = "/tmp/lmb-closed-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(fchmod(file, 0), 0);
    close(file);
    check_path(path, LMB_ERROR_FILE, "cannot be opened: permission denied");
    unlink(path);
}

/* What a reader holds at most, by the allocator that it was given. */
struct peak {
    struct counter counter;
    int64_t most;
};

static void *peak_allocate(void *user, void *block, uint64_t size)
{
    struct peak *p = user;
    void *made = counting_allocate(&p->counter, block, size);
    if (p->counter.bytes > p->most) p->most = p->counter.bytes;
    return made;
}

/* 2 GB without a line end: refused at the limit, long before the writer is done. */
static void a_line_of_gigabytes_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *before, *words;
        int32_t status;
    } of[] = {{"", "no line of headings", LMB_ERROR_FORMAT},
              {HEAD ROWS, "longer than the limit of 1048576 bytes", LMB_ERROR_LIMIT}};
    for (int i = 0; i < 2; i++) {
        struct peak peak = {0};
        struct stream s;
        lmb_dataset *dataset = NULL;
        assert_ok(lmb_dataset_new(peak_allocate, &peak, &dataset));
        open_stream(&s, of[i].before, LONG_LINE_MIB);
        int32_t status = read_path(dataset, s.path);
        describe("%s", lmb_dataset_message(dataset));
        assert_int_equal(status, of[i].status);
        assert_non_null(strstr(lmb_dataset_message(dataset), of[i].words));
        assert_false(close_stream(&s));
        assert_true(peak.most < 8 * MIB);
        check_untouched(dataset);
        lmb_dataset_free(dataset);
        assert_int_equal(peak.counter.blocks, 0);
    }
}

static int64_t most_for(int rows, int more)
{
    struct peak peak = {0};
    struct stream s;
    lmb_dataset *dataset = NULL;
    assert_ok(lmb_dataset_new(peak_allocate, &peak, &dataset));
    open_rows(&s, rows, more);
    assert_ok(read_path(dataset, s.path));
    assert_true(close_stream(&s));
    assert_int_equal(lmb_dataset_cycles(dataset), 5);
    lmb_dataset_free(dataset);
    assert_int_equal(peak.counter.blocks, 0);
    return peak.most;
}

/* 2 and 20 MB, of 4 and of 500 columns. */
static void memory_does_not_grow_with_rows(void **state)
{
    (void)state;
    int64_t narrow = most_for(100000, 0), wide = most_for(1000, 496);
    printf("# %d kB, of a wide file %d kB\n", (int)(narrow / 1000), (int)(wide / 1000));
    assert_int_equal(most_for(1000000, 0), narrow);
    assert_int_equal(most_for(10000, 496), wide);
    assert_true(narrow < 2 * MIB && wide < 2 * MIB);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pipe_is_a_file),
        cmocka_unit_test(a_named_pipe_is_a_file),
        cmocka_unit_test(a_pipe_may_end_early),
        cmocka_unit_test(nothing_comes_of_the_null_device),
        cmocka_unit_test(a_closed_door_is_told),
        cmocka_unit_test(a_line_of_gigabytes_is_refused),
        cmocka_unit_test(memory_does_not_grow_with_rows),
    };
    return cmocka_run_group_tests_name("pipes", tests, NULL, NULL);
}
