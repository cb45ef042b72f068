#!/bin/sh
# build-agent.sh SOURCES PUBLIC-INCLUDE LAYOUT-INCLUDE OUTPUT: compiles and links the agent. Needs libc alone.
set -eu
exec ${CC:-cc} -std=gnu11 -O2 -g -fPIC -shared -fvisibility=hidden -ftls-model=initial-exec \
  -fno-plt -Wall -Wextra -Werror -Wl,-z,now -Wl,-z,initfirst -Wl,-z,noseparate-code -Wl,-soname,libscry-agent.so -Wl,--no-undefined \
  -I"$2" -I"$3" "$1"/*.c -o "$4" -ldl -lpthread
