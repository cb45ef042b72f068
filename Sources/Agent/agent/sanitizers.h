/* AddressSanitizer and its relatives: the agent stands aside for them. */
#ifndef SCRY_SANITIZERS_H
#define SCRY_SANITIZERS_H

#include "agent.h"

/* Whether the program runs under a sanitizer: they lay shadow memory over the place that the tables would take, and have an allocator
 * of their own to watch. Looked up once. */
bool sanitizer_present(void);

#endif
