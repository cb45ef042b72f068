/* Allocation sites: chains of return addresses as dense numbers. */
#ifndef SCRY_SITES_H
#define SCRY_SITES_H

#include "agent.h"

/* The site of a call of an allocation function: the number of its chain of return addresses. 0 when it cannot be had. */
uint32_t site_of(struct caller caller);

/* Makes later calls from [low, high) get new sites, because other code may lie there. */
void sites_forget(uint64_t low, uint64_t high);

/* The frames of a site, innermost first; NULL for 0 and numbers that do not exist. */
const struct scry_index_frame *site_frames(uint32_t site, uint32_t *count, uint32_t *flags);

#endif
