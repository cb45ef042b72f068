/* The threads of the program and their stacks. */
#ifndef SCRY_THREADS_H
#define SCRY_THREADS_H

#include "agent.h"

/* Records the main thread. */
void threads_start(void);

/* In a forked child: only the thread that forked is left. */
void threads_after_fork(void);

/* The index in THREADS of a thread whose stack or alternate stack holds `address`; -1 if none that is known. */
long thread_of(uint64_t address);

#endif
