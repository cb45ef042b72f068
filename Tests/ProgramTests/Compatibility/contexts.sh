# Coroutines on stacks from malloc, longjmp out of them, and a program that counts its own descriptors and mappings.
cat >p.c <<'C'
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <ucontext.h>
#include <unistd.h>
static ucontext_t home, other[3];
static int steps;
static void body(int n) { for (int i = 0; i < 3; i++) { free(malloc(100)); steps += n; swapcontext(&other[n], &home); } }
int main(void) {
  for (int n = 0; n < 3; n++) {
    getcontext(&other[n]);
    other[n].uc_stack.ss_sp = malloc(65536); other[n].uc_stack.ss_size = 65536; other[n].uc_link = &home;
    makecontext(&other[n], (void (*)(void))body, 1, n);
  }
  for (int i = 0; i < 9; i++) swapcontext(&home, &other[i % 3]);
  int open_files = 0;
  for (int f = 3; f < 256; f++) open_files += fcntl(f, F_GETFD) >= 0;
  for (int f = 3; f < 256; f++) close(f);
  void *p = malloc(100000); free(p);
  printf("%d %d %d\n", steps, open_files, open("/dev/null", O_RDONLY));
}
C
gcc -O0 -w p.c -o p && ./p
