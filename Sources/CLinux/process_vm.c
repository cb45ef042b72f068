#include "clinux.h"
#include <errno.h>
#include <sys/uio.h>

long clinux_process_vm_read(int pid, uint64_t address, void *buffer, size_t length) {
  struct iovec local = {buffer, length}, remote = {(void *)address, length};
  long got = process_vm_readv(pid, &local, 1, &remote, 1, 0);
  return got < 0 ? -errno : got;
}
