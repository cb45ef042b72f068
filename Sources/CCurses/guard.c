/* guard.c: a crash must not leave the terminal without echo, and its report must be readable. */
#define NCURSES_WIDECHAR 1
#include "ccurses.h"

#include <curses.h>
#include <signal.h>
#include <stddef.h>
#include <termios.h>
#include <unistd.h>

static const int fatal[] = {SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT};
enum { FATAL_COUNT = sizeof fatal / sizeof *fatal };

static struct sigaction previous[FATAL_COUNT];
static struct termios original;
static volatile sig_atomic_t is_saved;

/*
 * endwin() is not async-signal-safe; a process that crashes has nothing to lose by it, and the modes are set again by
 * hand, in case that curses itself has crashed. Returning runs the instruction again, for the previous handler; what was
 * sent by kill(), raise() or abort() does not come again by itself.
 */
static void restore(int number, siginfo_t *information, void *context) {
  (void)context;
  for (int index = 0; index < FATAL_COUNT; index++)
    sigaction(fatal[index], &previous[index], NULL);
  if (is_saved) tcsetattr(STDIN_FILENO, TCSANOW, &original);
  endwin();
  if (is_saved) tcsetattr(STDIN_FILENO, TCSANOW, &original);
  if (information->si_code <= 0) raise(number);
}

void ccurses_guard(void) {
  is_saved = tcgetattr(STDIN_FILENO, &original) == 0;
  struct sigaction action = {.sa_sigaction = restore, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
  sigemptyset(&action.sa_mask);
  for (int index = 0; index < FATAL_COUNT; index++)
    sigaction(fatal[index], &action, &previous[index]);
}
