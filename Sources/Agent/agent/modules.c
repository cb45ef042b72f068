/* The list of modules, kept from the dynamic linker's. */
#define _GNU_SOURCE
#include "modules.h"

#include <dlfcn.h>
#include <elf.h>
#include <link.h>
#include <string.h>
#include <sys/auxv.h>

#include "locks.h"
#include "real.h"
#include "sites.h"
#include "syscalls.h"
#include "tables.h"

enum { MODULES = 4096, PATH_SIZE = 4096 };

/* What only the agent needs of a module. */
static struct unwind_table { uint64_t address, size; } unwind_tables[MODULES];
static char meta_directory[PATH_SIZE];
static bool callers_have_sites;
static uint64_t libc_address, linker_address; /* somewhere in them */
uint32_t libc_module = SCRY_NO_MODULE;
uint32_t modules_tables_seen;
static bool may_have_changed;
static uint64_t seen_adds, seen_subs; /* the linker's counters at the last scan */

struct scry_index_module *module_at(uint32_t index) { return table_entry(SCRY_TABLE_MODULES, index); }

bool callers_can_have_sites(void) { return LOAD_RELAXED(&callers_have_sites); }

void modules_may_change(void) { STORE_RELAXED(&may_have_changed, true); }

uint64_t module_unwind_table(uint32_t index, uint64_t *size) {
  if (index >= MODULES) return 0;
  *size = unwind_tables[index].size;
  return unwind_tables[index].address;
}

const struct scry_meta_header *module_meta(uint32_t index) {
  if (index >= LOAD_ACQUIRE(&header->tables[SCRY_TABLE_MODULES].count)) return NULL;
  return (const struct scry_meta_header *)LOAD_ACQUIRE(&module_at(index)->meta_address);
}

static bool holds(const struct scry_index_module *module, uint64_t address) {
  return address - module->low < module->high - module->low;
}

uint32_t module_of(uint64_t address) {
  uint64_t count = LOAD_ACQUIRE(&header->tables[SCRY_TABLE_MODULES].count);
  for (uint64_t i = 0; i < count; i++) {
    const struct scry_index_module *module = module_at((uint32_t)i);
    if (holds(module, address) && (module->flags & SCRY_MODULE_LOADED)) return (uint32_t)i;
  }
  return SCRY_NO_MODULE;
}

/* glibc 2.35 and later; takes no lock. Elsewhere the answer is "perhaps", and a scan decides. */
extern int _dl_find_object(void *, struct dl_find_object *) __attribute__((weak));

static bool linker_knows(uint64_t address) {
  struct dl_find_object found;
  return _dl_find_object == NULL || _dl_find_object((void *)address, &found) == 0;
}

uint32_t module_of_code(uint64_t address) {
  uint32_t index = module_of(address);
  if (LIKELY(index != SCRY_NO_MODULE) || !linker_knows(address)) return index;
  modules_scan();
  return module_of(address);
}

/* One module as the linker lists it. */
struct listed {
  struct scry_index_module module;
  struct unwind_table unwind;
  const char *name;
};

static void take_build_id(struct scry_index_module *module, const char *notes, size_t size) {
  while (size >= sizeof(ElfW(Nhdr))) {
    const ElfW(Nhdr) *note = (const ElfW(Nhdr) *)notes;
    size_t name_size = (note->n_namesz + 3u) & ~3ul, content_size = (note->n_descsz + 3u) & ~3ul;
    size_t whole = sizeof *note + name_size + content_size;
    if (whole > size) return;
    if (note->n_type == NT_GNU_BUILD_ID && note->n_namesz == 4 && memcmp(note + 1, "GNU", 4) == 0 &&
        note->n_descsz <= sizeof module->build_id) {
      module->build_id_size = note->n_descsz;
      memcpy(module->build_id, (const char *)(note + 1) + name_size, note->n_descsz);
      return;
    }
    notes += whole;
    size -= whole;
  }
}

/* Whether all of a segment lies in one that is loaded: tools that edit files leave others behind, and the loader does not mind. */
static bool is_readable(const struct dl_phdr_info *info, const ElfW(Phdr) *segment) {
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr) *loaded = &info->dlpi_phdr[i];
    uint64_t offset = segment->p_vaddr - loaded->p_vaddr;
    if (loaded->p_type == PT_LOAD && (loaded->p_flags & PF_R) && offset <= loaded->p_memsz &&
        segment->p_memsz <= loaded->p_memsz - offset) {
      return true;
    }
  }
  return false;
}

static void read_segments(struct listed *listed, const struct dl_phdr_info *info) {
  struct scry_index_module *module = &listed->module;
  module->low = UINT64_MAX;
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
    uint64_t start = info->dlpi_addr + segment->p_vaddr, end = start + segment->p_memsz;
    switch (segment->p_type) {
      case PT_LOAD:
        if (start < module->low) module->low = start & -4096ull;
        if (end > module->high) module->high = (end + 4095) & -4096ull;
        break;
      case PT_NOTE:
        if (module->build_id_size == 0 && is_readable(info, segment)) {
          take_build_id(module, (const char *)start, segment->p_memsz);
        }
        break;
      case PT_GNU_EH_FRAME:
        if (is_readable(info, segment)) listed->unwind = (struct unwind_table){start, segment->p_memsz};
        break;
    }
  }
}

static struct listed describe(const struct dl_phdr_info *info) {
  struct listed listed = {.name = info->dlpi_name};
  listed.module.bias = info->dlpi_addr;
  listed.module.flags = SCRY_MODULE_LOADED;
  read_segments(&listed, info);
  if (info->dlpi_tls_modid) listed.module.tls_module = (uint32_t)info->dlpi_tls_modid;
  uint64_t here = (uint64_t)&modules_scan;
  if (holds(&listed.module, here)) listed.module.flags |= SCRY_MODULE_AGENT;
  unsigned long vdso = getauxval(AT_SYSINFO_EHDR);
  if (vdso != 0 && vdso == listed.module.low) listed.module.flags |= SCRY_MODULE_VDSO;
  return listed;
}

static bool same_module(const struct scry_index_module *a, const struct scry_index_module *b) {
  return a->bias == b->bias && a->low == b->low && a->high == b->high && a->build_id_size == b->build_id_size &&
         memcmp(a->build_id, b->build_id, a->build_id_size) == 0;
}

/* The entry of a module that is loaded, or that was loaded at this very place before. Without a build-id the old entry may have been
 * another file, so only a loaded one will do. */
static uint32_t find_entry(const struct scry_index_module *wanted) {
  uint64_t count = header->tables[SCRY_TABLE_MODULES].count;
  for (uint64_t i = 0; i < count; i++) {
    const struct scry_index_module *module = module_at((uint32_t)i);
    bool loaded = module->flags & SCRY_MODULE_LOADED;
    if (same_module(module, wanted) && (loaded || wanted->build_id_size != 0)) return (uint32_t)i;
  }
  return SCRY_NO_MODULE;
}

static void name_entry(struct scry_index_module *module, const char *name) {
  static char path[PATH_SIZE]; /* under LOCK_MODULES; the stack may be a small one */
  size_t length = strlen(name);
  if (length == 0 && !(module->flags & SCRY_MODULE_VDSO)) { /* the program itself */
    long result = sys_readlink("/proc/self/exe", path, sizeof path);
    if (!sys_failed(result)) length = (size_t)result, name = path;
    module->flags |= SCRY_MODULE_EXECUTABLE;
  }
  module->path = string_keep(name, length);
  module->path_length = module->path ? (uint32_t)length : 0;
}

static void load_meta(struct scry_index_module *module) {
  const char *path = table_entry(SCRY_TABLE_STRINGS, module->path);
  if (meta_directory[0] == 0 || (module->build_id_size == 0 && module->path == 0)) return;
  bool damaged = false;
  const struct scry_meta_header *meta = meta_load(meta_directory, path, module->build_id, module->build_id_size,
                                                  &damaged);
  if (damaged) {
    module->flags |= SCRY_MODULE_META_DAMAGED;
    index_flag(SCRY_FLAG_META_DAMAGED);
  }
  if (meta == NULL) return;
  const uint32_t typed = SCRY_META_HAS_SITES | SCRY_META_HAS_DEBUG_INFO;
  bool calls_nobody = holds(module, libc_address) || holds(module, linker_address);
  if ((meta->flags & typed) == typed && meta->sections[SCRY_META_SITES].count > 0 && !calls_nobody) {
    STORE_RELAXED(&callers_have_sites, true);
  }
  module->meta_size = meta->resident_size;
  STORE_RELEASE(&module->meta_address, (uint64_t)meta);
  module->flags |= SCRY_MODULE_META;
}

void modules_load_missing(void) {
  if (!lock_take(LOCK_MODULES)) return;
  modules_tables_seen = LOAD_ACQUIRE(&header->tables_made);
  const uint32_t settled = SCRY_MODULE_META | SCRY_MODULE_AGENT | SCRY_MODULE_VDSO;
  uint64_t count = header->tables[SCRY_TABLE_MODULES].count;
  bool found = false;
  for (uint32_t i = 0; i < count; i++) {
    struct scry_index_module *module = module_at(i);
    if (!(module->flags & SCRY_MODULE_LOADED) || (module->flags & settled)) continue;
    load_meta(module);
    found |= module->flags & SCRY_MODULE_META;
  }
  lock_drop(LOCK_MODULES);
  if (found) sites_forget(0, UINT64_MAX); /* a chain may end elsewhere now, wherever it begins */
}

static uint32_t add_entry(const struct listed *listed) {
  uint64_t count = header->tables[SCRY_TABLE_MODULES].count;
  if (count >= MODULES || !table_reserve(SCRY_TABLE_MODULES, count + 1)) {
    index_flag(SCRY_FLAG_MODULES_FULL);
    return SCRY_NO_MODULE;
  }
  struct scry_index_module *module = module_at((uint32_t)count);
  *module = listed->module;
  module->loaded_epoch = header->module_epoch + 1;
  name_entry(module, listed->name);
  unwind_tables[count] = listed->unwind;
  if (!(module->flags & SCRY_MODULE_AGENT)) load_meta(module);
  table_publish(SCRY_TABLE_MODULES, count + 1);
  return (uint32_t)count;
}

struct scan {
  uint64_t seen[MODULES / 64];
  uint64_t adds, subs;
  bool changed;
};

/* Called by dl_iterate_phdr with the linker's lock held; takes LOCK_MODULES inside it, never the other way round. */
static int scan_module(struct dl_phdr_info *info, size_t size, void *context) {
  (void)size;
  struct scan *scan = context;
  struct listed listed = describe(info);
  scan->adds = info->dlpi_adds;
  scan->subs = info->dlpi_subs;
  if (listed.module.high == 0 || !lock_take(LOCK_MODULES)) return 0;
  uint32_t index = find_entry(&listed.module);
  if (index == SCRY_NO_MODULE) {
    index = add_entry(&listed);
    scan->changed = true;
  } else if (!(module_at(index)->flags & SCRY_MODULE_LOADED)) {
    module_at(index)->flags |= SCRY_MODULE_LOADED;
    module_at(index)->unloaded_epoch = 0;
    scan->changed = true;
  }
  if (index != SCRY_NO_MODULE) scan->seen[index / 64] |= 1ull << (index % 64);
  lock_drop(LOCK_MODULES);
  return 0;
}

static void mark_unloaded(struct scan *scan) {
  uint64_t count = header->tables[SCRY_TABLE_MODULES].count;
  for (uint32_t i = 0; i < count; i++) {
    struct scry_index_module *module = module_at(i);
    if (!(module->flags & SCRY_MODULE_LOADED) || (scan->seen[i / 64] >> (i % 64) & 1)) continue;
    module->flags &= ~(uint32_t)SCRY_MODULE_LOADED;
    module->unloaded_epoch = header->module_epoch + 1;
    sites_forget(module->low, module->high);
    scan->changed = true;
  }
}

void modules_scan(void) {
  if (header->reservation == 0) return;
  struct scan scan = {0};
  STORE_RELAXED(&may_have_changed, false);
  real.dl_iterate_phdr(scan_module, &scan);
  if (!lock_take(LOCK_MODULES)) return;
  /* When another thread has scanned a later list meanwhile, what this scan did not see may only be new. */
  if (scan.adds >= seen_adds && scan.subs >= seen_subs) {
    mark_unloaded(&scan);
    seen_adds = scan.adds;
    seen_subs = scan.subs;
  }
  if (scan.changed) STORE_RELEASE(&header->module_epoch, header->module_epoch + 1);
  lock_drop(LOCK_MODULES);
}

static int read_counters(struct dl_phdr_info *info, size_t size, void *context) {
  (void)size;
  uint64_t *counters = context;
  counters[0] = info->dlpi_adds;
  counters[1] = info->dlpi_subs;
  return 1;
}

void modules_catch_up(void) {
  modules_take_tables();
  if (LIKELY(!LOAD_RELAXED(&may_have_changed)) || header->reservation == 0) return;
  uint64_t counters[2] = {0, 0};
  real.dl_iterate_phdr(read_counters, counters);
  if (counters[0] != seen_adds || counters[1] != seen_subs) modules_scan();
}

void modules_start(char **environment) {
  static const char name[] = "SCRY_META_DIR=";
  for (; environment != NULL && *environment != NULL; environment++) {
    if (strncmp(*environment, name, sizeof name - 1) != 0) continue;
    const char *value = *environment + sizeof name - 1;
    if (value[0] == '/' && strlen(value) < PATH_SIZE - 128) strcpy(meta_directory, value);
  }
  libc_address = (uint64_t)dlsym(RTLD_NEXT, "gnu_get_libc_version");
  linker_address = getauxval(AT_BASE);
  modules_scan();
  libc_module = module_of(libc_address);
}
