/* Reduces Zydis' decoded instructions to scry_instruction. */
#include "scry_decoder.h"

#include <Zydis/Zydis.h>
#include <string.h>

/* Zydis numbers the registers of a class in the order of their encoding; DWARF has its own. */
static const uint8_t dwarf_numbers[16] = {0, 2, 1, 3, 7, 6, 4, 5, 8, 9, 10, 11, 12, 13, 14, 15};

static uint8_t register_number(ZydisRegister reg) {
  ZydisRegister full = ZydisRegisterGetLargestEnclosing(ZYDIS_MACHINE_MODE_LONG_64, reg);
  if (full >= ZYDIS_REGISTER_RAX && full <= ZYDIS_REGISTER_R15)
    return dwarf_numbers[full - ZYDIS_REGISTER_RAX];
  /* The largest vector registers that enclose xmm0 to xmm15 are zmm0 to zmm15. */
  if (full >= ZYDIS_REGISTER_ZMM0 && full <= ZYDIS_REGISTER_ZMM15)
    return (uint8_t)(17 + (full - ZYDIS_REGISTER_ZMM0));
  return SCRY_REGISTER_NONE;
}

static int is_high_byte(ZydisRegister reg) {
  return reg >= ZYDIS_REGISTER_AH && reg <= ZYDIS_REGISTER_BH;
}

static void set_memory(const ZydisDecodedOperand *from, const struct scry_instruction *at,
                       struct scry_operand *to) {
  to->kind = SCRY_OPERAND_MEMORY;
  to->base = register_number(from->mem.base);
  to->index = register_number(from->mem.index);
  to->scale = from->mem.scale;
  to->segment = from->mem.segment == ZYDIS_REGISTER_FS || from->mem.segment == ZYDIS_REGISTER_GS;
  to->value = from->mem.disp.has_displacement ? from->mem.disp.value : 0;
  if (from->mem.base == ZYDIS_REGISTER_RIP) {
    to->base = SCRY_REGISTER_NONE;
    to->value = (int64_t)(at->address + at->length + (uint64_t)to->value);
  }
}

static void set_operand(const ZydisDecodedOperand *from, const struct scry_instruction *at,
                        struct scry_operand *to) {
  to->size = (uint8_t)(from->size / 8);
  to->reg = to->base = to->index = SCRY_REGISTER_NONE;
  switch (from->type) {
  case ZYDIS_OPERAND_TYPE_REGISTER:
    to->kind = SCRY_OPERAND_REGISTER;
    to->reg = register_number(from->reg.value);
    to->high_byte = (uint8_t)is_high_byte(from->reg.value);
    break;
  case ZYDIS_OPERAND_TYPE_MEMORY:
    set_memory(from, at, to);
    break;
  case ZYDIS_OPERAND_TYPE_IMMEDIATE:
    to->kind = SCRY_OPERAND_IMMEDIATE;
    to->value = from->imm.value.s;
    break;
  default:
    break;
  }
}

static enum scry_condition condition_of(ZydisMnemonic mnemonic) {
  switch (mnemonic) {
  case ZYDIS_MNEMONIC_JZ:
  case ZYDIS_MNEMONIC_CMOVZ:
    return SCRY_CONDITION_EQUAL;
  case ZYDIS_MNEMONIC_JNZ:
  case ZYDIS_MNEMONIC_CMOVNZ:
    return SCRY_CONDITION_NOT_EQUAL;
  default:
    return SCRY_CONDITION_OTHER;
  }
}

static enum scry_operation vector_operation(ZydisMnemonic mnemonic, int stores) {
  switch (mnemonic) {
  case ZYDIS_MNEMONIC_MOVQ:
  case ZYDIS_MNEMONIC_VMOVQ:
  case ZYDIS_MNEMONIC_MOVD:
  case ZYDIS_MNEMONIC_VMOVD:
  case ZYDIS_MNEMONIC_MOVAPS:
  case ZYDIS_MNEMONIC_MOVUPS:
  case ZYDIS_MNEMONIC_MOVAPD:
  case ZYDIS_MNEMONIC_MOVUPD:
  case ZYDIS_MNEMONIC_MOVDQA:
  case ZYDIS_MNEMONIC_MOVDQU:
  case ZYDIS_MNEMONIC_VMOVAPS:
  case ZYDIS_MNEMONIC_VMOVUPS:
  case ZYDIS_MNEMONIC_VMOVAPD:
  case ZYDIS_MNEMONIC_VMOVUPD:
  case ZYDIS_MNEMONIC_VMOVDQA:
  case ZYDIS_MNEMONIC_VMOVDQU:
    return SCRY_OP_MOVE;
  case ZYDIS_MNEMONIC_PUNPCKLQDQ:
  case ZYDIS_MNEMONIC_UNPCKLPD:
  case ZYDIS_MNEMONIC_MOVLHPS:
    return SCRY_OP_UNPACK_LOW;
  case ZYDIS_MNEMONIC_MOVHPS:
  case ZYDIS_MNEMONIC_MOVHPD:
    return stores ? SCRY_OP_STORE_HIGH : SCRY_OP_LOAD_HIGH;
  default:
    return SCRY_OP_OTHER;
  }
}

static enum scry_operation control_operation(const ZydisDecodedInstruction *decoded) {
  switch (decoded->meta.category) {
  case ZYDIS_CATEGORY_CALL:
    return SCRY_OP_CALL;
  case ZYDIS_CATEGORY_RET:
    return SCRY_OP_RETURN;
  case ZYDIS_CATEGORY_UNCOND_BR:
    return SCRY_OP_JUMP;
  case ZYDIS_CATEGORY_COND_BR:
    return SCRY_OP_BRANCH;
  case ZYDIS_CATEGORY_CMOV:
    return SCRY_OP_CONDITIONAL_MOVE;
  case ZYDIS_CATEGORY_NOP:
  case ZYDIS_CATEGORY_WIDENOP:
    return SCRY_OP_NOP;
  default:
    return SCRY_OP_OTHER;
  }
}

static enum scry_operation operation_of(const ZydisDecodedInstruction *decoded, int stores) {
  switch (decoded->mnemonic) {
  case ZYDIS_MNEMONIC_MOV: return SCRY_OP_MOVE;
  case ZYDIS_MNEMONIC_LEA: return SCRY_OP_LEA;
  case ZYDIS_MNEMONIC_ADD: return SCRY_OP_ADD;
  case ZYDIS_MNEMONIC_SUB: return SCRY_OP_SUB;
  case ZYDIS_MNEMONIC_AND: return SCRY_OP_AND;
  case ZYDIS_MNEMONIC_XOR:
  case ZYDIS_MNEMONIC_PXOR:
  case ZYDIS_MNEMONIC_XORPS: return SCRY_OP_XOR;
  case ZYDIS_MNEMONIC_IMUL: return SCRY_OP_MULTIPLY;
  case ZYDIS_MNEMONIC_SHL: return SCRY_OP_SHIFT_LEFT;
  case ZYDIS_MNEMONIC_MOVZX:
  case ZYDIS_MNEMONIC_MOVSX:
  case ZYDIS_MNEMONIC_MOVSXD:
  case ZYDIS_MNEMONIC_CDQE: return SCRY_OP_EXTEND;
  case ZYDIS_MNEMONIC_CMP: return SCRY_OP_COMPARE;
  case ZYDIS_MNEMONIC_TEST: return SCRY_OP_TEST;
  case ZYDIS_MNEMONIC_XCHG: return SCRY_OP_EXCHANGE;
  case ZYDIS_MNEMONIC_PUSH: return SCRY_OP_PUSH;
  case ZYDIS_MNEMONIC_POP: return SCRY_OP_POP;
  case ZYDIS_MNEMONIC_LEAVE: return SCRY_OP_LEAVE;
  case ZYDIS_MNEMONIC_DIV:
  case ZYDIS_MNEMONIC_IDIV: return SCRY_OP_DIVIDE;
  case ZYDIS_MNEMONIC_UD0:
  case ZYDIS_MNEMONIC_UD1:
  case ZYDIS_MNEMONIC_UD2:
  case ZYDIS_MNEMONIC_HLT:
  case ZYDIS_MNEMONIC_INT3: return SCRY_OP_STOP;
  case ZYDIS_MNEMONIC_ENDBR64: return SCRY_OP_NOP;
  default: break;
  }
  enum scry_operation control = control_operation(decoded);
  return control != SCRY_OP_OTHER ? control : vector_operation(decoded->mnemonic, stores);
}

static uint64_t written_registers(const ZydisDecodedOperand *operands, size_t count) {
  uint64_t written = 0;
  for (size_t i = 0; i < count; i++) {
    if (operands[i].type != ZYDIS_OPERAND_TYPE_REGISTER ||
        !(operands[i].actions & ZYDIS_OPERAND_ACTION_MASK_WRITE))
      continue;
    uint8_t number = register_number(operands[i].reg.value);
    if (number != SCRY_REGISTER_NONE)
      written |= (uint64_t)1 << number;
  }
  return written;
}

static void set_target(const ZydisDecodedOperand *operand, struct scry_instruction *result) {
  if (operand->type == ZYDIS_OPERAND_TYPE_IMMEDIATE && operand->imm.is_relative)
    result->target = result->address + result->length + (uint64_t)operand->imm.value.s;
}

/* 0 when the bytes are no instruction. */
static int decode(const uint8_t *bytes, size_t count, ZydisDecodedInstruction *decoded,
                  ZydisDecodedOperand *operands) {
  ZydisDecoder decoder;
  return ZYAN_SUCCESS(
             ZydisDecoderInit(&decoder, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64)) &&
         ZYAN_SUCCESS(ZydisDecoderDecodeFull(&decoder, bytes, count, decoded, operands));
}

size_t scry_decode(const uint8_t *bytes, size_t count, uint64_t address,
                   struct scry_instruction *result) {
  ZydisDecodedInstruction decoded;
  ZydisDecodedOperand operands[ZYDIS_MAX_OPERAND_COUNT];
  memset(result, 0, sizeof *result);
  if (!decode(bytes, count, &decoded, operands))
    return 0;
  result->address = address;
  result->length = decoded.length;
  size_t visible = decoded.operand_count_visible;
  int stores = visible > 0 && operands[0].type == ZYDIS_OPERAND_TYPE_MEMORY &&
               (operands[0].actions & ZYDIS_OPERAND_ACTION_MASK_WRITE);
  result->stores = (uint8_t)stores;
  result->operation = (uint8_t)operation_of(&decoded, stores);
  result->condition = (uint8_t)condition_of(decoded.mnemonic);
  result->written = written_registers(operands, decoded.operand_count);
  result->operands = (uint8_t)(visible < 3 ? visible : 3);
  for (size_t i = 0; i < result->operands; i++)
    set_operand(&operands[i], result, &result->operand[i]);
  if (result->operation >= SCRY_OP_CALL && result->operation <= SCRY_OP_BRANCH)
    set_target(&operands[0], result);
  return decoded.length;
}

static uint8_t segment_of(ZydisRegister reg) {
  return reg == ZYDIS_REGISTER_FS ? SCRY_SEGMENT_FS : reg == ZYDIS_REGISTER_GS ? SCRY_SEGMENT_GS : 0;
}

static void set_access(const ZydisDecodedOperand *from, const ZydisDecodedInstruction *decoded,
                       uint64_t address, struct scry_access *to) {
  to->base = register_number(from->mem.base);
  to->index = register_number(from->mem.index);
  to->scale = from->mem.scale;
  to->size = (uint16_t)(from->size / 8);
  to->segment = segment_of(from->mem.segment);
  to->reads = (from->actions & ZYDIS_OPERAND_ACTION_MASK_READ) != 0;
  to->writes = (from->actions & ZYDIS_OPERAND_ACTION_MASK_WRITE) != 0;
  to->displacement = from->mem.disp.has_displacement ? from->mem.disp.value : 0;
  if (from->mem.base == ZYDIS_REGISTER_RIP)
    to->displacement += (int64_t)(address + decoded->length);
  /* push and call write below the stack pointer that they find. */
  if (to->writes && from->visibility == ZYDIS_OPERAND_VISIBILITY_HIDDEN &&
      from->mem.base == ZYDIS_REGISTER_RSP)
    to->displacement -= to->size;
}

size_t scry_decode_accesses(const uint8_t *bytes, size_t count, uint64_t address,
                            struct scry_access *accesses, size_t room) {
  ZydisDecodedInstruction decoded;
  ZydisDecodedOperand operands[ZYDIS_MAX_OPERAND_COUNT];
  size_t found = 0;
  if (!decode(bytes, count, &decoded, operands))
    return 0;
  for (size_t i = 0; i < decoded.operand_count && found < room; i++) {
    const ZydisDecodedOperand *operand = &operands[i];
    if (operand->type == ZYDIS_OPERAND_TYPE_MEMORY && operand->mem.type == ZYDIS_MEMOP_TYPE_MEM)
      set_access(operand, &decoded, address, &accesses[found++]);
  }
  return found;
}
