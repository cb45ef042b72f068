# A program with threads that allocate, fork and end while others allocate.
cat >p.c <<'C'
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
static void *work(void *a) {
  long n = (long)a, sum = 0;
  for (int i = 0; i < 20000; i++) {
    char *p = malloc((size_t)(i * n) % 5000 + 1);
    p[0] = (char)i;
    p = realloc(p, (size_t)(i * 3) % 7000 + 1);
    sum += p[0];
    free(p);
  }
  return (void *)sum;
}
static void *breed(void *a) {
  for (int i = 0; i < 20; i++) {
    pid_t p = fork();
    if (p == 0) { free(malloc(1000)); void *m = calloc(10, 1000); free(m); _exit(3); }
    int s; waitpid(p, &s, 0);
    if (WEXITSTATUS(s) != 3) abort();
  }
  return a;
}
int main(void) {
  pthread_t t[6]; long total = 0;
  for (long i = 0; i < 5; i++) pthread_create(&t[i], NULL, work, (void *)(i + 1));
  pthread_create(&t[5], NULL, breed, NULL);
  for (int i = 0; i < 6; i++) { void *r; pthread_join(t[i], &r); total += (long)r; }
  for (int round = 0; round < 200; round++) { pthread_t q; pthread_create(&q, NULL, work, 0); pthread_detach(q); if (round % 50 == 0) usleep(1000); }
  printf("%ld\n", total);
  return 0;
}
C
gcc -O1 p.c -o p -pthread && ./p
