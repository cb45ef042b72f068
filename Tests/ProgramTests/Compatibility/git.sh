# git: a repository made, branched, merged, logged, repacked and checked.
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
export GIT_AUTHOR_DATE='2024-01-01T00:00:00Z' GIT_COMMITTER_DATE='2024-01-01T00:00:00Z'
git init -q -b main r && cd r || exit 1
for i in 1 2 3 4 5 6; do seq 1 $((i * 100)) >f$i; seq $i 300 >g; git add . && git commit -qm "commit $i"; done
git checkout -q -b side HEAD~3 && echo side >s && git add s && git commit -qm side
git checkout -q main && git merge -q --no-edit side
git log -p --stat | md5sum
git gc -q --prune=now && git fsck --strict && git count-objects -v | grep in-pack
git blame -s g | tail -1; git grep -c 77; git rev-parse HEAD
git -c core.pager=cat diff --word-diff HEAD~1 | head -5
