#include "clinux.h"
#include "clinux_trace.h"
#include <errno.h>
#include <sys/xattr.h>

long clinux_attribute_size(const char *path, const char *name) {
  ssize_t size = getxattr(path, name, 0, 0);
  return size < 0 ? -errno : size;
}

long clinux_attribute(const char *path, const char *name, void *buffer, size_t size) {
  ssize_t filled = getxattr(path, name, buffer, size);
  return filled < 0 ? -errno : filled;
}
