/* What small controllers do, in equal parts: a linked list that is searched, reversed and sorted, a
   matrix of integers, a state machine over text, and a checksum over it all. */
#include "workload.h"

static uint16_t crc16(uint16_t crc, uint32_t value) {
    for (int i = 0; i < 32; i++) {
        uint32_t odd = (crc ^ value) & 1;
        crc >>= 1;
        value >>= 1;
        if (odd) crc ^= 0xa001;
    }
    return crc;
}

enum { NODES = 250, SIZE = 16, TEXT = 600 };

struct node {
    struct node *next;
    int16_t key, value;
};
static struct node nodes[NODES];

static struct node *merged(struct node *a, struct node *b) {
    struct node head, *last = &head;
    while (a && b) {
        struct node **least = a->key <= b->key ? &a : &b;
        last = last->next = *least;
        *least = (*least)->next;
    }
    last->next = a ? a : b;
    return head.next;
}

__attribute__((noinline)) static struct node *sorted(struct node *list) {
    if (!list || !list->next) return list;
    struct node *middle = list;
    for (struct node *end = list->next; end && end->next; end = end->next->next) middle = middle->next;
    struct node *half = middle->next;
    middle->next = 0;
    return merged(sorted(list), sorted(half));
}

__attribute__((noinline)) static const struct node *found(const struct node *list, int16_t key) {
    while (list && list->key != key) list = list->next;
    return list;
}

__attribute__((noinline)) static uint16_t work_on_list(uint32_t *random, uint16_t crc) {
    struct node *list = 0;
    for (int i = 0; i < NODES; i++) {
        nodes[i] = (struct node){list, (int16_t)(next_random(random) % 512), (int16_t)i};
        list = &nodes[i];
    }
    for (int i = 0; i < 20; i++) {
        const struct node *node = found(list, (int16_t)(next_random(random) % 512));
        crc = crc16(crc, node ? (uint32_t)node->value : 0xffff);
    }
    list = sorted(list);
    struct node *reversed = 0;
    while (list) {
        struct node *next = list->next;
        list->next = reversed;
        reversed = list;
        list = next;
    }
    for (const struct node *node = reversed; node->next; node = node->next) CHECK(node->key >= node->next->key);
    return crc16(crc, (uint32_t)reversed->key << 16 | (uint16_t)reversed->value);
}

static int16_t factor[SIZE][SIZE], other_factor[SIZE][SIZE];
static int32_t product[SIZE][SIZE];

__attribute__((noinline)) static uint16_t work_on_matrix(uint32_t *random, uint16_t crc) {
    for (int i = 0; i < SIZE; i++)
        for (int j = 0; j < SIZE; j++) {
            factor[i][j] = (int16_t)next_random(random);
            other_factor[i][j] = (int16_t)(factor[i][j] >> 3);
        }
    for (int i = 0; i < SIZE; i++)
        for (int j = 0; j < SIZE; j++) {
            int32_t sum = 0;
            for (int k = 0; k < SIZE; k++) {
                int32_t one = factor[i][k] * (other_factor[k][j] & 0xff);
                sum += (one >> 2 & 0xf) * (one >> 5 & 0x7f);
            }
            CHECK(other_factor[i][j] == factor[i][j] >> 3);
            product[i][j] = sum;
        }
    for (int i = 0; i < SIZE; i++) crc = crc16(crc, (uint32_t)product[i][SIZE - 1 - i]);
    return crc;
}

enum state { START, SIGN, INTEGER, POINT, FRACTION, EXPONENT, EXPONENT_SIGN, SCIENTIFIC, INVALID, STATES };

static enum state after(enum state state, char c) {
    int digit = c >= '0' && c <= '9';
    switch (state) {
        case START:
            if (digit) return INTEGER;
            return c == '+' || c == '-' ? SIGN : c == '.' ? POINT : INVALID;
        case SIGN: return digit ? INTEGER : c == '.' ? POINT : INVALID;
        case INTEGER:
            if (digit) return INTEGER;
            return c == '.' ? FRACTION : c == 'e' ? EXPONENT : INVALID;
        case POINT: return digit ? FRACTION : INVALID;
        case FRACTION:
            if (digit) return FRACTION;
            return c == 'e' ? EXPONENT : INVALID;
        case EXPONENT:
            if (digit) return SCIENTIFIC;
            return c == '+' || c == '-' ? EXPONENT_SIGN : INVALID;
        case EXPONENT_SIGN:
        case SCIENTIFIC: return digit ? SCIENTIFIC : INVALID;
        default: return INVALID;
    }
}

static char text[TEXT];

__attribute__((noinline)) static uint16_t work_on_text(uint32_t *random, uint16_t crc) {
    static const char alphabet[] = "0123456789012345678901234567,,,,..ee+-x";
    for (int i = 0; i < TEXT; i++) text[i] = alphabet[next_random(random) % (sizeof alphabet - 1)];
    uint32_t ended[STATES] = {0}, passed[STATES] = {0};
    enum state state = START;
    for (int i = 0; i < TEXT; i++) {
        if (text[i] == ',') {
            ended[state]++;
            state = START;
        } else {
            state = after(state, text[i]);
            passed[state]++;
        }
    }
    for (int i = 0; i < STATES; i++) crc = crc16(crc, ended[i] << 16 | passed[i]);
    return crc;
}

int64_t run(int32_t n) {
    uint32_t random = 88172645;
    uint16_t crc = 0;
    uint64_t sum = 0;
    for (int32_t i = 0; i < n; i++) {
        crc = work_on_list(&random, crc);
        crc = work_on_matrix(&random, crc);
        crc = work_on_text(&random, crc);
        sum = mixed(sum, crc);
    }
    return (int64_t)sum;
}
