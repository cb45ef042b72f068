/* Frees an account that the bank still knows, and looks at its owner afterwards. */
#include <stdlib.h>
#include <string.h>

struct owner {
  char name[20];
  int year;
};

struct account {
  char number[16];
  long balance;
  struct owner *owner;
};

static struct account *bank[4];

static void open_account(int place, const char *name) {
  struct account *account = malloc(sizeof *account);
  strcpy(account->number, "DE12 3456 7890");
  account->balance = 100;
  account->owner = calloc(1, sizeof *account->owner);
  strcpy(account->owner->name, name);
  bank[place] = account;
}

static void close_account(struct account *account) {
  free(account->owner);
  memset(account, 0xdd, sizeof *account);
  free(account);
}

static int years(const struct account *account) { return 2026 - account->owner->year; }

int main(void) {
  for (int i = 0; i < 4; i++) open_account(i, "alice");
  close_account(bank[2]);
  int sum = 0;
  for (int i = 0; i < 4; i++) sum += years(bank[i]);
  return sum;
}
