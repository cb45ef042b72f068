/*
 * scry_decoder.h: x86-64 instructions reduced to what following a pointer needs. Zydis decodes; the result is a small
 * fixed struct, so that Swift neither sees Zydis' bit-fields nor walks its operand arrays.
 */
#ifndef SCRY_DECODER_H
#define SCRY_DECODER_H

#include <stddef.h>
#include <stdint.h>

/* What an instruction does to the values that it moves. */
enum scry_operation {
  SCRY_OP_OTHER, /* only `written` is known */
  SCRY_OP_NOP,
  SCRY_OP_MOVE,         /* operand 0 = operand 1, upper bits cleared (32-bit and vector forms too) */
  SCRY_OP_LEA,
  SCRY_OP_ADD,          /* operand 0 += operand 1 */
  SCRY_OP_SUB,
  SCRY_OP_AND,
  SCRY_OP_XOR,
  SCRY_OP_MULTIPLY,     /* operand 0 = operand 1 * operand 2 (the immediate), or 0 *= 1 */
  SCRY_OP_SHIFT_LEFT,
  SCRY_OP_EXTEND,       /* zero or sign extension of a narrower operand: constants only */
  SCRY_OP_COMPARE,
  SCRY_OP_TEST,
  SCRY_OP_CONDITIONAL_MOVE,
  SCRY_OP_EXCHANGE,
  SCRY_OP_PUSH,
  SCRY_OP_POP,
  SCRY_OP_LEAVE,
  SCRY_OP_CALL,
  SCRY_OP_JUMP,
  SCRY_OP_BRANCH,       /* conditional: falls through too */
  SCRY_OP_RETURN,
  SCRY_OP_STOP,         /* control does not continue: ud2, hlt, int3 */
  SCRY_OP_UNPACK_LOW,   /* upper lane of operand 0 = lower lane of operand 1 */
  SCRY_OP_LOAD_HIGH,    /* upper lane of operand 0 = 8 bytes at operand 1 */
  SCRY_OP_STORE_HIGH,   /* 8 bytes at operand 0 = upper lane of operand 1 */
  SCRY_OP_DIVIDE,       /* div, idiv: by operand 0 */
};

/* The conditions that tell a null pointer; all others are `SCRY_CONDITION_OTHER`. */
enum scry_condition { SCRY_CONDITION_OTHER, SCRY_CONDITION_EQUAL, SCRY_CONDITION_NOT_EQUAL };

enum scry_operand_kind {
  SCRY_OPERAND_NONE,
  SCRY_OPERAND_REGISTER,
  SCRY_OPERAND_MEMORY,
  SCRY_OPERAND_IMMEDIATE,
};

/* Registers by their DWARF numbers (System V x86-64 ABI, figure 3.36): 0 to 15 general, 17 to 32 vector. */
#define SCRY_REGISTER_NONE 255

struct scry_operand {
  int64_t value;     /* immediate (sign-extended), or displacement; absolute address when rip-relative */
  uint8_t kind;      /* enum scry_operand_kind */
  uint8_t size;      /* bytes */
  uint8_t reg;       /* of a register operand */
  uint8_t base;      /* of a memory operand */
  uint8_t index;
  uint8_t scale;
  uint8_t high_byte; /* ah, bh, ch, dh */
  uint8_t segment;   /* memory relative to fs or gs */
};

struct scry_instruction {
  uint64_t address;
  uint64_t target;   /* of a direct call, jump or branch; 0 when indirect */
  uint64_t written;  /* bit n: register n is changed, n as in scry_operand */
  uint8_t length;    /* bytes */
  uint8_t operation; /* enum scry_operation */
  uint8_t condition; /* enum scry_condition */
  uint8_t operands;  /* how many of `operand` are used */
  uint8_t stores;    /* the first operand is memory that is written */
  struct scry_operand operand[3];
};

/* Decodes the instruction at `bytes`, which stands at `address` of the module. Returns its length, 0 when the bytes are
 * no instruction. */
size_t scry_decode(const uint8_t *bytes, size_t count, uint64_t address,
                   struct scry_instruction *result);

#define SCRY_SEGMENT_FS 1
#define SCRY_SEGMENT_GS 2

/* A piece of memory that an instruction reads or writes. */
struct scry_access {
  int64_t displacement; /* absolute address when rip-relative */
  uint16_t size;        /* bytes */
  uint8_t base;         /* registers as in scry_operand */
  uint8_t index;
  uint8_t scale;
  uint8_t segment; /* SCRY_SEGMENT_FS, SCRY_SEGMENT_GS or 0 */
  uint8_t reads;
  uint8_t writes;
};

/* The memory that the instruction at `bytes` works on, that of push, call, ret and the string instructions included, at
 * most `room` pieces. Returns how many there are; 0 as well when the bytes are no instruction. */
size_t scry_decode_accesses(const uint8_t *bytes, size_t count, uint64_t address,
                            struct scry_access *accesses, size_t room);

#endif
