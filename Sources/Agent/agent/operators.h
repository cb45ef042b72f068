/* operator new and delete. */
#ifndef SCRY_OPERATORS_H
#define SCRY_OPERATORS_H

/* Decides whether the operators may skip the library's own, if the program has a C++ library. It is done at the first use otherwise (a
 * C program that loads one later), when looking symbols up ends what dlerror() would tell the program. */
void operators_start(void);

#endif
