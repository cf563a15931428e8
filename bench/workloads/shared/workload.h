/* What every workload in C exports. */
#ifndef WORKLOAD_H
#define WORKLOAD_H

#include <stdint.h>

/* The measured function: `n` sets how much work it does, the result is a checksum of it. */
__attribute__((export_name("run"))) int64_t run(int32_t n);

/* Nobody calls this: a breakpoint in it must cost nothing elsewhere. */
__attribute__((export_name("never_called"))) int32_t never_called(int32_t n) {
    int32_t sum = 0;
    for (int32_t i = 0; i < n; i++) sum = sum * 31 + i;
    return sum;
}

/* Holds in every correct run. Where it does not, the program traps, so that each function that
   checks something has an instruction which is never reached: a breakpoint goes there. */
#define CHECK(condition) \
    do { \
        if (!(condition)) __builtin_trap(); \
    } while (0)

/* Mixes a number into a checksum. */
static inline uint64_t mixed(uint64_t sum, uint64_t value) {
    sum ^= value + 0x9e3779b97f4a7c15u + (sum << 6) + (sum >> 2);
    return sum;
}

/* The next of a sequence of pseudo-random numbers (xorshift). */
static inline uint32_t next_random(uint32_t *state) {
    uint32_t x = *state;
    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    return *state = x;
}

#endif
