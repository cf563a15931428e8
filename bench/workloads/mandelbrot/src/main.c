/* The Mandelbrot set over `n` by `n` points: a loop of double arithmetic in locals, no memory. */
#include "workload.h"

enum { DEPTH = 200 };

__attribute__((noinline)) static uint32_t escape(double re, double im) {
    CHECK(re < 10);
    double x = 0, y = 0;
    uint32_t turns = 0;
    while (turns < DEPTH) {
        double xx = x * x, yy = y * y;
        if (xx + yy > 4) break;
        y = 2 * x * y + im;
        x = xx - yy + re;
        turns++;
    }
    return turns;
}

int64_t run(int32_t n) {
    uint64_t sum = 0;
    for (int32_t i = 0; i < n; i++)
        for (int32_t j = 0; j < n; j++) sum = mixed(sum, escape(3.0 * i / n - 2.1, 2.4 * j / n - 1.2));
    return (int64_t)sum;
}
