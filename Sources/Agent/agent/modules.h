/* The loaded modules: where they are, what they are, and their uniqtype tables. */
#ifndef SCRY_MODULES_H
#define SCRY_MODULES_H

#include "agent.h"
#include "scry_meta.h"
#include "tables.h"

/* Where uniqtype tables are found: a copy of $SCRY_META_DIR, or empty. */
void modules_start(char **environment);

/* Brings MODULES up to date with the dynamic linker's list, reads the tables of new modules, and forgets the sites of modules that
 * are gone. Must not be called with a lock of ours held. */
void modules_scan(void);

/* dlopen is about to load something that this call will not see: scan at the next opportunity. */
void modules_may_change(void);

/* Scans if modules_may_change was called and the linker's list has changed since. */
void modules_catch_up(void);

/* Loads the tables that modules lacked, if a reader has said that it made some. */
void modules_load_missing(void);
extern uint32_t modules_tables_seen HIDDEN;
ALWAYS_INLINE void modules_take_tables(void) {
  if (UNLIKELY(LOAD_RELAXED(&header->tables_made) != modules_tables_seen)) modules_load_missing();
}

/* The loaded module that holds an address of code; SCRY_NO_MODULE if none that is known does. */
uint32_t module_of(uint64_t address);

/* The same, scanning again when the dynamic linker knows a module there that we do not. */
uint32_t module_of_code(uint64_t address);

struct scry_index_module *module_at(uint32_t index);

/* The resident uniqtype table of a module, checked when it was read; NULL if it has none. */
const struct scry_meta_header *module_meta(uint32_t index);

/* The address and length of a module's .eh_frame_hdr; 0 when it has none. */
uint64_t module_unwind_table(uint32_t index, uint64_t *size);

/* libc: what it allocates it allocates for its caller (strdup, getline, fopen). SCRY_NO_MODULE before modules_start. */
extern uint32_t libc_module HIDDEN;

/* Whether a module that may call libraries has sites: otherwise it serves nobody to walk out of one that nothing is known of. */
bool callers_can_have_sites(void);

/* Maps the table of the module at a path from the directory; NULL when there is none or it is refused (then *damaged is set). LOCK_MODULES is held. */
const struct scry_meta_header *meta_load(const char *directory, const char *module, const uint8_t *build_id,
                                         size_t build_id_size, bool *damaged);

/* A section of a table that meta_load has checked, and its number of entries. */
const void *meta_section(const struct scry_meta_header *meta, enum scry_meta_section_kind kind, uint64_t *count);

#endif
