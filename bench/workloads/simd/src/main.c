/* Vectors of 128 bits: sums of products of four floats, and a blur and a sum of differences over
   sixteen bytes at once. */
#include <string.h>
#include <wasm_simd128.h>

#include "workload.h"

enum { FLOATS = 4096, WIDTH = 256, HEIGHT = 64 };
static float signal[FLOATS + 16], taps[16], filtered[FLOATS];
static uint8_t image[HEIGHT][WIDTH], blurred[HEIGHT][WIDTH];

__attribute__((noinline)) static void filter(int32_t count) {
    for (int32_t i = 0; i < count; i += 4) {
        v128_t sum = wasm_f32x4_const_splat(0);
        for (int32_t j = 0; j < 16; j++)
            sum = wasm_f32x4_add(sum, wasm_f32x4_mul(wasm_v128_load(&signal[i + j]), wasm_v128_load32_splat(&taps[j])));
        CHECK(wasm_f32x4_extract_lane(sum, 0) < 1e30f);
        wasm_v128_store(&filtered[i], wasm_f32x4_max(sum, wasm_f32x4_const_splat(-4)));
    }
}

__attribute__((noinline)) static uint32_t blur(void) {
    v128_t difference = wasm_i32x4_const_splat(0);
    for (int32_t y = 1; y < HEIGHT - 1; y++)
        for (int32_t x = 0; x < WIDTH; x += 16) {
            v128_t here = wasm_v128_load(&image[y][x]);
            v128_t around = wasm_u8x16_avgr(wasm_v128_load(&image[y - 1][x]), wasm_v128_load(&image[y + 1][x]));
            v128_t mean = wasm_u8x16_avgr(here, around);
            wasm_v128_store(&blurred[y][x], mean);
            v128_t apart = wasm_v128_or(wasm_u8x16_sub_sat(here, mean), wasm_u8x16_sub_sat(mean, here));
            v128_t pairs = wasm_u16x8_extadd_pairwise_u8x16(apart);
            difference = wasm_i32x4_add(difference, wasm_u32x4_extadd_pairwise_u16x8(pairs));
        }
    return wasm_u32x4_extract_lane(difference, 0) + wasm_u32x4_extract_lane(difference, 1) +
           wasm_u32x4_extract_lane(difference, 2) + wasm_u32x4_extract_lane(difference, 3);
}

int64_t run(int32_t n) {
    uint32_t random = 3141592653u;
    for (int32_t i = 0; i < FLOATS + 16; i++) signal[i] = (float)(next_random(&random) % 2000) / 1000 - 1;
    for (int32_t i = 0; i < 16; i++) taps[i] = 1.0f / (float)(i + 1);
    for (int32_t y = 0; y < HEIGHT; y++)
        for (int32_t x = 0; x < WIDTH; x++) image[y][x] = (uint8_t)next_random(&random);
    uint64_t sum = 0;
    for (int32_t i = 0; i < n; i++) {
        filter(FLOATS);
        uint32_t bits;
        memcpy(&bits, &filtered[i % FLOATS], sizeof bits);
        signal[i % FLOATS] = filtered[(i * 7) % FLOATS] / 8;
        sum = mixed(mixed(sum, bits), blur());
        memcpy(image, blurred, sizeof image);
        image[i % HEIGHT][i % WIDTH] ^= 0x55;
    }
    return (int64_t)sum;
}
