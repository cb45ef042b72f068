/* How to get from a frame to its caller. */
#ifndef SCRY_FRAME_RULES_H
#define SCRY_FRAME_RULES_H

#include "agent.h"
#include "scry_meta.h"

/* The rule for the frame that a return address lies in: in the form of scry_meta_wrapper. */
struct frame_rule {
  int32_t cfa_offset;
  int16_t rbp_offset;
  uint8_t cfa_register; /* enum scry_meta_frame_register */
};

/* Looks a return address up among the wrappers of a uniqtype table. */
bool wrapper_rule(const struct scry_meta_header *meta, uint64_t return_address, struct frame_rule *rule);

/* Computes the rule from .eh_frame, for code at `return_address` in a module whose .eh_frame_hdr is at `table`. False when the
 * code has no entry, or one of a form that the rule cannot express. */
bool unwind_rule(uint64_t table, uint64_t size, uint64_t low, uint64_t high, uint64_t return_address,
                 struct frame_rule *rule);

#endif
