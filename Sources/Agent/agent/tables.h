/* The reservation that holds every table of scry_index.h, and the header page. */
#ifndef SCRY_TABLES_H
#define SCRY_TABLES_H

#include "agent.h"

/* The header page; before the start, and when the agent stands aside, one in the agent's own data. Never NULL. */
extern struct scry_index_header *header HIDDEN;

/* First entries, NULL without a reservation. */
extern struct scry_index_chunk *chunks HIDDEN;
extern char *slots HIDDEN;

/* Reserves address space and lays the tables out. Returns SCRY_STOP_NONE, or why it cannot be done. */
enum scry_index_reason tables_start(void);

/* Stops recording for good and says why in the header. Blocks recorded so far are still followed to their free. */
void index_stop(enum scry_index_reason reason);

/* Counts an event that could not be recorded. */
void index_drop_event(void);

/* Sets a bit of header->flags. */
void index_flag(enum scry_index_flags flag);

/* Makes the first `count` entries of a table accessible; its lock is held. False when the capacity or the kernel's memory does
 * not allow it: the table stays as it was. */
bool table_reserve(enum scry_index_table_kind kind, uint64_t count);

/* The address of an entry that table_reserve has made accessible. */
ALWAYS_INLINE void *table_entry(enum scry_index_table_kind kind, uint64_t index) {
  const struct scry_index_table *table = &header->tables[kind];
  return (char *)table->address + index * table->stride;
}

/* Publishes that the first `count` entries are in use. */
ALWAYS_INLINE void table_publish(enum scry_index_table_kind kind, uint64_t count) {
  STORE_RELEASE(&header->tables[kind].count, count);
}

/* Makes the page of `chunks` that holds `chunk` writable; LOCK_SLOTS is held. */
bool chunk_make_writable(uint64_t chunk);

/* Maps the first `size` bytes of a file, which has them, inside the reservation; LOCK_MODULES is held. NULL when there is no room.
 *
 * What `start` holds is written over the start. So the page is the process's own, and with one such page the kernel and gcore put the
 * whole mapping into a core as if it were memory (vma_dump_size in Linux's fs/coredump.c), while all processes share the other pages
 * and a start reads none of them. */
const void *resident_file(int descriptor, const void *start, size_t start_size, size_t size);

/* Gets the pages of writable memory that is about to be used, in one call instead of one or two faults for each. */
void memory_populate(uint64_t start, uint64_t end);

/* Memory of the agent's own that no reader needs and no core holds; LOCK_SITES is held. */
void *private_memory(size_t size);

/* Copies bytes to STRINGS, NUL-terminated, and returns their offset; 0 (the empty string) when there is no room. */
uint32_t string_keep(const char *bytes, size_t size);

/* The same for names that come again and again: equal names kept lately share a copy. LOCK_POOLS is held. */
uint32_t string_intern(const char *bytes, size_t size);

#endif
