/* The sieve of Eratosthenes over a megabyte: stores with a stride, then one pass of loads. */
#include <string.h>

#include "workload.h"

enum { LIMIT = 1 << 20 };
static uint8_t composite[LIMIT];

__attribute__((noinline)) static uint32_t primes(uint32_t limit) {
    CHECK(limit <= LIMIT);
    memset(composite, 0, limit);
    for (uint32_t i = 2; i * i < limit; i++)
        if (!composite[i])
            for (uint32_t j = i * i; j < limit; j += i) composite[j] = 1;
    uint32_t count = 0;
    for (uint32_t i = 2; i < limit; i++) count += !composite[i];
    return count;
}

int64_t run(int32_t n) {
    uint64_t sum = 0;
    for (int32_t i = 0; i < n; i++) sum = mixed(sum, primes(LIMIT - (uint32_t)i));
    return (int64_t)sum;
}
