// A library whose one function never comes back.
#ifndef NO_RETURN_H
#define NO_RETURN_H

int keep(void *block);
void stop_with(const char *reason) __attribute__((noreturn));

#endif
