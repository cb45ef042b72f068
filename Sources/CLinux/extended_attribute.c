#include "clinux.h"
#include <errno.h>
#include <sys/xattr.h>

long clinux_attribute_size(const char *path, const char *name) {
  ssize_t size = getxattr(path, name, 0, 0);
  return size < 0 ? -errno : size;
}
