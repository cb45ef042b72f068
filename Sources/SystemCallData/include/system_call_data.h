/* system_call_data.h: the tables that describe Linux's system calls, as bytes of our own program. */
#ifndef SYSTEM_CALL_DATA_H
#define SYSTEM_CALL_DATA_H
#include <stddef.h>

/* The bytes of one table; they live as long as the program. */
struct scry_table {
    const void *start;
    size_t size;
};

/* Text: the first lines of each file in the folder `tables` say how it is read. */
struct scry_table scry_system_calls_table(void);
struct scry_table scry_i386_calls_table(void);
struct scry_table scry_constants_table(void);
struct scry_table scry_structures_table(void);
struct scry_table scry_choices_table(void);

/* kernel.catalogue, in the layout of Documentation/FORMATS.md. */
struct scry_table scry_kernel_catalogue(void);

#endif
