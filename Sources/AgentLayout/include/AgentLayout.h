/* Every table that the agent writes or reads, defined once for both sides. */
#include "scry_meta.h"
