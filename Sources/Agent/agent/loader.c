/* dlopen and dlclose: noticing that modules come and go. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <link.h>
#include <string.h>

#include "modules.h"
#include "real.h"

/* dlopen looks at its return address: for the RUNPATH of whoever calls, for $ORIGIN, for the namespace. Seen from here the caller would be
 * the agent, and a library that a program finds today would not be found. A path that names a file leaves nothing to look up, so those
 * calls (plugins, extension modules) are wrapped; for all others the real function is jumped to, with the caller's return address in place, and
 * the new modules are noticed at the next new call chain or dlopen. */
static bool caller_matters(const char *path) {
  return path != NULL && (strchr(path, '/') == NULL || strchr(path, '$') != NULL);
}

/* Returns the function to jump to, or NULL when dlopen_here is to be called. */
__attribute__((used)) static void *dlopen_target(const char *path) {
  real_ready();
  modules_catch_up();
  if (!caller_matters(path)) return NULL;
  modules_may_change();
  return (void *)real.dlopen;
}

__attribute__((used)) static void *dlopen_here(const char *path, int mode) {
  void *handle = real.dlopen(path, mode);
  if (handle != NULL && path != NULL) modules_scan();
  return handle;
}

__attribute__((used)) static void *dlmopen_target(void) {
  real_ready();
  modules_may_change();
  return (void *)real.dlmopen;
}

/* Tail calls that C cannot promise: the arguments and the return address have to be those of the caller. */
__asm__(
    ".text\n"
    ".globl dlopen\n"
    ".type dlopen, @function\n"
    "dlopen:\n"
    "  .cfi_startproc\n"
    "  pushq %rdi\n"
    "  .cfi_adjust_cfa_offset 8\n"
    "  pushq %rsi\n"
    "  .cfi_adjust_cfa_offset 8\n"
    "  subq $8, %rsp\n"
    "  .cfi_adjust_cfa_offset 8\n"
    "  call dlopen_target\n"
    "  addq $8, %rsp\n"
    "  .cfi_adjust_cfa_offset -8\n"
    "  popq %rsi\n"
    "  .cfi_adjust_cfa_offset -8\n"
    "  popq %rdi\n"
    "  .cfi_adjust_cfa_offset -8\n"
    "  testq %rax, %rax\n"
    "  jz dlopen_here\n"
    "  jmpq *%rax\n"
    "  .cfi_endproc\n"
    ".size dlopen, .-dlopen\n"
    ".globl dlmopen\n"
    ".type dlmopen, @function\n"
    "dlmopen:\n"
    "  .cfi_startproc\n"
    "  pushq %rdi\n"
    "  .cfi_adjust_cfa_offset 8\n"
    "  pushq %rsi\n"
    "  .cfi_adjust_cfa_offset 8\n"
    "  pushq %rdx\n"
    "  .cfi_adjust_cfa_offset 8\n"
    "  call dlmopen_target\n"
    "  popq %rdx\n"
    "  .cfi_adjust_cfa_offset -8\n"
    "  popq %rsi\n"
    "  .cfi_adjust_cfa_offset -8\n"
    "  popq %rdi\n"
    "  .cfi_adjust_cfa_offset -8\n"
    "  jmpq *%rax\n"
    "  .cfi_endproc\n"
    ".size dlmopen, .-dlmopen\n");

/* dlclose does not care who calls. Destructors run inside it, so the module is still there for what they free. */
EXPORT int dlclose(void *handle) {
  real_ready();
  int result = real.dlclose(handle);
  modules_scan();
  return result;
}
