/* system_call_data.c: puts the tables into the program, so that no file has to be found when it starts. */
#include "system_call_data.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char system_calls[] = {
#embed "tables/system_calls.table"
};

static const unsigned char i386_calls[] = {
#embed "tables/system_calls_i386.table"
};

static const unsigned char constants[] = {
#embed "tables/constants.table"
};

static const unsigned char structures[] = {
#embed "tables/structures.table"
};

static const unsigned char choices[] = {
#embed "tables/choices.table"
};

static const unsigned char catalogue[] = {
#embed "kernel.catalogue"
};

#define TABLE(bytes) ((struct scry_table){bytes, sizeof bytes})

struct scry_table scry_system_calls_table(void) { return TABLE(system_calls); }

struct scry_table scry_i386_calls_table(void) { return TABLE(i386_calls); }

struct scry_table scry_constants_table(void) { return TABLE(constants); }

struct scry_table scry_structures_table(void) { return TABLE(structures); }

struct scry_table scry_choices_table(void) { return TABLE(choices); }

struct scry_table scry_kernel_catalogue(void) { return TABLE(catalogue); }
