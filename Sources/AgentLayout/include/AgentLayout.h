/* Every table that the agent writes or reads, defined once for both sides. */
#include "scry_index.h"
#include "scry_meta.h"
