/* The product of matrices of double: three nested loops of loads, one multiplication, one addition. */
#include <string.h>

#include "workload.h"

enum { SIZE = 96 };
static double left[SIZE][SIZE], right[SIZE][SIZE], product[SIZE][SIZE];

__attribute__((noinline)) static void multiply(int32_t size) {
    for (int32_t i = 0; i < size; i++)
        for (int32_t j = 0; j < size; j++) {
            double sum = 0;
            for (int32_t k = 0; k < size; k++) sum += left[i][k] * right[k][j];
            CHECK(sum < 1e300);
            product[i][j] = sum;
        }
}

int64_t run(int32_t n) {
    for (int32_t i = 0; i < SIZE; i++)
        for (int32_t j = 0; j < SIZE; j++) {
            left[i][j] = (i * 7 + j * 3) % 11 - 5;
            right[i][j] = 1.0 / (i + j + 1);
        }
    uint64_t sum = 0;
    for (int32_t i = 0; i < n; i++) {
        multiply(SIZE);
        left[i % SIZE][0] = product[i % SIZE][i % SIZE];
        uint64_t bits;
        memcpy(&bits, &product[i % SIZE][SIZE - 1], sizeof bits);
        sum = mixed(sum, bits);
    }
    return (int64_t)sum;
}
