#!/bin/sh
# build-target.sh KIND SOURCE OUTPUT INCLUDE COMPILER FLAG...: compiles one test target (KIND program, shared or plugin).
# A program is linked with its other units (NAME.unit.c) and with its shared library (NAME.shared.c), which lies beside it;
# it finds what it loads itself by the macro FLAVOUR. A line "// build: FLAGS" in the source adds flags.
set -eu
kind=$1 source=$2 output=$3 include=$4 compiler=$5
shift 5
case $source in
*.cpp) case $compiler in gcc) compiler=g++ ;; clang) compiler=clang++ ;; esac ;;
esac

folder=$(dirname "$source")
name=$(basename "$source")
stem=$folder/${name%%.*}
flavour=$(basename "$output") && flavour=${flavour#*-} && flavour=${flavour%.so}

case $kind in
program)
  for unit in "$stem".unit.c "$stem".unit.cpp; do
    if [ -f "$unit" ]; then set -- "$@" "$unit"; fi
  done
  for shared in "$stem".shared.c "$stem".shared.cpp; do
    if [ -f "$shared" ]; then
      set -- "$@" "$(dirname "$output")/lib${stem##*/}-$flavour.so" "-Wl,-rpath,\$ORIGIN"
    fi
  done
  ;;
*) set -- "$@" -shared -fPIC "-Wl,-soname,$(basename "$output")" ;;
esac

# Asking about freed blocks and dead frames is what some programs are for.
quiet="-Wno-unknown-warning-option -Wno-use-after-free -Wno-dangling-pointer -Wno-maybe-uninitialized"
extra=$(sed -n 's,^// build: ,,p' "$source")
# shellcheck disable=SC2086
exec "$compiler" -g -D_GNU_SOURCE "-DFLAVOUR=\"$flavour\"" -I"$include" "$source" "$@" \
  -Wall -Wextra -Werror -Wno-unused-function $quiet -Wl,--build-id -o "$output" -pthread -ldl $extra
