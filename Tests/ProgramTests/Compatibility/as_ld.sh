# as and ld by hand: a static program without libc, which the agent cannot enter.
# expect: exit 42
cat >p.s <<'S'
.globl _start
_start:
  mov $1, %eax
  mov $1, %edi
  lea text(%rip), %rsi
  mov $6, %edx
  syscall
  mov $60, %eax
  mov $42, %edi
  syscall
.section .rodata
text: .ascii "plain\n"
S
as p.s -o p.o && ld p.o -o p && objdump -d p | grep -c syscall && ./p
