/* Calls with several arguments: Ackermann's function, Takeuchi's function, and one with eight
   arguments of four types. Built without making loops of calls. */
#include "workload.h"

__attribute__((noinline)) static uint32_t ackermann(uint32_t m, uint32_t n) {
    CHECK(m < 4);
    if (m == 0) return n + 1;
    if (n == 0) return ackermann(m - 1, 1);
    return ackermann(m - 1, ackermann(m, n - 1));
}

__attribute__((noinline)) static int32_t takeuchi(int32_t x, int32_t y, int32_t z) {
    CHECK(x < 1000);
    if (y >= x) return z;
    return takeuchi(takeuchi(x - 1, y, z), takeuchi(y - 1, z, x), takeuchi(z - 1, x, y));
}

__attribute__((noinline)) static double many(int32_t a, int64_t b, double c, float d, int32_t e,
                                             int64_t f, double g, int32_t depth) {
    CHECK(depth >= 0);
    if (depth == 0) return a + (double)b * c + d + e - (double)f + g;
    return many(e, f + 1, g, d + 1, a, b, c + 0.5, depth - 1) + many(a, b, c, d, e, f, g, depth - 1);
}

int64_t run(int32_t n) {
    uint64_t sum = 0;
    for (int32_t i = 0; i < n; i++) {
        sum = mixed(sum, ackermann(2 + (n < 0), 80 + i % 3));
        sum = mixed(sum, (uint64_t)takeuchi(16 + i % 2, 10, 5));
        sum = mixed(sum, (uint64_t)many(i, 2, 3.25, 4.5f, 5, 6, 7.75, 13));
    }
    return (int64_t)sum;
}
