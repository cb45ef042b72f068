/* scry_alloc.h: ask the agent about an address, from inside the process (Kell 2015, Fig. 3). */
#ifndef SCRY_ALLOC_H
#define SCRY_ALLOC_H
#endif
