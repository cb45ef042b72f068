/* One reservation of address space, given to the tables piece by piece. */
#include "tables.h"

#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>

#include "locks.h"
#include "syscalls.h"

enum { PAGE = 4096, STEP = 65536, AGENT_VERSION = 1 };

#define MIB (1ull << 20)
#define GIB (1ull << 30)
#define RESERVATION (64 * GIB)
#define SMALLEST_RESERVATION (1 * GIB)
#define RESIDENT_SHARE 16 /* of the reservation, for uniqtype tables */
#define PRIVATE_SPACE (64 * MIB)

/* In the order in which they lie in the reservation. Every mapping and every page of page tables costs a program that forks a lot, so all
 * that an ordinary program needs lies together behind the header: whole tables, rings, and a first piece (`seed`) of tables that
 * may grow large. One that outgrows its seed moves, once, to a place of its own; only tables whose entries never change may do so. Behind
 * the tables come the private and the resident area, and SLOTS takes what is left. */
static const struct layout {
  enum scry_index_table_kind kind;
  uint32_t stride;
  uint32_t capacity;
  uint32_t seed;
} layouts[] = {
    {SCRY_TABLE_RINGS, sizeof(struct scry_index_ring), 64, 0},
    {SCRY_TABLE_THREADS, sizeof(struct scry_index_thread), 4096, 4096},
    {SCRY_TABLE_MODULES, sizeof(struct scry_index_module), 4096, 4096},
    {SCRY_TABLE_REGIONS, sizeof(struct scry_index_region), 8192, 8192},
    {SCRY_TABLE_DIRECTORY, 8, 1 << 17, 512},
    {SCRY_TABLE_STRINGS, 1, 16 * MIB, 32768},
    {SCRY_TABLE_SITES, sizeof(struct scry_index_site), 1 << 20, 4096},
    {SCRY_TABLE_FRAMES, sizeof(struct scry_index_frame), 1 << 22, 8192},
    {SCRY_TABLE_POOLS, sizeof(struct scry_index_pool), 4096, 0},
    {SCRY_TABLE_BIG, sizeof(struct scry_index_big), 1 << 20, 0},
    {SCRY_TABLE_WRAPS, sizeof(struct scry_index_wrap), 1 << 16, 0},
    {SCRY_TABLE_POOL_BLOCKS, sizeof(struct scry_index_pool_block), 1 << 20, 0},
    {SCRY_TABLE_CHUNKS, sizeof(struct scry_index_chunk), SCRY_CHUNK_COUNT, 0},
    {SCRY_TABLE_SLOTS, sizeof(struct scry_index_slot), 0, 0},
};
enum { LAYOUTS = sizeof layouts / sizeof *layouts };

_Static_assert(sizeof(struct scry_index_slot) == 1028 * 1024, "a slot is 1 MiB of records and a page of crossings");
_Static_assert(sizeof(struct scry_index_ring) == 65536, "a ring is 64 KiB");
_Static_assert(sizeof(struct scry_index_header) <= PAGE, "the header is a page");

/* Until the reservation stands, and for good if it never does. */
static struct scry_index_header own_header __attribute__((aligned(4096))) = {
    .magic = SCRY_INDEX_MAGIC,
    .version = SCRY_INDEX_VERSION,
    .header_size = sizeof(struct scry_index_header),
    .allocator_module = SCRY_NO_MODULE,
    .agent_version = AGENT_VERSION,
};

EXPORT struct scry_index_locator scry_index_locator = {SCRY_LOCATOR_MAGIC, (uint64_t)&own_header};

struct scry_index_header *header = &own_header;
struct scry_index_chunk *chunks;
char *slots;
bool recording;

static uint64_t committed[SCRY_TABLE_COUNT]; /* bytes of each table that are accessible */
static struct room { uint64_t address, capacity; } rooms[SCRY_TABLE_COUNT]; /* where tables with a seed may move */
static struct area { uint64_t next, end; } private_area, resident_area;
static uint64_t writable_chunks[SCRY_CHUNK_COUNT * sizeof(struct scry_index_chunk) / STEP / 64];

void index_stop(enum scry_index_reason reason) {
  STORE_RELAXED(&recording, false);
  STORE_RELAXED(&header->reason, reason);
  STORE_RELEASE(&header->status, SCRY_INDEX_STOPPED);
}

void index_drop_event(void) {
  __atomic_fetch_add(&header->dropped, 1, __ATOMIC_RELAXED);
  index_flag(SCRY_FLAG_DROPPED);
}

void index_flag(enum scry_index_flags flag) {
  if (!(LOAD_RELAXED(&header->flags) & flag)) __atomic_fetch_or(&header->flags, flag, __ATOMIC_RELAXED);
}

void memory_populate(uint64_t start, uint64_t end) {
  sys_madvise(start & -(uint64_t)PAGE, end - (start & -(uint64_t)PAGE), MADV_POPULATE_WRITE); /* since Linux 5.14 */
}

/* Opens [start, end) for writing and puts it into cores. The neighbour below has the same flags, so the kernel merges them into one
 * mapping: a table is two mappings however it grows. */
static bool commit(uint64_t start, uint64_t end) {
  if (sys_failed(sys_mprotect(start, end - start, PROT_READ | PROT_WRITE))) return false;
  sys_madvise(start, end - start, MADV_DODUMP);
  return true;
}

static uint64_t round_up(uint64_t value, uint64_t unit) { return (value + unit - 1) & -unit; }

/* A reader takes `count` before `address`: so it never looks for a late entry in the old place, which stays as it is. */
static bool move_to_room(enum scry_index_table_kind kind) {
  struct scry_index_table *table = &header->tables[kind];
  struct room *room = &rooms[kind];
  uint64_t used = table->count * table->stride, size = round_up(used + 1, STEP);
  if (room->address == 0 || !commit(room->address, room->address + size)) return false;
  memcpy((void *)room->address, (const void *)table->address, used);
  committed[kind] = size;
  STORE_RELEASE(&table->address, room->address);
  STORE_RELEASE(&table->capacity, room->capacity);
  room->address = 0;
  return true;
}

bool table_reserve(enum scry_index_table_kind kind, uint64_t count) {
  const struct scry_index_table *table = &header->tables[kind];
  if (UNLIKELY(count > table->capacity) && (!move_to_room(kind) || count > table->capacity)) return false;
  uint64_t needed = count * table->stride;
  if (LIKELY(needed <= committed[kind])) return true;
  uint64_t step = table->stride > STEP ? PAGE : STEP;
  needed = round_up(needed, step);
  if (!commit(table->address + committed[kind], table->address + needed)) return false;
  committed[kind] = needed;
  return true;
}

/* All of `chunks` can be read from the start: untouched, it is the kernel's zero page, and read-only private memory is not charged
 * even with overcommit_memory=2. Pieces of 64 KiB (the chunks of 32 GiB of addresses) become writable when a block needs it. */
bool chunk_make_writable(uint64_t chunk) {
  uint64_t piece = chunk * sizeof(struct scry_index_chunk) / STEP;
  uint64_t bit = 1ull << (piece % 64);
  if (LIKELY(writable_chunks[piece / 64] & bit)) return true;
  uint64_t start = (uint64_t)chunks + piece * STEP;
  if (!commit(start, start + STEP)) return false;
  writable_chunks[piece / 64] |= bit;
  return true;
}

/* A place for `size` bytes, not accessible yet; 0 when the area is full. */
static uint64_t area_take(struct area *area, size_t size) {
  uint64_t start = area->next;
  if (size > area->end - start) return 0;
  area->next = round_up(start + size, PAGE);
  return start;
}

void *private_memory(size_t size) {
  uint64_t place = area_take(&private_area, size);
  if (place == 0 || sys_failed(sys_mprotect(place, round_up(size, PAGE), PROT_READ | PROT_WRITE))) return NULL;
  memory_populate(place, place + size);
  return (void *)place;
}

const void *resident_file(int descriptor, const void *start, size_t start_size, size_t size) {
  uint64_t place = area_take(&resident_area, size);
  int writable = PROT_READ | PROT_WRITE, flags = MAP_PRIVATE | MAP_FIXED;
  if (place == 0 || sys_failed(sys_mmap(place, size, writable, flags, descriptor))) return NULL;
  memcpy((void *)place, start, start_size);
  sys_mprotect(place, size, PROT_READ);
  return (const void *)place;
}

uint32_t string_keep(const char *bytes, size_t size) {
  uint32_t offset = 0;
  if (size == 0 || !lock_take(LOCK_STRINGS)) return 0;
  uint64_t used = header->tables[SCRY_TABLE_STRINGS].count;
  if (used == 0) used = 1; /* offset 0 is the empty string */
  if (table_reserve(SCRY_TABLE_STRINGS, used + size + 1)) {
    memcpy(table_entry(SCRY_TABLE_STRINGS, used), bytes, size);
    table_publish(SCRY_TABLE_STRINGS, used + size + 1);
    offset = (uint32_t)used;
  } else {
    index_flag(SCRY_FLAG_STRINGS_FULL);
  }
  lock_drop(LOCK_STRINGS);
  return offset;
}

uint32_t string_intern(const char *bytes, size_t size) {
  enum { REMEMBERED = 1024 };
  static struct { uint32_t offset, size; } remembered[REMEMBERED];
  uint64_t hash = 0xcbf29ce484222325ull; /* FNV-1a */
  for (size_t i = 0; i < size; i++) hash = (hash ^ (uint8_t)bytes[i]) * 0x100000001b3ull;
  uint32_t place = (uint32_t)(hash >> 40) % REMEMBERED;
  uint32_t offset = remembered[place].offset;
  if (offset != 0 && remembered[place].size == size &&
      memcmp(table_entry(SCRY_TABLE_STRINGS, offset), bytes, size) == 0) {
    return offset;
  }
  offset = string_keep(bytes, size);
  remembered[place].offset = offset;
  remembered[place].size = (uint32_t)size;
  return offset;
}

/* Address space for us. Under `ulimit -v` a quarter of the limit: the program counts on the rest. */
static uint64_t reservation_size(void) {
  uint64_t limit[2] = {RLIM_INFINITY, RLIM_INFINITY};
  sys_call6(SYS_prlimit64, 0, RLIMIT_AS, 0, (long)limit, 0, 0);
  if (limit[0] == RLIM_INFINITY || limit[0] / 4 > RESERVATION) return RESERVATION;
  return limit[0] / 4 & -(uint64_t)PAGE;
}

static uint64_t reserve(uint64_t *size) {
  int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
  for (; *size >= SMALLEST_RESERVATION; *size /= 2) {
    long result = sys_mmap(SCRY_INDEX_HINT - PAGE, *size, PROT_NONE, flags | MAP_FIXED_NOREPLACE, -1);
    if (sys_failed(result)) result = sys_mmap(0, *size, PROT_NONE, flags, -1);
    if (!sys_failed(result)) return (uint64_t)result;
  }
  return 0;
}

static struct scry_index_table table_of(const struct layout *layout, uint64_t address, uint64_t capacity) {
  return (struct scry_index_table){.address = address, .capacity = capacity, .stride = layout->stride};
}

/* Places what has a seed from `cursor` on and returns the end, a page boundary. */
static uint64_t place_seeds(struct scry_index_header *page, uint64_t cursor) {
  for (int i = 0; i < LAYOUTS; i++) {
    if (layouts[i].seed == 0) continue;
    page->tables[layouts[i].kind] = table_of(&layouts[i], cursor, layouts[i].seed);
    committed[layouts[i].kind] = (uint64_t)layouts[i].seed * layouts[i].stride;
    cursor = round_up(cursor + committed[layouts[i].kind], 64);
  }
  return round_up(cursor, PAGE);
}

static uint64_t place_area(struct area *area, uint64_t start, uint64_t size) {
  *area = (struct area){start, start + size};
  return area->end;
}

/* Places the others, the rooms of those that may move, and the areas. */
static void place_tables(struct scry_index_header *page, uint64_t cursor, uint64_t end) {
  uint64_t share = page->reservation_size / RESIDENT_SHARE & -(uint64_t)PAGE;
  for (int i = 0; i < LAYOUTS; i++) {
    const struct layout *layout = &layouts[i];
    if (layout->seed != 0 && layout->seed == layout->capacity) continue;
    if (layout->kind == SCRY_TABLE_SLOTS) {
      cursor = place_area(&resident_area, place_area(&private_area, cursor, PRIVATE_SPACE), share);
    }
    uint64_t capacity = layout->capacity != 0 ? layout->capacity : (end - cursor) / layout->stride;
    if (layout->seed != 0) rooms[layout->kind] = (struct room){cursor, capacity};
    else page->tables[layout->kind] = table_of(layout, cursor, capacity);
    cursor = round_up(cursor + capacity * layout->stride, PAGE);
  }
}

static uint64_t now(void) {
  struct timespec time = {0, 0};
  sys_call3(SYS_clock_gettime, CLOCK_REALTIME, (long)&time, 0);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

/* The bytes of everything that lies behind the header with a seed. */
static uint64_t seeds_size(void) {
  uint64_t size = round_up(sizeof(struct scry_index_header), 64);
  for (int i = 0; i < LAYOUTS; i++) size = round_up(size + (uint64_t)layouts[i].seed * layouts[i].stride, 64);
  return round_up(size, PAGE);
}

enum scry_index_reason tables_start(void) {
  uint64_t size = reservation_size();
  if (size < SMALLEST_RESERVATION) return SCRY_STOP_ADDRESS_LIMIT;
  uint64_t base = reserve(&size);
  if (base == 0) return SCRY_STOP_RESERVATION;
  /* A huge page under a table would cost 2 MiB for its first entry; without DONTDUMP a core would hold 64 GiB of nothing. */
  sys_madvise(base, size, MADV_NOHUGEPAGE);
  sys_madvise(base, size, MADV_DONTDUMP);

  /* The page of the locks is in front, where it does not part other mappings. */
  uint64_t first = base + PAGE, seeds = seeds_size();
  if (sys_failed(sys_mprotect(base, PAGE, PROT_READ | PROT_WRITE)) || !commit(first, first + seeds)) {
    sys_munmap(base, size);
    return SCRY_STOP_RESERVATION;
  }
  struct scry_index_header *page = (struct scry_index_header *)first;
  *page = own_header;
  page->reservation = base;
  page->reservation_size = size;
  page->start_time = now();
  page->pid = sys_getpid();
  place_seeds(page, first + round_up(sizeof *page, 64));
  place_tables(page, first + seeds, base + size);

  struct scry_index_table *table = &page->tables[SCRY_TABLE_CHUNKS];
  if (sys_failed(sys_mprotect(table->address, table->capacity * table->stride, PROT_READ))) {
    sys_munmap(base, size);
    return SCRY_STOP_RESERVATION;
  }
  table->count = table->capacity;
  chunks = (struct scry_index_chunk *)table->address;
  slots = (char *)page->tables[SCRY_TABLE_SLOTS].address;
  locks_start((void *)base);
  header = page;
  scry_index_locator.header = first;
  return SCRY_STOP_NONE;
}
