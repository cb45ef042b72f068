# Folds the documents of standard input into one value that is held while the next document is awaited.
def tree(n): if n == 0 then {leaf: n, text: "leaf"} else {left: tree(n - 1), right: tree(n - 1)} end;

reduce inputs as $document ({seen: 0, people: {}, tags: [], trees: []};
  .seen += 1
  | .people[$document.name] = ($document | del(.tags) | .age |= . * 1.5)
  | .tags += [$document.tags[] | ascii_upcase | sub("-"; "_")]
  | if .seen % 100 == 0 then .trees += [tree(5)] | .tags |= unique else . end
  | if $document.last then ("ready" | stderr | empty), . else . end)
