// What every probe program begins with: the tables, read as scry_index.h says.

extension Probe {
  static let preamble = #"""
    #ifndef _GNU_SOURCE
    #define _GNU_SOURCE
    #endif
    #include <dlfcn.h>
    #include <errno.h>
    #include <malloc.h>
    #include <pthread.h>
    #include <signal.h>
    #include <stdint.h>
    #include <stdio.h>
    #include <stdlib.h>
    #include <string.h>
    #include <sys/mman.h>
    #include <sys/syscall.h>
    #include <sys/wait.h>
    #include <unistd.h>
    #include "scry_alloc.h"
    #include "scry_index.h"

    #define CHECK(x) do { if (!(x)) { printf("line %d: %s\n", __LINE__, #x); fflush(stdout); _exit(1); } } while (0)

    /* The header page, through the exported symbol. */
    static struct scry_index_header *header(void) {
      struct scry_index_locator *locator = (struct scry_index_locator *)dlsym(RTLD_DEFAULT, SCRY_LOCATOR_SYMBOL);
      return locator ? (struct scry_index_header *)locator->header : NULL;
    }

    static void *entry(int table, uint64_t index) {
      struct scry_index_table *t = &header()->tables[table];
      CHECK(index < t->count);
      return (char *)t->address + index * t->stride;
    }

    /* The record of the granule that an address lies in; 0 without a slot. */
    static uint64_t record(const volatile void *p) {
      uint64_t a = (uint64_t)p;
      struct scry_index_chunk *chunk = (struct scry_index_chunk *)entry(SCRY_TABLE_CHUNKS, a >> SCRY_CHUNK_SHIFT);
      if (chunk->slot == 0) return 0;
      struct scry_index_slot *slot = (struct scry_index_slot *)entry(SCRY_TABLE_SLOTS, chunk->slot);
      return slot->record[a >> SCRY_GRANULE_SHIFT & (SCRY_RECORDS_PER_SLOT - 1)];
    }

    static int state(const volatile void *p) { return record(p) & SCRY_RECORD_STATE_MASK; }
    static uint64_t size_field(const volatile void *p) {
      return record(p) >> SCRY_RECORD_SIZE_SHIFT & SCRY_RECORD_SIZE_MASK;
    }
    static uint64_t generation(const volatile void *p) {
      return record(p) >> SCRY_RECORD_GENERATION_SHIFT & SCRY_RECORD_GENERATION_MASK;
    }
    static uint32_t site(const volatile void *p) { return record(p) >> SCRY_RECORD_SITE_SHIFT; }

    /* Whether a block is live and whole: base, size and every interior address. */
    static int holds(const volatile void *block, size_t size) {
      const char *p = (const char *)block;
      return state(block) == SCRY_STATE_LIVE && alloc_get_base(p) == p && alloc_get_size(p) == size &&
             (size == 0 || alloc_get_base(p + size - 1) == p) && alloc_get_base(p + size / 2) == p;
    }

    /* Whether the n-th frame of a block's site lies in a function of so many bytes. */
    static int called_from(const volatile void *block, unsigned n, const void *function, size_t bytes) {
      struct scry_index_site *s = (struct scry_index_site *)entry(SCRY_TABLE_SITES, site(block));
      if (n >= s->count) return 0;
      struct scry_index_frame *frame = (struct scry_index_frame *)entry(SCRY_TABLE_FRAMES, s->first + n);
      return frame->return_address - (uint64_t)function < bytes;
    }

    static int done(void) { puts("ok"); return 0; }

    """#
}
