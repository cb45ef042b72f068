# bash: four hundred subshells and command substitutions, some of them at the same time.
exec bash --norc -c '
total=0
for i in {1..300}; do total=$((total + $(echo $i))); done
echo $total
pids=(); for i in {1..100}; do (exit $((i % 3))) & pids+=($!); done
bad=0; for job in "${pids[@]}"; do wait $job || bad=$((bad + 1)); done
echo $bad
x=$(for i in {1..50}; do (printf "%d," $i); done); echo $x
'
