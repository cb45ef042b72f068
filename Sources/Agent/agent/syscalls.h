/* System calls without libc: they leave errno alone, are no cancellation points, and cannot be interposed (by us, for one). */
#ifndef SCRY_SYSCALLS_H
#define SCRY_SYSCALLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>

/* Every function returns what the kernel does: a result, or -errno in -4095 to -1. */
static inline long sys_call6(long number, long a, long b, long c, long d, long e, long f) {
  long result;
  register long r10 __asm__("r10") = d;
  register long r8 __asm__("r8") = e;
  register long r9 __asm__("r9") = f;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                   : "rcx", "r11", "memory");
  return result;
}

static inline long sys_call3(long number, long a, long b, long c) {
  return sys_call6(number, a, b, c, 0, 0, 0);
}

static inline bool sys_failed(long result) { return (unsigned long)result > -4096ul; }

/* Without an offset; `descriptor` is -1 for anonymous memory. */
static inline long sys_mmap(uint64_t address, size_t size, int protection, int flags, int descriptor) {
  return sys_call6(SYS_mmap, (long)address, (long)size, protection, flags, descriptor, 0);
}

static inline long sys_munmap(uint64_t address, size_t size) {
  return sys_call3(SYS_munmap, (long)address, (long)size, 0);
}

static inline long sys_mprotect(uint64_t address, size_t size, int protection) {
  return sys_call3(SYS_mprotect, (long)address, (long)size, protection);
}

static inline long sys_madvise(uint64_t address, size_t size, int advice) {
  return sys_call3(SYS_madvise, (long)address, (long)size, advice);
}

static inline long sys_open(const char *path, int flags) {
  return sys_call6(SYS_openat, -100 /* AT_FDCWD */, (long)path, flags, 0, 0, 0);
}

static inline long sys_read(int descriptor, void *buffer, size_t size) {
  return sys_call3(SYS_read, descriptor, (long)buffer, (long)size);
}

static inline long sys_close(int descriptor) { return sys_call3(SYS_close, descriptor, 0, 0); }

static inline long sys_readlink(const char *path, char *buffer, size_t size) {
  return sys_call3(SYS_readlink, (long)path, (long)buffer, (long)size);
}

static inline int sys_getpid(void) { return (int)sys_call3(SYS_getpid, 0, 0, 0); }

static inline int sys_gettid(void) { return (int)sys_call3(SYS_gettid, 0, 0, 0); }

static inline void sys_yield(void) { sys_call3(SYS_sched_yield, 0, 0, 0); }

#endif
