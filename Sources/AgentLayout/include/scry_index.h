/*
 * scry_index.h: the tables that the agent keeps inside a target, as Scry reads them from outside and from cores.
 *
 * The agent (libscry-agent.so) writes; nobody else does. Everything lies in one reservation of private anonymous memory,
 * so that a fork copies it, a core holds it and an overflow of the program's own heap cannot reach it easily. Little-endian,
 * x86-64 only. Every count, index and address here may have been damaged by the program: check before use.
 *
 * Finding the header page
 *   1. the agent's exported symbol `scry_index_locator` (struct scry_index_locator) gives its address;
 *   2. else look at SCRY_INDEX_HINT, where it lies unless something else was there first.
 * Check magic, version and header_size. Another version is an answer ("made by another Scry"), not an error to survive by
 * guessing. When `status` is not SCRY_INDEX_RUNNING, `reason` says why; the tables then hold what was recorded before.
 *
 * Looking up address A in the heap index ("X8")
 *   Memory is cut into chunks of 4 MiB, blocks are known by the 32-byte granule that their first byte lies in. A chunk in
 *   which a block begins has a slot: a record per granule and the crossing distances.
 *     covers(g): the record of granule g is in state LIVE (or FREED, or REALLOC), its base = g * 32 + (bit 2 ? 16 : 0) is not
 *                above A, and A < base + size (or A == base for a block of 0 bytes).
 *   Try in this order, and stop at the first LIVE or REALLOC record that covers A:
 *     1. the granules from A's own back to the start of A's 4 KiB page (at most 128 records);
 *     2. slot.page[A's page]: a distance d in granules; the candidate is the granule (page start / 32) - d;
 *     3. slot.group_64k[A's 64 KiB group], likewise from the start of the group;
 *     4. slot.group_1m[A's 1 MiB group], likewise;
 *     5. chunks[A >> 22].cross: with SCRY_CROSS_DISTANCE set, the other bits are a distance in granules from the start of the
 *        chunk (the candidate lies in the slot of an earlier chunk); else the index of an entry of `big`.
 *   0 means "nothing crosses". Steps 2 to 4 need the chunk's slot, step 5 does not. A level is written only for boundaries
 *   inside the next coarser group, so one block writes at most 33 entries and one per chunk; entries are never cleared, so a
 *   candidate that does not cover A is stale: go on to the next step. Live blocks do not overlap: the first hit is the answer.
 *   Without a live hit, a FREED record that covers A is what the memory was last known as; of several, the one whose
 *   record stands in a ring most recently, else the nearest base.
 *
 * What to check again (the target runs on while it is read)
 *   - After the answer is composed, read the record word again. The same word: the answer was true at some moment
 *     in between. Another word: start again; after a few rounds say "changing".
 *   - State REALLOC: realloc is at work on the block; it is live but its size and place are about to change.
 *   - A record whose size field is SCRY_SIZE_BIG: the site field holds the index of an entry of `big`, which is read under its
 *     sequence number (even and the same before and after), and whose base must be the record's.
 *   - Do not conclude "no block" from one pass over a running target: look at the words read again, or stop it.
 *
 * Generations
 *   A held handle is (base, generation). generation = high * 65536 + the record's 16 bits, where high comes from the entry
 *   of `wraps` for the granule (none: 0). Read the entry's value, the record, and the value again: it must be even and the same;
 *   high is half of it. A block keeps its generation through realloc in place and after its free; the next block that begins in
 *   the granule has the next one. The field never holds 0 (no block began here yet). SCRY_GENERATION_RETIRED in the field means that
 *   `wraps` was full: then a handle proves nothing.
 *   So: the same base and generation LIVE: the same object. FREED: that object, freed. Another generation: the place was used
 *   again. Also compare the granule's records with the handle when another block covers the base now (merged free chunks).
 *
 * In a forked child
 *   The copy is right from the first instruction on. `pid` is brought up to date by the child's first fork handler; for a child
 *   made by a raw clone it may still be the parent's, and then threads other than the one that forked do not exist.
 */
#ifndef SCRY_INDEX_H
#define SCRY_INDEX_H

#include <stdint.h>

#define SCRY_INDEX_MAGIC "SCRYINDX"
#define SCRY_INDEX_VERSION 3u
/* Where the header page goes if nothing is there: low, so that a core cut short by `ulimit -c` still has it. */
#define SCRY_INDEX_HINT 0x100000001000ull
#define SCRY_LOCATOR_MAGIC "SCRYLOCA"
/* The exported symbol of struct scry_index_locator. */
#define SCRY_LOCATOR_SYMBOL "scry_index_locator"

/* Geometry of the heap index. */
#define SCRY_CHUNK_SHIFT 22u            /* a chunk is 4 MiB */
#define SCRY_GRANULE_SHIFT 5u           /* a granule is 32 bytes */
#define SCRY_CHUNK_COUNT 33554432ull    /* chunks of a 47-bit address space */
#define SCRY_RECORDS_PER_SLOT 131072u   /* granules of a chunk */
#define SCRY_RECORDS_PER_PAGE 128u      /* granules of 4 KiB */
#define SCRY_CROSS_DISTANCE 0x80000000u /* in scry_index_chunk.cross */

/* Layout of a record, 64 bits: state 0-1, address bit 4 in bit 2, generation 3-18, requested size 19-39, site 40-63. */
#define SCRY_RECORD_STATE_MASK 3ull
#define SCRY_RECORD_ODD_BIT 4ull /* the base is 16 bytes into the granule */
#define SCRY_RECORD_GENERATION_SHIFT 3u
#define SCRY_RECORD_GENERATION_MASK 0xffffull
#define SCRY_RECORD_SIZE_SHIFT 19u
#define SCRY_RECORD_SIZE_MASK 0x1fffffull
#define SCRY_RECORD_SITE_SHIFT 40u
#define SCRY_RECORD_SITE_MASK 0xffffffull
/* In the size field: at least this many bytes; size and site are in `big`. */
#define SCRY_SIZE_BIG 0x1fffffull
#define SCRY_GENERATION_RETIRED 0xffffull

enum scry_record_state {
  SCRY_STATE_NEVER,  /* no block ever began in this granule */
  SCRY_STATE_LIVE,
  SCRY_STATE_FREED,  /* stored before the real free is called */
  SCRY_STATE_REALLOC /* realloc is at work on a live block */
};

enum scry_index_status {
  SCRY_INDEX_STARTING, /* the tables are being set up: nothing is recorded yet */
  SCRY_INDEX_RUNNING,
  SCRY_INDEX_STOPPED   /* nothing is recorded any more, or never was: see `reason` */
};

enum scry_index_reason {
  SCRY_STOP_NONE,            /* not stopped */
  SCRY_STOP_SANITIZER,     /* AddressSanitizer or a relative owns the address space */
  SCRY_STOP_SECURE,        /* a setuid or setgid program */
  SCRY_STOP_ADDRESS_LIMIT, /* RLIMIT_AS (`ulimit -v`) leaves too little address space */
  SCRY_STOP_RESERVATION,   /* the kernel refused the reservation (`overcommit_memory`, cgroup) */
  SCRY_STOP_INDEX_SPACE,   /* the reservation is used up: blocks recorded before are still followed to their free */
  SCRY_STOP_FOREIGN_MALLOC /* the program has a malloc of its own linked in, which does not pass through the agent */
};

/* What is incomplete, though the index runs: bits of scry_index_header.flags. */
enum scry_index_flags {
  SCRY_FLAG_SITES_FULL = 1,     /* later sites are recorded as 0, unknown */
  SCRY_FLAG_BIG_FULL = 2,       /* some blocks of 2 MiB and more are missing */
  SCRY_FLAG_REGIONS_FULL = 4,   /* some mappings are missing */
  SCRY_FLAG_MODULES_FULL = 8,
  SCRY_FLAG_THREADS_FULL = 16,
  SCRY_FLAG_POOLS_FULL = 32,
  SCRY_FLAG_WRAPS_FULL = 64,    /* some generations are retired */
  SCRY_FLAG_DROPPED = 128,      /* some events were not recorded: see `dropped` */
  SCRY_FLAG_UNALIGNED = 256,    /* the allocator gave blocks that are not 16-byte aligned; they are missing */
  SCRY_FLAG_META_DAMAGED = 512, /* a module's uniqtype table was refused: see its entry */
  SCRY_FLAG_RELAYED = 1024,     /* a shared library other than libc provides malloc */
  SCRY_FLAG_STRINGS_FULL = 2048,
};

enum scry_index_table_kind {
  SCRY_TABLE_CHUNKS,      /* struct scry_index_chunk by address >> 22: SCRY_CHUNK_COUNT entries; untouched parts read as 0, and
                             are absent from cores */
  SCRY_TABLE_DIRECTORY,   /* uint64_t: the chunk number of each slot; entry 0 is not used */
  SCRY_TABLE_SLOTS,       /* struct scry_index_slot; entry 0 is not used */
  SCRY_TABLE_BIG,         /* struct scry_index_big; entry 0 is not used */
  SCRY_TABLE_WRAPS,       /* struct scry_index_wrap */
  SCRY_TABLE_SITES,       /* struct scry_index_site; entry 0 is "unknown" */
  SCRY_TABLE_FRAMES,      /* struct scry_index_frame */
  SCRY_TABLE_RINGS,       /* struct scry_index_ring */
  SCRY_TABLE_MODULES,     /* struct scry_index_module */
  SCRY_TABLE_THREADS,     /* struct scry_index_thread; entry 0 is the main thread */
  SCRY_TABLE_REGIONS,     /* struct scry_index_region, sorted by base, under header.regions_sequence */
  SCRY_TABLE_POOLS,       /* struct scry_index_pool; entry 0 is not used */
  SCRY_TABLE_POOL_BLOCKS, /* struct scry_index_pool_block, in no order; entry 0 is not used */
  SCRY_TABLE_STRINGS,     /* bytes: paths and names, by offset, with their length elsewhere */
  SCRY_TABLE_COUNT
};

/* Some tables (DIRECTORY, STRINGS, SITES, FRAMES) move once, when they outgrow their first place; the old place stays as it was. Read
 * the description again after reading entries: with another address, or with a count above the capacity, read once more. */
struct scry_index_table {
  uint64_t address;  /* of the first entry; 0 when the table does not exist */
  uint64_t capacity; /* entries that there is room for; those from `count` on may not be accessible */
  uint64_t count;    /* entries in use, or that were; accessible. Grows only, except for REGIONS */
  uint32_t stride;   /* bytes from entry to entry */
  uint32_t reserved;
};

/* The exported symbol, in the agent's own data. */
struct scry_index_locator {
  char magic[8];
  uint64_t header; /* address of struct scry_index_header; 0 until the agent has started */
};

/* The header page. When the agent stands aside it lies in the agent's own data, with empty tables. */
struct scry_index_header {
  char magic[8];
  uint32_t version;
  uint32_t header_size;      /* sizeof(struct scry_index_header) */
  uint64_t reservation;      /* address of the reservation, a page before this one; 0 when there is none */
  uint64_t reservation_size; /* bytes */
  uint32_t status;           /* enum scry_index_status */
  uint32_t reason;           /* enum scry_index_reason */
  uint32_t flags;            /* enum scry_index_flags */
  int32_t pid;               /* as the process knows itself, in its own pid namespace */
  uint32_t module_epoch;     /* +1 at every change of the set of loaded modules */
  uint32_t regions_sequence; /* seqlock of REGIONS: odd while it changes */
  uint32_t pools_sequence;   /* seqlock of POOLS and POOL_BLOCKS */
  uint32_t agent_version;    /* of the agent that wrote this; for people */
  uint64_t dropped;          /* events not recorded (a signal handler interrupted the agent, or a lock was not to be had) */
  uint64_t unaligned;        /* blocks not recorded because they are not 16-byte aligned */
  uint64_t start_time;       /* CLOCK_REALTIME at start, nanoseconds */
  uint64_t allocator_module; /* index in MODULES of who provides malloc; SCRY_NO_MODULE if unknown */
  /* Written by readers alone, +1: files of uniqtype tables were made that a loaded module lacked. The agent looks for them when it next
   * has something rare to do, and walks by their rules from then on. */
  uint32_t tables_made;
  uint32_t carries;          /* generations of all granules that went past 16 bits */
  struct scry_index_table tables[SCRY_TABLE_COUNT];
};

#define SCRY_NO_MODULE 0xffffffffu

struct scry_index_chunk {
  uint32_t slot;  /* entry of SLOTS; 0: no block began in this chunk */
  uint32_t cross; /* who covers the chunk's first byte: 0, an index in BIG, or SCRY_CROSS_DISTANCE | distance */
};

/* The heap of one chunk of 4 MiB. */
struct scry_index_slot {
  uint64_t record[131072]; /* SCRY_RECORDS_PER_SLOT; 0 is SCRY_STATE_NEVER */
  uint16_t page[1024];     /* granules back from the start of the page to the block that covers it; at most 2,047 */
  uint16_t group_64k[64];  /* likewise from the start of the 64 KiB group; at most 30,720 */
  uint32_t group_1m[4];    /* likewise from the start of the 1 MiB group */
  uint64_t chunk;          /* address >> 22 */
  uint8_t reserved[1896];  /* to a whole page */
};

/* A block of SCRY_SIZE_BIG bytes and more. Keeps the last block's facts after its free, until it is needed again. */
struct scry_index_big {
  uint32_t sequence;   /* odd while the entry changes */
  uint32_t state;      /* enum scry_record_state */
  uint64_t base;
  uint64_t size;       /* bytes asked for */
  uint32_t site;
  uint32_t generation; /* the record's 16 bits */
  uint32_t next;       /* the agent's free list */
  uint32_t reserved;
};

struct scry_index_wrap {
  uint64_t granule;  /* address >> 5 */
  uint64_t value;    /* twice the number of wraps; odd while the record changes */
  uint32_t carry;    /* header.carries when it wrapped last; changes while `value` is odd */
  uint32_t reserved;
};

enum scry_site_flags {
  SCRY_CHAIN_CUT = 1, /* the walk had to stop although the last frame may be a wrapper's */
};

/* Where blocks come from: a chain of return addresses, innermost first, equal chains having one entry. */
struct scry_index_site {
  uint32_t first; /* in FRAMES */
  uint16_t count; /* 1 to SCRY_MAX_FRAMES */
  uint16_t flags; /* enum scry_site_flags */
};
#define SCRY_MAX_FRAMES 16u

struct scry_index_frame {
  uint64_t return_address; /* in the process; subtract the module's bias for the p_vaddr */
  uint32_t module;         /* in MODULES, or SCRY_NO_MODULE (code made at run time) */
  uint32_t reserved;
};

/* A free that happened. Several threads free at once, so each has a ring of its own while rings last. */
struct scry_index_free {
  uint64_t base;         /* of the block, in 48 bits; above them the low half of header.carries before the allocator freed it */
  uint64_t record;       /* as stored: state FREED, with generation, size and site (or index in BIG) */
  uint64_t free_address; /* return address of the call of free, delete or realloc, in 48 bits; above them the high half */
  uint32_t module_epoch; /* header.module_epoch at the time, to tell which module was at free_address */
  uint32_t sequence;     /* low 32 bits of 2 * (number of the free in this ring + 1); odd while the entry is written */
};
#define SCRY_FREES_PER_RING 2046u
#define SCRY_FREE_ADDRESS_MASK 0xffffffffffffull
#define SCRY_FREE_CARRIES_SHIFT 48u

/* Entry i of the free number n (from 0) is n % SCRY_FREES_PER_RING: the latest is count - 1. An entry is whole when its
 * sequence is equal to 2 * (n + 1) before and after it is read: `count` grows first, so one look may see the latest half written.
 *
 * Look for (base, record): it is unique while the granule has no entry of `wraps`. A ring keeps its entries as long as its thread frees
 * nothing, and after 65,534 lives the same record comes again. So where there is an entry of `wraps`, read it before and after the rings:
 * its value must be even and the same, the granule's record the one looked for, and the free's carries no fewer than its `carry`
 * (the difference as a signed number). */
struct scry_index_ring {
  uint64_t count;     /* frees put into this ring since the start */
  int32_t tid;        /* the thread that owns it, 0 if none; entries stay when it ends. -1: shared by threads without one */
  uint8_t reserved[52];
  struct scry_index_free entries[2046];
};

enum scry_module_flags {
  SCRY_MODULE_LOADED = 1,
  SCRY_MODULE_EXECUTABLE = 2,  /* the program itself */
  SCRY_MODULE_META = 4,        /* has a resident uniqtype table */
  SCRY_MODULE_META_DAMAGED = 8, /* a file was there and was refused */
  SCRY_MODULE_AGENT = 16,      /* libscry-agent.so */
  SCRY_MODULE_VDSO = 32,
};

/* One load of one module: a module that is unloaded and loaded elsewhere has a second entry. */
struct scry_index_module {
  uint64_t bias;           /* load address - p_vaddr */
  uint64_t low, high;      /* [low, high): the addresses of its PT_LOAD segments */
  uint64_t meta_address;   /* resident part of its uniqtype table (scry_meta.h); 0 if none */
  uint64_t meta_size;      /* bytes */
  uint32_t flags;          /* enum scry_module_flags */
  uint32_t loaded_epoch;   /* header.module_epoch when it was found */
  uint32_t unloaded_epoch; /* when it was gone; 0 while loaded */
  uint32_t path;           /* offset in STRINGS */
  uint32_t path_length;    /* bytes */
  uint32_t build_id_size;  /* bytes used of build_id; 0: it has none */
  uint8_t build_id[32];
  uint32_t tls_module;     /* dlpi_tls_modid: its index in a thread's DTV; 0 if it has no thread-local data */
  uint32_t reserved;
};

enum scry_thread_state { SCRY_THREAD_FREE, SCRY_THREAD_STARTING, SCRY_THREAD_RUNNING, SCRY_THREAD_ENDED };

/* A thread made by pthread_create, or the main thread. */
struct scry_index_thread {
  uint32_t state;          /* enum scry_thread_state */
  int32_t tid;             /* in the process's own pid namespace */
  uint64_t stack_low;      /* lowest usable address; a cached stack of glibc may reach further down */
  uint64_t stack_high;     /* end; the thread's control block lies below it */
  uint64_t pthread_self;   /* fs base */
  uint64_t start_routine;
  uint64_t alternate_low;  /* sigaltstack, 0 if none */
  uint64_t alternate_size; /* bytes */
  uint64_t created_by;     /* return address of the call of pthread_create */
};

enum scry_region_kind { SCRY_REGION_MMAP, SCRY_REGION_BRK };

/* Memory that the program mapped through libc's functions. The kernel's list of mappings is the truth about what exists;
 * this adds where it came from. Mappings made inside libc (thread stacks, malloc's arenas) are not here. */
struct scry_index_region {
  uint64_t base;
  uint64_t size;          /* bytes */
  uint32_t kind;          /* enum scry_region_kind */
  uint32_t site;
  uint64_t generation;    /* unique for each call that mapped */
  int32_t protection;     /* PROT_*, at the call */
  int32_t mapping_flags;  /* MAP_*, at the call */
};

enum scry_pool_state { SCRY_POOL_UNUSED, SCRY_POOL_LIVE, SCRY_POOL_DESTROYED };

/* A piece of memory that the program parcels out itself, registered by scry_alloc.h. */
struct scry_index_pool {
  uint64_t base;
  uint64_t size;
  uint32_t state;       /* enum scry_pool_state */
  uint32_t name;        /* offset in STRINGS */
  uint32_t name_length; /* bytes */
  uint32_t site;        /* of the registration */
  uint64_t live;        /* allocations in it */
  uint64_t generation;  /* unique for each pool ever made */
};

struct scry_index_pool_block {
  uint64_t base;
  uint64_t size;
  uint32_t pool;       /* in POOLS */
  uint32_t state;      /* enum scry_record_state: LIVE or FREED */
  uint32_t type_name;  /* offset in STRINGS; the type's name as the program gave it */
  uint32_t type_name_length;
  uint32_t site;
  uint32_t priority;   /* the agent's search tree: priority, left, right (indices of this table) */
  uint32_t left, right;
  uint64_t generation; /* unique for each registration */
  uint64_t free_address; /* return address of the unregistration, 0 while live */
};

#endif
