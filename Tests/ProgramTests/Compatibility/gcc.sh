# gcc: driver, cc1, as, collect2, ld; and the program that they make.
cat >p.c <<'C'
#include <stdio.h>
#include <string.h>
struct big { int a[100]; char name[32]; };
static int cmp(const struct big *x, const struct big *y) { return strcmp(x->name, y->name); }
int main(void) {
  struct big b[3] = {{{1}, "one"}, {{2}, "two"}, {{3}, "three"}};
  int s = 0;
  for (int i = 0; i < 3; i++) for (int j = 0; j < 3; j++) s += b[i].a[0] * cmp(&b[i], &b[j]) > 0;
  printf("%d\n", s);
  return 5;
}
C
gcc -O2 -Wall -Wextra -g p.c -o p && ./p; echo "status $?"
gcc -O2 -S -o - p.c | grep -c mov
printf 'int main(void) { return undeclared; }\n' >bad.c
gcc bad.c -o bad; echo "status $?"
