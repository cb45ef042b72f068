/* The type of a heap block, from what the analysis knows of its sites. */
#include <string.h>

#include "sites.h"
#include "types.h"

/* How a type explains a block's size, best first. */
enum fit { FIT_EXACT, FIT_FLEXIBLE, FIT_ARRAY, FIT_PREFIX, FIT_OPAQUE, FIT_CHARACTERS, FIT_NONE };

struct choice {
  const struct scry_meta_type *type;
  int64_t offset;
  enum fit fit;
  bool repeats;   /* the call's arguments multiply the type's size */
  bool ambiguous; /* another type fits as well */
  bool declared;  /* the user says so */
  bool open;      /* the user says that only the block's bytes tell, or that it is an arena's */
};

static bool is_aggregate(const struct scry_meta_type *type) {
  return type->kind == SCRY_KIND_STRUCT || type->kind == SCRY_KIND_CLASS || type->kind == SCRY_KIND_UNION;
}

/* A structure whose size merely divides the block is its start: an array needs arguments that multiply, and nothing else behind it. */
static enum fit fit_of(const struct scry_meta_header *meta, const struct scry_meta_type *type, uint64_t space,
                       uint32_t flags) {
  uint64_t end;
  if (type->kind == SCRY_KIND_BASE && type->size == 1) return FIT_CHARACTERS;
  if (type->size == space && space > 0) return FIT_EXACT;
  if (type_flexible_end(meta, type, &end) && space >= end) return FIT_FLEXIBLE;
  if (type->size == SCRY_META_UNKNOWN_SIZE || type->size == 0) return FIT_OPAQUE;
  if (space < type->size) return FIT_NONE;
  bool may_repeat = !(flags & SCRY_CANDIDATE_FOLLOWED) && (flags & SCRY_CANDIDATE_REPEATS || !is_aggregate(type));
  return space % type->size == 0 && may_repeat ? FIT_ARRAY : FIT_PREFIX;
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

/* Whether `a` is better than `b`, which explains the block at `b_inside`: objects at the site's own pointer come first. */
static bool is_better(enum fit a, bool a_inside, enum fit b, bool b_inside) {
  if (a == FIT_NONE || b == FIT_NONE) return a < b;
  return a_inside != b_inside ? b_inside : a < b;
}

/* The best strong candidate of one site for a block of `size` bytes, of which the site's own pointer skips `skipped`. Numbers and
 * pointers inside the block are members of something, unless there are several or the pointer to them leaves. */
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
    bool repeats = candidate->flags & SCRY_CANDIDATE_REPEATS, inside = candidate->offset != 0;
    if (candidate->strength == SCRY_WEAK || type == NULL || offset < 0 || (uint64_t)offset > size) continue;
    if (candidate->flags & (SCRY_CANDIDATE_SELECTED | SCRY_CANDIDATE_ARENA)) {
      best.open = true;
      continue;
    }
    enum fit fit = fit_of(meta, type, size - (uint64_t)offset, candidate->flags);
    if (candidate->reason == SCRY_REASON_USER && fit != FIT_NONE) {
      return (struct choice){type, offset, fit, repeats, .declared = true};
    }
    if (inside && !repeats && !is_aggregate(type) && candidate->offset != site->leave_offset) continue;
    bool best_inside = best.offset != skipped;
    if (is_better(fit, inside, best.fit, best_inside)) {
      best = (struct choice){type, offset, fit, repeats, .open = best.open};
    } else if (fit == best.fit && fit != FIT_NONE && inside == best_inside && best.type->digest != type->digest) {
      best.ambiguous = true;
    }
  }
  return best;
}

/* Whether a choice ends before an offset from which the rest of the block is handed on. */
static bool is_header(const struct choice *choice, int64_t leave) {
  if (leave <= choice->offset) return false;
  if (choice->type->size == SCRY_META_UNKNOWN_SIZE || !is_aggregate(choice->type)) return true;
  return choice->type->size <= (uint64_t)(leave - choice->offset);
}

/* Whether no outer frame can know better. Arrays of numbers and pointers fit almost any size. */
static bool is_settled(const struct choice *choice, int64_t leave) {
  return choice->fit <= FIT_FLEXIBLE && is_aggregate(choice->type) && !is_header(choice, leave);
}

/* Whether a choice is what was allocated when a header stands before it. A pool's first object explains no more of the block than
 * the pool's header, numbers and pointers divide any size, and characters explain no more than the header's own array. */
static bool is_object_behind(const struct choice *object, const struct choice *header) {
  if (!is_aggregate(header->type)) return true;
  if (object->fit == FIT_ARRAY) return object->repeats || is_aggregate(object->type);
  if (object->fit == FIT_CHARACTERS) return header->fit != FIT_FLEXIBLE;
  return object->fit != FIT_PREFIX;
}

/* Whether an outer frame, whose call gave the pointer at `base`, is believed over what inner ones said. */
static bool replaces(const struct choice *outer, const struct choice *inner, int64_t base) {
  if (outer->fit == FIT_NONE || inner->fit == FIT_NONE) return outer->fit < inner->fit;
  if (is_header(inner, base) && outer->offset >= base && is_object_behind(outer, inner)) return true;
  if (outer->fit <= FIT_FLEXIBLE && (is_aggregate(outer->type) || inner->fit >= FIT_PREFIX)) return true;
  if (inner->fit == FIT_PREFIX && is_aggregate(inner->type) && outer->offset == inner->offset) {
    if (outer->fit == FIT_ARRAY) return outer->repeats;
    return outer->fit == FIT_PREFIX && is_aggregate(outer->type) && outer->type->size > inner->type->size;
  }
  return inner->fit == FIT_CHARACTERS && outer->fit < FIT_CHARACTERS;
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
    if (choice.open) return NULL;
    if (choice.declared || (!best.declared && replaces(&choice, &best, skipped))) best = choice;
    leaves = !best.declared && (entry->flags & (SCRY_SITE_RETURNS | SCRY_SITE_OUTPARAM));
    if (best.fit != FIT_NONE && is_settled(&best, skipped + entry->leave_offset)) leaves = false;
    if (frames[i].module == libc_module && best.fit == FIT_NONE) leaves = true; /* strdup: the caller's call says what it is */
    skipped += entry->leave_offset;
    /* Numbers and pointers before what is handed on are a hidden header, and say nothing of the object. */
    if (best.fit != FIT_NONE && !is_aggregate(best.type) && is_header(&best, skipped)) best.fit = FIT_NONE;
  }
  /* The block went on to frames that were not recorded: what is known so far is only probable. */
  if (best.fit == FIT_NONE || best.ambiguous || leaves) return NULL;
  *offset = (uint64_t)best.offset;
  return best.type;
}
