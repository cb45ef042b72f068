# dash: functions, here-documents, traps, subshells, pipelines and arithmetic.
# expect: exit 3
count() { n=0; while read -r line; do n=$((n + ${#line})); done; echo "$n"; }
trap 'echo leaving with $?' EXIT
trap 'echo caught' USR1
for i in 1 2 3 4 5; do (echo "$i"; exit "$i") || echo "status $?"; done
count <<TEXT
one line
and another, $(echo nested $(echo deeper))
TEXT
kill -USR1 $$
seq 2000 | while read -r i; do [ $((i % 500)) = 0 ] && echo "$i"; done
exit 3
