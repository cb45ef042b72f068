/* Reading uniqtype tables (scry_meta.h) into the target's memory. */
#include <fcntl.h>
#include <string.h>

#include "modules.h"
#include "syscalls.h"
#include "tables.h"

/* A table larger than this is left to the inspector outside. */
#define LARGEST_TABLE (256ull << 20)

static const uint32_t strides[] = {
    [SCRY_META_STRINGS] = 1,
    [SCRY_META_TYPES] = sizeof(struct scry_meta_type),
    [SCRY_META_MEMBERS] = sizeof(struct scry_meta_member),
    [SCRY_META_ENUMERATORS] = sizeof(struct scry_meta_enumerator),
    [SCRY_META_TYPE_NAMES] = 4,
    [SCRY_META_STATICS] = sizeof(struct scry_meta_static),
    [SCRY_META_FUNCTIONS] = sizeof(struct scry_meta_function),
    [SCRY_META_FILES] = 4,
    [SCRY_META_SITES] = sizeof(struct scry_meta_site),
    [SCRY_META_CANDIDATES] = sizeof(struct scry_meta_candidate),
    [SCRY_META_WRAPPERS] = sizeof(struct scry_meta_wrapper),
};

/* Whether the header fits its file and every resident section lies inside the resident part. Content is checked where it is used. */
static bool header_is_sound(const struct scry_meta_header *meta, const uint8_t *build_id, size_t build_id_size) {
  if (memcmp(meta->magic, SCRY_META_MAGIC, sizeof meta->magic) != 0 || meta->version != SCRY_META_VERSION ||
      meta->header_size != sizeof *meta || meta->resident_size < sizeof *meta ||
      meta->resident_size > meta->file_size) {
    return false;
  }
  if (meta->build_id_size != build_id_size || memcmp(meta->build_id, build_id, build_id_size) != 0) return false;
  for (int i = 0; i < SCRY_META_LINES; i++) {
    const struct scry_meta_section *section = &meta->sections[i];
    uint64_t end;
    if (section->stride != strides[i] || __builtin_mul_overflow(section->count, section->stride, &end) ||
        __builtin_add_overflow(end, section->offset, &end) || end > meta->resident_size || section->offset % 4 != 0) {
      return false;
    }
  }
  return true;
}

const void *meta_section(const struct scry_meta_header *meta, enum scry_meta_section_kind kind, uint64_t *count) {
  *count = meta->sections[kind].count;
  return (const char *)meta + meta->sections[kind].offset;
}

/* DIRECTORY/xx/rest.meta, xx being the first byte of the build-id. */
static void table_path(char *path, const char *directory, const uint8_t *build_id, size_t size) {
  static const char digits[] = "0123456789abcdef";
  size_t length = strlen(directory);
  memcpy(path, directory, length);
  path += length;
  *path++ = '/';
  for (size_t i = 0; i < size; i++) {
    *path++ = digits[build_id[i] >> 4];
    *path++ = digits[build_id[i] & 15];
    if (i == 0) *path++ = '/';
  }
  memcpy(path, ".meta", 6);
}

static bool read_whole(int descriptor, char *buffer, uint64_t size) {
  while (size > 0) {
    long count = sys_read(descriptor, buffer, size);
    if (count == -4 /* EINTR */) continue;
    if (count <= 0) return false;
    buffer += count;
    size -= (uint64_t)count;
  }
  return true;
}

/* The rest of the file after its header. The header in memory is the one that was checked, so a file that changes meanwhile cannot
 * get a second header past the checks. A refused rest is memory lost, but that happens once per damaged file. */
static struct scry_meta_header *read_resident(int descriptor, const struct scry_meta_header *checked) {
  struct scry_meta_header *meta = resident_memory(checked->resident_size);
  if (meta == NULL) return NULL;
  *meta = *checked;
  if (!read_whole(descriptor, (char *)(meta + 1), checked->resident_size - sizeof *meta)) return NULL;
  uint64_t strings;
  const char *bytes = meta_section(meta, SCRY_META_STRINGS, &strings);
  return strings > 0 && bytes[strings - 1] == 0 ? meta : NULL;
}

const struct scry_meta_header *meta_load(const char *directory, const uint8_t *build_id, size_t build_id_size,
                                         bool *damaged) {
  static char path[4096]; /* under LOCK_MODULES; the stack may be a small one */
  table_path(path, directory, build_id, build_id_size);
  long descriptor = sys_open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (sys_failed(descriptor)) return NULL;
  struct scry_meta_header meta;
  struct scry_meta_header *result = NULL;
  bool sound = read_whole((int)descriptor, (char *)&meta, sizeof meta) &&
               header_is_sound(&meta, build_id, build_id_size);
  if (sound && meta.resident_size <= LARGEST_TABLE) {
    result = read_resident((int)descriptor, &meta);
    sound = result != NULL;
  }
  *damaged = !sound;
  sys_close((int)descriptor);
  return result;
}
