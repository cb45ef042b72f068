// Pipes that are closed in every process that is started at the same time.
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "clinux.h"

int clinux_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC) == 0 ? 0 : -errno; }
