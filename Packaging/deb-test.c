/* The program that deb-test asks about: prints its process id and an address, and waits for the end of its input. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct book {
  long pages;
  const char *title;
  struct book *next;
};

static struct book *first;

static void shelve(long pages, const char *title) {
  struct book *book = malloc(sizeof *book);
  book->pages = pages;
  book->title = title;
  book->next = first;
  first = book;
}

int main(void) {
  shelve(4, "short");
  shelve(7, "long");
  printf("%d %p\n", (int)getpid(), (void *)first);
  fflush(stdout);
  while (getchar() != EOF) {
  }
  return 0;
}
