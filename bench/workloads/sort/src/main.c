/* Quicksort and heapsort of records with the order given as a function: calls through a table,
   comparisons that cannot be predicted. */
#include "workload.h"

enum { COUNT = 20000 };

struct record {
    uint32_t key;
    uint16_t group;
    uint16_t place;
};

typedef int order(const struct record *a, const struct record *b);

static int by_key(const struct record *a, const struct record *b) {
    return (a->key > b->key) - (a->key < b->key);
}

static int by_key_downwards(const struct record *a, const struct record *b) {
    return by_key(b, a);
}

static int by_group(const struct record *a, const struct record *b) {
    return a->group != b->group ? a->group - b->group : by_key(a, b);
}

/* Not constant, so that the calls stay calls through the table. */
static order *volatile orders[] = {by_key, by_key_downwards, by_group};
static struct record records[COUNT];

static void swap(struct record *a, struct record *b) {
    struct record other = *a;
    *a = *b;
    *b = other;
}

__attribute__((noinline)) static void quicksort(struct record *first, int32_t count, order *compare) {
    CHECK(count >= 0);
    while (count > 12) {
        swap(first, first + count / 2);
        int32_t low = 0, high = count;
        for (;;) {
            do low++;
            while (low < count && compare(first + low, first) < 0);
            do high--;
            while (compare(first + high, first) > 0);
            if (low >= high) break;
            swap(first + low, first + high);
        }
        swap(first, first + high);
        int32_t rest = count - high - 1;
        if (high < rest) {
            quicksort(first, high, compare);
            first += high + 1;
            count = rest;
        } else {
            quicksort(first + high + 1, rest, compare);
            count = high;
        }
    }
    for (int32_t i = 1; i < count; i++)
        for (int32_t j = i; j > 0 && compare(first + j - 1, first + j) > 0; j--)
            swap(first + j - 1, first + j);
}

static void sift(int32_t root, int32_t count, order *compare) {
    for (;;) {
        int32_t child = 2 * root + 1;
        if (child >= count) return;
        CHECK(child <= COUNT);
        if (child + 1 < count && compare(&records[child], &records[child + 1]) < 0) child++;
        if (compare(&records[root], &records[child]) >= 0) return;
        swap(&records[root], &records[child]);
        root = child;
    }
}

__attribute__((noinline)) static void heapsort(order *compare) {
    for (int32_t i = COUNT / 2; i-- > 0;) sift(i, COUNT, compare);
    for (int32_t i = COUNT; i-- > 1;) {
        swap(&records[0], &records[i]);
        sift(0, i, compare);
    }
}

int64_t run(int32_t n) {
    uint32_t random = 2463534242u;
    uint64_t sum = 0;
    for (int32_t i = 0; i < n; i++) {
        for (int32_t j = 0; j < COUNT; j++)
            records[j] = (struct record){next_random(&random), next_random(&random) % 100, (uint16_t)j};
        order *compare = orders[i % 3];
        if (i % 2)
            heapsort(compare);
        else
            quicksort(records, COUNT, compare);
        for (int32_t j = 1; j < COUNT; j++) CHECK(compare(&records[j - 1], &records[j]) <= 0);
        sum = mixed(sum, records[COUNT / 3].key ^ records[COUNT / 2].place);
    }
    return (int64_t)sum;
}
