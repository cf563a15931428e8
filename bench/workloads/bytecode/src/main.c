/* An interpreter in the interpreter: a machine with a stack and a switch over its instructions, which
   finds the longest of the first `n` Collatz sequences. */
#include "workload.h"

enum instruction { PUSH, LOAD, STORE, ADD, MULTIPLY, AND, SHIFT, LESS, JUMP, JUMP_IF, CALL, RETURN, HALT };
enum variable { START, VALUE, LENGTH, LONGEST, LIMIT, VARIABLES };

/* An instruction is followed by its operand where it has one; a jump's counts from the program's start. */
static const int32_t program[] = {
    /*  0 */ PUSH, 1, STORE, START,
    /*  4 */ LOAD, LIMIT, LOAD, START, LESS, JUMP_IF, 35,
    /* 11 */ CALL, 36,
    /* 13 */ LOAD, LONGEST, LOAD, LENGTH, LESS, JUMP_IF, 22,
    /* 20 */ JUMP, 26,
    /* 22 */ LOAD, LENGTH, STORE, LONGEST,
    /* 26 */ LOAD, START, PUSH, 1, ADD, STORE, START, JUMP, 4,
    /* 35 */ HALT,
    /* The length of one sequence. */
    /* 36 */ LOAD, START, STORE, VALUE, PUSH, 1, STORE, LENGTH,
    /* 44 */ PUSH, 1, LOAD, VALUE, LESS, JUMP_IF, 52,
    /* 51 */ RETURN,
    /* 52 */ LOAD, LENGTH, PUSH, 1, ADD, STORE, LENGTH,
    /* 59 */ LOAD, VALUE, PUSH, 1, AND, JUMP_IF, 71,
    /* 66 */ LOAD, VALUE, SHIFT, JUMP, 79,
    /* 71 */ LOAD, VALUE, PUSH, 3, MULTIPLY, PUSH, 1, ADD,
    /* 79 */ STORE, VALUE, JUMP, 44,
};

enum { DEPTH = 64 };
static uint64_t stack[DEPTH];
static uint64_t variables[VARIABLES];

__attribute__((noinline)) static uint64_t interpret(const int32_t *code, uint64_t *executed) {
    const int32_t *pc = code, *returns[DEPTH];
    uint64_t *sp = stack, count = 0;
    int calls = 0;
    for (;; count++) {
        switch (*pc++) {
            case PUSH: *sp++ = (uint64_t)*pc++; break;
            case LOAD: *sp++ = variables[*pc++]; break;
            case STORE: variables[*pc++] = *--sp; break;
            case ADD: sp--, sp[-1] += *sp; break;
            case MULTIPLY: sp--, sp[-1] *= *sp; break;
            case AND: sp--, sp[-1] &= *sp; break;
            case SHIFT: sp[-1] >>= 1; break;
            case LESS: sp--, sp[-1] = sp[-1] < *sp; break;
            case JUMP: pc = code + *pc; break;
            case JUMP_IF: pc = *--sp ? code + *pc : pc + 1; break;
            case CALL:
                CHECK(calls < DEPTH);
                returns[calls++] = pc + 1;
                pc = code + *pc;
                break;
            case RETURN: pc = returns[--calls]; break;
            case HALT: *executed = count; return variables[LONGEST];
            default: CHECK(0);
        }
    }
}

int64_t run(int32_t n) {
    uint64_t executed;
    variables[LONGEST] = 0;
    variables[LIMIT] = (uint64_t)n;
    uint64_t longest = interpret(program, &executed);
    return (int64_t)mixed(longest, executed);
}
