# gdb, which runs a program under itself.
cat >p.c <<'C'
#include <stdlib.h>
struct node { int value; struct node *next; };
int sum(struct node *n) { return n ? n->value + sum(n->next) : 0; }
int main(void) {
  struct node *n = 0;
  for (int i = 1; i <= 3; i++) { struct node *m = malloc(sizeof *m); m->value = i; m->next = n; n = m; }
  return sum(n);
}
C
gcc -g p.c -o p && gdb -nx --batch -ex 'break sum' -ex 'run >/dev/null' -ex 'print *n->next->next' -ex 'backtrace' \
  -ex 'delete' -ex 'continue' p 2>&1 | sed -e 's/0x[0-9a-f]*/ADDR/g' -e 's/process [0-9]*/process N/' | grep -v -e warning -e libthread -e debuginfod
