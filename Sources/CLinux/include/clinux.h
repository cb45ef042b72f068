/* clinux.h: Linux calls that Swift cannot import, each returning -errno instead of setting errno. */
#ifndef CLINUX_H
#define CLINUX_H
#include <stddef.h>
#include <stdint.h>

/* process_vm_readv of one range: the bytes read, possibly fewer than asked, or -errno. */
long clinux_process_vm_read(int pid, uint64_t address, void *buffer, size_t length);

/* process_vm_writev of one range: the bytes written, possibly fewer than asked, or -errno. */
long clinux_process_vm_write(int pid, uint64_t address, const void *buffer, size_t length);

/* A pipe whose two descriptors (ends[0] to read, ends[1] to write) are closed on exec: 0 or -errno. */
int clinux_pipe(int ends[2]);

/* getxattr of a file, links followed: the bytes of the attribute, or -errno. */
long clinux_attribute_size(const char *path, const char *name);

#endif
