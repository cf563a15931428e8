/* Five bodies that attract each other, in steps of equal length: double arithmetic with divisions
   and square roots on few memory cells. */
#include <string.h>

#include "workload.h"

enum { BODIES = 5 };

struct body {
    double position[3], velocity[3], mass;
};

static const struct body start[BODIES] = {
    {{0, 0, 0}, {0, 0, 0}, 40},
    {{4.8, -1.2, -0.1}, {0.6, 2.8, -0.02}, 0.04},
    {{8.3, 4.1, -0.4}, {-1.0, 1.8, 0.008}, 0.01},
    {{12.9, -15.1, -0.2}, {1.1, 0.9, -0.01}, 0.002},
    {{15.4, -25.9, 0.2}, {0.98, 0.6, -0.03}, 0.002},
};
static struct body bodies[BODIES];

__attribute__((noinline)) static void advance(double step) {
    for (int i = 0; i < BODIES; i++) {
        struct body *a = &bodies[i];
        for (int j = i + 1; j < BODIES; j++) {
            struct body *b = &bodies[j];
            double between[3], square = 0;
            for (int k = 0; k < 3; k++) {
                between[k] = a->position[k] - b->position[k];
                square += between[k] * between[k];
            }
            CHECK(square > 0);
            double force = step / (square * __builtin_sqrt(square));
            for (int k = 0; k < 3; k++) {
                a->velocity[k] -= between[k] * b->mass * force;
                b->velocity[k] += between[k] * a->mass * force;
            }
        }
    }
    for (int i = 0; i < BODIES; i++)
        for (int k = 0; k < 3; k++) bodies[i].position[k] += step * bodies[i].velocity[k];
}

int64_t run(int32_t n) {
    memcpy(bodies, start, sizeof bodies);
    for (int32_t i = 0; i < n; i++) advance(0.001);
    uint64_t sum = 0, bits;
    for (int i = 0; i < BODIES; i++) {
        memcpy(&bits, &bodies[i].position[0], sizeof bits);
        sum = mixed(sum, bits);
    }
    return (int64_t)sum;
}
