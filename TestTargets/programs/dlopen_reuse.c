// A library that is loaded, unloaded and loaded again: its data come and go, its blocks stay.
#include <dlfcn.h>
#include <stdlib.h>

#include "truth.h"

struct host {
  void *module;
  void *object;
};

typedef void *(*make_function)(int);

static void *load(void) {
  void *module = dlopen("$ORIGIN/dlopen_reuse-" FLAVOUR ".so", RTLD_NOW | RTLD_LOCAL);
  if (!module) abort();
  return module;
}

static void *make(void *module, int value) {
  void *symbol = dlsym(module, "plugin_make");
  make_function function = (make_function)symbol;
  return function(value);
}

int main(void) {
  void *first = load();
  void *old_block = make(first, 1);
  char *old_data = dlsym(first, "plugin_state");
  dlclose(first);
  void *gone = dlopen("$ORIGIN/dlopen_reuse-" FLAVOUR ".so", RTLD_NOW | RTLD_NOLOAD);

  // Something of ours may take the place of the library's data.
  struct host *host = malloc(sizeof *host);
  host->module = load();
  host->object = make(host->module, 2);
  char *data = dlsym(host->module, "plugin_state");
  char *code = dlsym(host->module, "plugin_make");

  truth(old_block, "allocator: malloc; state: live; base: %p; typeOrNone: struct plugin_object", old_block);
  truth((char *)host->object + 8,
        "allocator: malloc; state: live; base: %p; type: struct plugin_object; path: .weight; memberType: double; "
        "site.function: plugin_make",
        host->object);
  truth(data + 4, "allocator: static; type: struct plugin_state; path: .loads; memberType: int; symbol: plugin_state");
  truth(code, "allocator: code; symbol: plugin_make");
  truth(&host->object, "allocator: malloc; type: struct host; path: .object; memberType: void *");
  if (!gone && old_data != data) truth(old_data, "allocator: none");
  return ready();
}
