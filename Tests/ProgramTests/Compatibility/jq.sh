# jq: parses, groups and prints a document; an error has its status.
# expect: exit 5
seq 1 3000 | jq -c '{n: ., s: tostring, l: [range(. % 7)]}' >d.json
jq -s -c 'group_by(.n % 5) | map({k: (.[0].n % 5), c: length, t: (map(.l | length) | add)})' d.json
jq -s 'map(select(.n % 1000 == 0)) | sort_by(-.n)' d.json
jq '.n.x' d.json
