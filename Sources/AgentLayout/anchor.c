#include "AgentLayout.h"
/* Anchors the module: it has only headers. */
