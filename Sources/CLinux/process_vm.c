#include "clinux.h"
#include <errno.h>
#include <sys/uio.h>

long clinux_process_vm_read(int pid, uint64_t address, void *buffer, size_t length) {
  struct iovec local = {buffer, length}, remote = {(void *)address, length};
  long got = process_vm_readv(pid, &local, 1, &remote, 1, 0);
  return got < 0 ? -errno : got;
}

long clinux_process_vm_write(int pid, uint64_t address, const void *buffer, size_t length) {
  struct iovec local = {(void *)buffer, length}, remote = {(void *)address, length};
  long got = process_vm_writev(pid, &local, 1, &remote, 1, 0);
  return got < 0 ? -errno : got;
}
