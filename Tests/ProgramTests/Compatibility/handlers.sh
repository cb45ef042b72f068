# Signal handlers: at full speed, nested, on an alternate stack, and after a stack that ran over.
ulimit -c 0
cat >p.c <<'C'
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
static volatile sig_atomic_t ticks, faults;
static sigjmp_buf back;
static void tick(int n) { (void)n; ticks++; }
static void fault(int n) { (void)n; faults++; siglongjmp(back, 1); }
static int deep(int n) { volatile char a[4096]; a[0] = (char)n; return n == 0 ? 0 : deep(n + 1) + a[0]; }
int main(void) {
  stack_t s = {.ss_sp = malloc(65536), .ss_size = 65536};
  sigaltstack(&s, NULL);
  struct sigaction f = {.sa_handler = fault, .sa_flags = SA_ONSTACK}, t = {.sa_handler = tick, .sa_flags = SA_RESTART};
  sigaction(SIGSEGV, &f, NULL);
  sigaction(SIGALRM, &t, NULL);
  struct itimerval v = {{0, 200}, {0, 200}};
  setitimer(ITIMER_REAL, &v, NULL);
  long n = 0;
  while (ticks < 200) { char *p = malloc((size_t)(n++ % 3000)); p = realloc(p, 4000); free(p); }
  memset(&v, 0, sizeof v);
  setitimer(ITIMER_REAL, &v, NULL);
  if (!sigsetjmp(back, 1)) deep(1);
  if (!sigsetjmp(back, 1)) *(volatile int *)8 = 1;
  stack_t now;
  sigaltstack(NULL, &now);
  printf("%d %d %d\n", ticks >= 200, (int)faults, now.ss_sp == s.ss_sp);
  struct sigaction old;
  for (int i = 1; i < 32; i++) if (sigaction(i, NULL, &old) == 0 && old.sa_handler != SIG_DFL) printf("%d ", i);
  puts("");
}
C
gcc -O0 -w p.c -o p && ./p
