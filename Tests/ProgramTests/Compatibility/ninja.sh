# ninja: parallel edges, a dependency file, a rebuild of what changed, a failure.
cat >build.ninja <<'N'
rule cc
  command = gcc -O1 -MMD -MF $out.d -c $in -o $out
  depfile = $out.d
rule link
  command = gcc $in -o $out
build a.o: cc a.c
build b.o: cc b.c
build p: link a.o b.o
N
echo 'int f(void); int main(void) { return f() - 7; }' >a.c; echo 'int f(void) { return 7; }' >b.c
ninja -v | grep -c gcc; ./p && ninja | tail -1
echo 'int f(void) { return }' >b.c; ninja >/dev/null 2>&1; echo "status $?"
