// Signals to the tracer itself, noted rather than acted upon, and the tick that ends a long wait.
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>

#include "clinux_trace.h"

static volatile sig_atomic_t noted;
static volatile sig_atomic_t ticked;

// A signal that comes between the look at `noted` and the wait would be slept over, so it is repeated by the tick.
enum { REPEAT = 10000 };

static void tick(int signal) {
  (void)signal;
  ticked = 1;
}

static void note(int signal) {
  int saved = errno;
  noted = signal;
  clinux_tick_every(REPEAT);
  errno = saved;
}

int clinux_note_signal(int signal) {
  // Without SA_RESTART: wait4 must return.
  struct sigaction action = {.sa_handler = note};
  return sigaction(signal, &action, 0) < 0 ? -errno : 0;
}

int clinux_noted_signal(void) { return noted; }

void clinux_tick_every(long microseconds) {
  struct itimerval interval = {{0, microseconds}, {0, microseconds}};
  struct sigaction action = {.sa_handler = tick};
  if (microseconds > 0) {
    sigaction(SIGALRM, &action, 0);
    // Whoever started us may have blocked it.
    sigset_t alarm;
    sigemptyset(&alarm);
    sigaddset(&alarm, SIGALRM);
    sigprocmask(SIG_UNBLOCK, &alarm, 0);
  }
  setitimer(ITIMER_REAL, &interval, 0);
}

bool clinux_take_tick(void) {
  bool result = ticked;
  ticked = 0;
  return result;
}

void clinux_ignore_signal(int number) { signal(number, SIG_IGN); }
void clinux_default_signal(int number) { signal(number, SIG_DFL); }

void clinux_die_of(int number) {
  // The core file is the target's, if there is one.
  struct rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
  signal(number, SIG_DFL);
  raise(number);
  sigset_t mask;
  sigemptyset(&mask);
  sigaddset(&mask, number);
  sigprocmask(SIG_UNBLOCK, &mask, 0);
}
