/* system_call_data.c: puts the files of `tables` into the program, so that no file has to be found when it starts. */
#include "system_call_data.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char system_calls[] = {
#embed "tables/system_calls.table"
};

struct scry_table scry_system_calls_table(void) {
    return (struct scry_table){system_calls, sizeof system_calls};
}
