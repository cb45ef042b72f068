/* error_names.c: the names of errors, which glibc has as GNU extensions only. */
#include <string.h>

#include "clinux.h"

const char *clinux_error_name(int error) { return strerrorname_np(error); }

const char *clinux_error_description(int error) { return strerrordesc_np(error); }
