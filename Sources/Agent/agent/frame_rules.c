/* Frame rules from wrapper tables and from .eh_frame (DWARF 5 section 6.4, LSB 5 section 10.6 for .eh_frame_hdr). */
#include "frame_rules.h"

#include <string.h>

#include "modules.h"

bool wrapper_rule(const struct scry_meta_header *meta, uint64_t return_address, struct frame_rule *rule) {
  uint64_t count;
  const struct scry_meta_wrapper *wrappers = meta_section(meta, SCRY_META_WRAPPERS, &count);
  uint64_t low = 0, high = count;
  while (low < high) {
    uint64_t middle = low + (high - low) / 2;
    if (wrappers[middle].return_address < return_address) low = middle + 1;
    else high = middle;
  }
  if (low == count || wrappers[low].return_address != return_address) return false;
  *rule = (struct frame_rule){wrappers[low].cfa_offset, wrappers[low].rbp_offset, wrappers[low].cfa_register};
  return true;
}

/* Bytes of unwind information; reading past the end gives 0 and marks the reader as failed. */
struct bytes {
  const uint8_t *at, *end;
  bool failed;
};

static uint64_t take(struct bytes *bytes, size_t size) {
  uint64_t value = 0;
  if ((size_t)(bytes->end - bytes->at) < size) {
    bytes->failed = true;
    bytes->at = bytes->end;
    return 0;
  }
  memcpy(&value, bytes->at, size);
  bytes->at += size;
  return value;
}

static uint64_t take_uleb(struct bytes *bytes) {
  uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    uint64_t byte = take(bytes, 1);
    value |= (byte & 127) << shift;
    if (!(byte & 128)) return value;
  }
  bytes->failed = true;
  return 0;
}

static int64_t take_sleb(struct bytes *bytes) {
  uint64_t value = 0;
  for (unsigned shift = 0; shift < 64;) {
    uint64_t byte = take(bytes, 1);
    value |= (byte & 127) << shift;
    shift += 7;
    if (!(byte & 128)) return (int64_t)(byte & 64 && shift < 64 ? value | -1ull << shift : value);
  }
  bytes->failed = true;
  return 0;
}

enum { REGISTER_RBP = 6, REGISTER_RSP = 7, REGISTER_RETURN = 16, REMEMBERED = 8 };

/* A row of the unwind table, as far as a frame_rule can hold it. */
struct row {
  uint64_t cfa_register;
  int64_t cfa_offset;
  int64_t rbp_offset; /* 0: rbp is the caller's */
  bool usable;
};

struct program {
  uint64_t code_factor;
  int64_t data_factor;
  uint64_t start;
  struct row initial, row, remembered[REMEMBERED];
  int depth;
};

static void save_register(struct program *program, uint64_t reg, int64_t offset) {
  if (reg == REGISTER_RBP) program->row.rbp_offset = offset * program->data_factor;
  if (reg == REGISTER_RETURN && offset * program->data_factor != -8) program->row.usable = false;
}

static void skip_block(struct bytes *bytes) {
  uint64_t size = take_uleb(bytes);
  if (size > (uint64_t)(bytes->end - bytes->at)) bytes->failed = true;
  else bytes->at += size;
}

/* Instructions with their operand in the low six bits. False for the others. */
static bool run_primary(struct program *program, struct bytes *bytes, uint8_t code, uint64_t *location) {
  switch (code >> 6) {
    case 1: *location += (code & 63) * program->code_factor; return true;
    case 2: save_register(program, code & 63, (int64_t)take_uleb(bytes)); return true;
    case 3:
      if ((code & 63) == REGISTER_RBP) program->row.rbp_offset = program->initial.rbp_offset;
      return true;
    default: return false;
  }
}

/* The extended instructions. Those that would put rbp or the CFA out of a rule's reach make the row unusable. */
static void run_extended(struct program *program, struct bytes *bytes, uint8_t code, uint64_t *location) {
  struct row *row = &program->row;
  uint64_t reg;
  switch (code) {
    case 0x00: break;                                                           /* nop */
    case 0x01: *location = take(bytes, 8); bytes->failed = true; break;         /* set_loc: not used on x86-64 */
    case 0x02: *location += take(bytes, 1) * program->code_factor; break;       /* advance_loc1 */
    case 0x03: *location += take(bytes, 2) * program->code_factor; break;
    case 0x04: *location += take(bytes, 4) * program->code_factor; break;
    case 0x05: reg = take_uleb(bytes); save_register(program, reg, (int64_t)take_uleb(bytes)); break;
    case 0x11: reg = take_uleb(bytes); save_register(program, reg, take_sleb(bytes)); break;
    case 0x06:                                                                  /* restore_extended */
      if (take_uleb(bytes) == REGISTER_RBP) row->rbp_offset = program->initial.rbp_offset;
      break;
    case 0x07:                                                                  /* undefined */
      reg = take_uleb(bytes);
      if (reg == REGISTER_RETURN || reg == REGISTER_RBP) row->usable = false;
      break;
    case 0x08: if (take_uleb(bytes) == REGISTER_RBP) row->rbp_offset = 0; break; /* same_value */
    case 0x09:                                                                  /* register */
      if (take_uleb(bytes) == REGISTER_RBP) row->usable = false;
      take_uleb(bytes);
      break;
    case 0x0a:                                                                  /* remember_state */
      if (program->depth < REMEMBERED) program->remembered[program->depth++] = *row;
      else bytes->failed = true;
      break;
    case 0x0b:                                                                  /* restore_state */
      if (program->depth > 0) *row = program->remembered[--program->depth];
      else bytes->failed = true;
      break;
    case 0x0c: row->cfa_register = take_uleb(bytes); row->cfa_offset = (int64_t)take_uleb(bytes); break;
    case 0x0d: row->cfa_register = take_uleb(bytes); break;
    case 0x0e: row->cfa_offset = (int64_t)take_uleb(bytes); break;
    case 0x12: row->cfa_register = take_uleb(bytes); row->cfa_offset = take_sleb(bytes) * program->data_factor; break;
    case 0x13: row->cfa_offset = take_sleb(bytes) * program->data_factor; break;
    case 0x0f: skip_block(bytes); row->cfa_register = REGISTER_RETURN; break;    /* def_cfa_expression */
    case 0x10: case 0x16:                                                       /* expression, val_expression */
      if (take_uleb(bytes) == REGISTER_RBP) row->usable = false;
      skip_block(bytes);
      break;
    case 0x14: case 0x15:                                                       /* val_offset */
      if (take_uleb(bytes) == REGISTER_RBP) row->usable = false;
      take_uleb(bytes);
      break;
    case 0x2e: take_uleb(bytes); break;                                         /* GNU_args_size */
    default: bytes->failed = true;
  }
}

/* Runs instructions up to the row that holds `address`. */
static void run(struct program *program, struct bytes bytes, uint64_t address) {
  uint64_t location = program->start;
  while (bytes.at < bytes.end && !bytes.failed) {
    uint8_t code = (uint8_t)take(&bytes, 1);
    struct row before = program->row;
    if (!run_primary(program, &bytes, code, &location)) run_extended(program, &bytes, code, &location);
    if (location > address) {
      program->row = before;
      return;
    }
  }
  if (bytes.failed) program->row.usable = false;
}

/* The entry of .eh_frame_hdr for an address: only the form that every linker makes, 4-byte offsets relative to the header. */
static uint64_t find_entry(uint64_t table, uint64_t size, uint64_t address) {
  const uint8_t *head = (const uint8_t *)table;
  if (size < 12 || head[0] != 1 || head[2] != 0x03 || head[3] != 0x3b) return 0;
  uint32_t count;
  memcpy(&count, head + 8, 4);
  if (count == 0 || count > (size - 12) / 8) return 0;
  const int32_t *rows = (const int32_t *)(head + 12);
  int64_t wanted = (int64_t)(address - table);
  if (rows[0] > wanted) return 0;
  uint32_t low = 0, high = count;
  while (high - low > 1) {
    uint32_t middle = low + (high - low) / 2;
    if (rows[2 * middle] <= wanted) low = middle;
    else high = middle;
  }
  return table + (uint64_t)(int64_t)rows[2 * low + 1];
}

/* The bytes of the CIE or FDE at an address, after its length; empty when it does not lie in the module. */
static struct bytes entry_bytes(uint64_t address, uint64_t low, uint64_t high) {
  struct bytes none = {0};
  if (address < low || high - address < 8) return none;
  uint32_t length;
  memcpy(&length, (const void *)address, 4);
  if (length < 4 || length > high - address - 4 || length == 0xffffffff) return none;
  const uint8_t *start = (const uint8_t *)address + 4;
  return (struct bytes){start, start + length, false};
}

/* Reads a CIE; leaves `bytes` at its instructions. Only what gcc, clang and as emit for x86-64: "zR" with "P" and "L". */
static bool read_cie(struct bytes *bytes, struct program *program) {
  take(bytes, 4); /* the id, 0 */
  if (take(bytes, 1) != 1) return false;
  const char *augmentation = (const char *)bytes->at;
  while (take(bytes, 1) != 0) {}
  if (bytes->failed || augmentation[0] != 'z' || strchr(augmentation, 'S') != NULL) return false;
  program->code_factor = take_uleb(bytes);
  program->data_factor = take_sleb(bytes);
  if (take_uleb(bytes) != REGISTER_RETURN) return false;
  uint64_t size = take_uleb(bytes);
  struct bytes data = *bytes;
  for (const char *letter = augmentation + 1; *letter != 0; letter++) {
    if (*letter == 'R' && take(&data, 1) != 0x1b) return false; /* pcrel sdata4 */
    if (*letter == 'L') take(&data, 1);
    if (*letter == 'P') {
      uint8_t encoding = (uint8_t)take(&data, 1);
      take(&data, (encoding & 15) == 0x0b || (encoding & 15) == 0x03 ? 4 : 8);
    }
  }
  if (size > (uint64_t)(bytes->end - bytes->at)) return false;
  bytes->at += size;
  return !bytes->failed;
}

bool unwind_rule(uint64_t table, uint64_t size, uint64_t low, uint64_t high, uint64_t return_address,
                 struct frame_rule *rule) {
  uint64_t address = return_address - 1; /* inside the call: the next instruction may belong to another row */
  uint64_t where = table ? find_entry(table, size, address) : 0;
  struct bytes fde = entry_bytes(where, low, high);
  if (fde.at == NULL) return false;
  uint64_t cie_address = (uint64_t)fde.at - take(&fde, 4);
  struct bytes cie = entry_bytes(cie_address, low, high);
  struct program program = {.row = {.usable = true}};
  if (cie.at == NULL || !read_cie(&cie, &program)) return false;
  program.start = (uint64_t)fde.at;
  program.start += (uint64_t)(int64_t)(int32_t)take(&fde, 4);
  uint64_t length = take(&fde, 4);
  if (address - program.start >= length) return false;
  skip_block(&fde);
  if (fde.failed) return false;
  run(&program, cie, UINT64_MAX);
  program.initial = program.row;
  run(&program, fde, address);
  const struct row *row = &program.row;
  if (!row->usable || (row->cfa_register != REGISTER_RSP && row->cfa_register != REGISTER_RBP)) return false;
  if (row->cfa_offset < 8 || row->cfa_offset > INT32_MAX || row->rbp_offset < INT16_MIN || row->rbp_offset > 0) {
    return false;
  }
  *rule = (struct frame_rule){(int32_t)row->cfa_offset, (int16_t)row->rbp_offset,
                              row->cfa_register == REGISTER_RBP ? SCRY_FRAME_RBP : SCRY_FRAME_RSP};
  return true;
}
