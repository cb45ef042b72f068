/* Mapping uniqtype tables (scry_meta.h) into the target's memory. */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

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

static char *put_text(char *at, const char *text) {
  size_t length = strlen(text);
  memcpy(at, text, length + 1);
  return at + length;
}

static char *put_byte(char *at, uint8_t byte) {
  static const char digits[] = "0123456789abcdef";
  *at++ = digits[byte >> 4];
  *at++ = digits[byte & 15];
  return at;
}

/* DIRECTORY/xx/rest.meta, xx being the first byte of the build-id. */
static void path_by_build_id(char *path, const char *directory, const uint8_t *build_id, size_t size) {
  path = put_text(put_text(path, directory), "/");
  for (size_t i = 0; i < size; i++) {
    path = put_byte(path, build_id[i]);
    if (i == 0) *path++ = '/';
  }
  put_text(path, ".meta");
}

static uint64_t digest_add(uint64_t digest, uint64_t value, int bytes) {
  for (; bytes > 0; bytes--, value >>= 8) digest = (digest ^ (value & 255)) * 0x100000001b3ull; /* FNV-1a */
  return digest;
}

/* DIRECTORY/files/digest.meta for a module without a build-id, the digest being of its path (without symbolic links), size, time of change
 * and inode. */
static bool path_by_file(char *path, const char *directory, const char *module) {
  char link[32] = "/proc/self/fd/", canonical[1024];
  struct stat status;
  long file = sys_open(module, O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (sys_failed(file)) return false;
  char digits[12], *digit = digits + sizeof digits - 1;
  *digit = 0;
  for (long rest = file; rest > 0 || *digit == 0; rest /= 10) *--digit = (char)('0' + rest % 10);
  put_text(link + strlen(link), digit);
  long length = sys_readlink(link, canonical, sizeof canonical);
  long error = sys_call3(SYS_fstat, file, (long)&status, 0);
  sys_close((int)file);
  if (sys_failed(error) || length <= 0 || length == sizeof canonical) return false;
  uint64_t digest = 0xcbf29ce484222325ull;
  for (long i = 0; i < length; i++) digest = digest_add(digest, (uint8_t)canonical[i], 1);
  digest = digest_add(digest, 0, 1);
  digest = digest_add(digest, (uint64_t)status.st_size, 8);
  digest = digest_add(digest, (uint64_t)status.st_mtim.tv_sec, 8);
  digest = digest_add(digest, (uint64_t)status.st_mtim.tv_nsec, 8);
  digest = digest_add(digest, status.st_ino, 8);
  path = put_text(put_text(path, directory), "/files/");
  for (int shift = 56; shift >= 0; shift -= 8) path = put_byte(path, (uint8_t)(digest >> shift));
  put_text(path, ".meta");
  return true;
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

/* Maps the table that `checked` is the header of. The header in memory is the one that was checked. */
static const struct scry_meta_header *map_resident(int descriptor, const struct scry_meta_header *checked) {
  struct stat status;
  if (sys_failed(sys_call3(SYS_fstat, descriptor, (long)&status, 0))) return NULL;
  /* Reading a page behind the end of the file would end the program with SIGBUS. */
  if (status.st_size < 0 || (uint64_t)status.st_size < checked->resident_size) return NULL;
  return resident_file(descriptor, checked, sizeof *checked, checked->resident_size);
}

const struct scry_meta_header *meta_load(const char *directory, const char *module, const uint8_t *build_id,
                                         size_t build_id_size, bool *damaged) {
  static char path[4096]; /* under LOCK_MODULES; the stack may be a small one */
  if (build_id_size > 1) path_by_build_id(path, directory, build_id, build_id_size);
  else if (!path_by_file(path, directory, module)) return NULL;
  long descriptor = sys_open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (sys_failed(descriptor)) return NULL;
  struct scry_meta_header meta;
  const struct scry_meta_header *result = NULL;
  bool sound = read_whole((int)descriptor, (char *)&meta, sizeof meta) &&
               header_is_sound(&meta, build_id, build_id_size);
  if (sound && meta.resident_size <= LARGEST_TABLE) {
    result = map_resident((int)descriptor, &meta);
    sound = result != NULL;
  }
  *damaged = !sound;
  sys_close((int)descriptor);
  return result;
}
