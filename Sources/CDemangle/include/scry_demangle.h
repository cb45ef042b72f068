/*
 * scry_demangle.h: names of C++ symbols as people write them, by libiberty's demangler (the one of nm and gdb).
 */
#ifndef SCRY_DEMANGLE_H
#define SCRY_DEMANGLE_H

#include <stddef.h>

/*
 * Writes the name that `mangled` stands for, without parameters and return type, to `name`: not ended by a zero byte.
 * Returns its length; 0 when the symbol is not a mangled name or when its name is longer than `room`.
 */
size_t scry_demangle(const char *mangled, char *name, size_t room);

#endif
