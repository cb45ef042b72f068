# bash: job control, coprocesses, process substitution, arrays, traps in children.
exec bash --norc -c '
set -m
sleep 30 & first=$!
(trap "echo terminated; exit 7" TERM; echo ready >ready; while :; do sleep 0.01; done) & second=$!
while [ ! -s ready ]; do sleep 0.01; done
kill -TERM $second; wait $second; echo "second: $?"
kill -STOP $first; kill -CONT $first; kill -KILL $first; wait $first 2>/dev/null; echo "first: $?"
coproc doubler { while read -r n; do echo $((n * 2)); done; }
echo 21 >&"${doubler[1]}"; read -r answer <&"${doubler[0]}"; echo "answer $answer"
eval "exec ${doubler[1]}>&-"; wait
diff <(seq 1 2 50) <(seq 1 50) | wc -l
declare -A map; for w in b a c a; do map[$w]=$((${map[$w]:-0} + 1)); done
for k in a b c; do echo "$k ${map[$k]}"; done
trap "echo chld" CHLD; true & wait; trap - CHLD
printf "%s\n" {1..5}{x,y} | tr "\n" " "; echo
' 2>/dev/null
