/* theme_data.h: the themes that come with Scry, as bytes of our own program. */
#ifndef THEME_DATA_H
#define THEME_DATA_H
#include <stddef.h>

/* A file of the folder Themes: its name without the ending, and its bytes, which live as long as the program. */
struct scry_theme_file {
    const char *name;
    const void *start;
    size_t size;
};

/* The default is number 0. All null when there is no theme of that number. */
struct scry_theme_file scry_theme_file(size_t number);

#endif
