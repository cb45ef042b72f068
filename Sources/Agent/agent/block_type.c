/* The type of a heap block, from what the analysis knows of its sites. */
#include <string.h>

#include "sites.h"
#include "types.h"

/* How a type explains a block's size, best first. */
enum fit { FIT_EXACT, FIT_FLEXIBLE, FIT_ARRAY, FIT_PREFIX, FIT_OPAQUE, FIT_CHARACTERS, FIT_NONE };

struct choice {
  const struct scry_meta_type *type;
  uint64_t offset;
  enum fit fit;
  bool ambiguous; /* another type fits as well */
  bool declared;  /* the user says so */
  bool open;      /* the user says that only the block's bytes tell, or that it is an arena's */
};

/* A structure whose size merely divides the block is its start: an array needs arguments that multiply (`repeats`). */
static enum fit fit_of(const struct scry_meta_header *meta, const struct scry_meta_type *type, uint64_t space,
                       bool repeats) {
  bool aggregate = type->kind == SCRY_KIND_STRUCT || type->kind == SCRY_KIND_CLASS || type->kind == SCRY_KIND_UNION;
  uint64_t end;
  if (type->kind == SCRY_KIND_BASE && type->size == 1) return FIT_CHARACTERS;
  if (type->size == space && space > 0) return FIT_EXACT;
  if (type_flexible_end(meta, type, &end) && space >= end) return FIT_FLEXIBLE;
  if (type->size == SCRY_META_UNKNOWN_SIZE || type->size == 0) return FIT_OPAQUE;
  if (space < type->size) return FIT_NONE;
  return space % type->size == 0 && (repeats || !aggregate) ? FIT_ARRAY : FIT_PREFIX;
}

static const struct scry_meta_site *find_site(const struct scry_meta_header *meta, uint64_t return_address) {
  uint64_t count, low = 0;
  const struct scry_meta_site *sites = meta_section(meta, SCRY_META_SITES, &count);
  uint64_t high = count;
  while (low < high) {
    uint64_t middle = low + (high - low) / 2;
    if (sites[middle].return_address < return_address) low = middle + 1;
    else high = middle;
  }
  return low < count && sites[low].return_address == return_address ? &sites[low] : NULL;
}

/* The best strong candidate of one site for a block of `size` bytes, of which the site's own pointer skips `skipped`. */
static struct choice choose(const struct scry_meta_header *meta, const struct scry_meta_site *site, uint64_t size,
                            int64_t skipped) {
  struct choice best = {.fit = FIT_NONE};
  uint64_t count;
  const struct scry_meta_candidate *candidates = meta_section(meta, SCRY_META_CANDIDATES, &count);
  if (site->first > count || site->count > count - site->first) return best;
  for (uint32_t i = 0; i < site->count; i++) {
    const struct scry_meta_candidate *candidate = &candidates[site->first + i];
    const struct scry_meta_type *type = type_concrete(meta, type_at(meta, candidate->type));
    int64_t offset = skipped + candidate->offset;
    if (candidate->strength == SCRY_WEAK || type == NULL || offset < 0 || (uint64_t)offset > size) continue;
    if (candidate->flags & (SCRY_CANDIDATE_SELECTED | SCRY_CANDIDATE_ARENA)) {
      best.open = true;
      continue;
    }
    enum fit fit =
        fit_of(meta, type, size - (uint64_t)offset, candidate->flags & SCRY_CANDIDATE_REPEATS);
    if (candidate->reason == SCRY_REASON_USER && fit != FIT_NONE)
      return (struct choice){type, (uint64_t)offset, fit, .declared = true};
    if (fit < best.fit) {
      best = (struct choice){type, (uint64_t)offset, fit, .open = best.open};
    } else if (fit == best.fit && fit != FIT_NONE && best.type->digest != type->digest) {
      best.ambiguous = true;
    }
  }
  return best;
}

/* From an outer frame only a fit that explains all of the block replaces what an inner one said. */
static void merge(struct choice *best, const struct choice *outer) {
  best->open |= outer->open;
  if (outer->fit == FIT_NONE) return;
  if (outer->declared) *best = *outer;
  if (best->fit == FIT_NONE || (outer->fit <= FIT_FLEXIBLE && outer->fit < best->fit)) *best = *outer;
}

const struct scry_meta_type *block_type(uint32_t site, uint64_t size, uint64_t *offset) {
  uint32_t count, flags;
  const struct scry_index_frame *frames = site_frames(site, &count, &flags);
  struct choice best = {.fit = FIT_NONE};
  int64_t skipped = 0;
  bool leaves = true;
  for (uint32_t i = 0; frames != NULL && i < count && leaves; i++) {
    const struct scry_meta_header *meta = module_meta(frames[i].module);
    if (meta == NULL) continue; /* a library that nothing is known of; its caller may know */
    uint64_t bias = module_at(frames[i].module)->bias;
    const struct scry_meta_site *entry = find_site(meta, frames[i].return_address - bias);
    if (entry == NULL && frames[i].module == libc_module) continue;
    if (entry == NULL) break;
    struct choice choice = choose(meta, entry, size, skipped);
    merge(&best, &choice);
    if (best.open) return NULL;
    leaves = (entry->flags & (SCRY_SITE_RETURNS | SCRY_SITE_OUTPARAM)) && best.fit >= FIT_PREFIX;
    if (frames[i].module == libc_module && best.fit == FIT_NONE) leaves = true; /* strdup: the caller's call says what it is */
    skipped += entry->leave_offset;
  }
  /* The block went on to frames that were not recorded: what is known so far is only probable. */
  if (best.fit == FIT_NONE || best.ambiguous || leaves) return NULL;
  *offset = best.offset;
  return best.type;
}
