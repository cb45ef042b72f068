// opaque_shared.h: a handle of a shared library; users know only its name.
#ifndef OPAQUE_SHARED_H
#define OPAQUE_SHARED_H

struct database;

struct database *database_open(const char *name);
const void *database_count_address(struct database *database);
extern int database_opened;

#endif
