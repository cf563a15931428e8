/* Fibonacci numbers by two recursive calls: nothing but calls, returns and one comparison.
   Built without making loops of calls. */
#include "workload.h"

__attribute__((noinline)) static uint32_t fib(uint32_t n) {
    CHECK(n <= 90);
    if (n < 2) return n;
    return fib(n - 1) + fib(n - 2);
}

int64_t run(int32_t n) {
    return fib((uint32_t)n);
}
