/* SQLite as published, with a database in memory: a parser, a planner, a large switch over
   instructions, B-trees, sorting, text and number conversions. */
#include <string.h>

#include "sqlite3.h"
#include "workload.h"

/* A database in memory asks the operating system for nothing but random numbers and the time, which
   are the same in each run. */
static int fill(sqlite3_vfs *vfs, int count, char *bytes) {
    (void)vfs;
    memset(bytes, 7, (size_t)count);
    return count;
}

static int no_sleep(sqlite3_vfs *vfs, int microseconds) {
    (void)vfs;
    return microseconds;
}

static int midnight(sqlite3_vfs *vfs, double *julian_day) {
    (void)vfs;
    *julian_day = 2460676.5;
    return SQLITE_OK;
}

static int no_file(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *flags_given) {
    (void)vfs, (void)name, (void)file, (void)flags, (void)flags_given;
    return SQLITE_CANTOPEN;
}

static int same_path(sqlite3_vfs *vfs, const char *name, int size, char *path) {
    (void)vfs;
    strncpy(path, name, (size_t)size);
    return SQLITE_OK;
}

static sqlite3_vfs nothing = {
    .iVersion = 1,
    .szOsFile = sizeof(sqlite3_file),
    .mxPathname = 64,
    .zName = "nothing",
    .xOpen = no_file,
    .xFullPathname = same_path,
    .xRandomness = fill,
    .xSleep = no_sleep,
    .xCurrentTime = midnight,
};

int sqlite3_os_init(void) {
    return sqlite3_vfs_register(&nothing, 1);
}

int sqlite3_os_end(void) {
    return SQLITE_OK;
}

static const char tables[] =
    "CREATE TABLE author(id INTEGER PRIMARY KEY, name TEXT UNIQUE);"
    "CREATE TABLE book(id INTEGER PRIMARY KEY, author INTEGER, title TEXT, cents INTEGER, weight REAL);"
    "CREATE INDEX book_author ON book(author, cents);"
    "WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < 40)"
    "  INSERT INTO author SELECT n, printf('%c author %03d', 65 + n * 7 % 26, n * 37 % 101) FROM i;"
    "WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < 800)"
    "  INSERT INTO book SELECT n, n * 13 % 40 + 1, 'volume ' || (n * 7919 % 1000), n * 31 % 5000, n / 3.0 FROM i;";

static const char queries[] =
    "SELECT name, count(*), sum(cents), round(avg(weight), 2) FROM author JOIN book ON author = author.id"
    "  GROUP BY author ORDER BY 3 DESC, name;"
    "SELECT upper(substr(title, 1, 8)) AS t, max(cents) FROM book WHERE title LIKE '%e 1%' GROUP BY t ORDER BY t;"
    "SELECT count(*) FROM book AS a JOIN book AS b ON a.cents = b.cents + 1;"
    "UPDATE book SET cents = cents + 1, title = title || '.' WHERE id % 3 = 0;"
    "DELETE FROM book WHERE id % 50 = 7;"
    "SELECT sum(length(title)), group_concat(id) FROM (SELECT * FROM book ORDER BY title, id LIMIT 40);";

static int add_row(void *context, int columns, char **values, char **names) {
    uint64_t *sum = context;
    (void)names;
    for (int i = 0; i < columns; i++)
        for (const char *c = values[i]; c && *c; c++) *sum = *sum * 31 + (uint8_t)*c;
    return 0;
}

int64_t run(int32_t n) {
    uint64_t sum = 0;
    for (int32_t i = 0; i < n; i++) {
        sqlite3 *database;
        CHECK(sqlite3_open(":memory:", &database) == SQLITE_OK);
        CHECK(sqlite3_exec(database, tables, NULL, NULL, NULL) == SQLITE_OK);
        CHECK(sqlite3_exec(database, queries, add_row, &sum, NULL) == SQLITE_OK);
        CHECK(sqlite3_close(database) == SQLITE_OK);
    }
    return (int64_t)sum;
}
