// A list linked through void pointers.
#include <stdlib.h>
struct node { void *next; int value; };
int main(void) { struct node *n = malloc(sizeof *n); n->next = n; n->value = 7; return n->value - 7; }
