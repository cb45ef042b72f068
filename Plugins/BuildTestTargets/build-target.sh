#!/bin/sh
# build-target.sh SOURCE FLAVOUR OUTPUT INCLUDE: compiles one test target. A line "// build: FLAGS" in the source adds flags.
set -eu
source=$1 flavour=$2 output=$3 include=$4
case $source in *.cpp) gcc=g++ clang=clang++ ;; *) gcc=gcc clang=clang ;; esac
case $flavour in gcc-*) compiler=$gcc ;; *) compiler=$clang ;; esac
extra=$(sed -n 's,^// build: ,,p' "$source")
# shellcheck disable=SC2086
exec $compiler -g "-${flavour#*-}" -I"$include" -I"$(dirname "$source")" "$source" -o "$output" -pthread -ldl $extra
