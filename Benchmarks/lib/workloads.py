"""Real programs with enough to do: each takes about half a second to a second."""

import os
import subprocess


class Workload:
    """A command, and a script of /bin/sh that makes its input."""

    def __init__(self, name, command, prepare="", environment=None, real=True, forks=False):
        self.name = name
        self.command = command
        self.prepare = prepare
        self.environment = environment or {}
        self.real = real  # counts for the median
        self.forks = forks  # has an aim of its own


GENERATE_C = r"""
awk 'BEGIN {
  print "#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n#include <sys/socket.h>\n#include <math.h>"
  for (i = 0; i < 220; i++) {
    printf "struct s%d { int a, b[%d]; struct s%d *next; double d; };\n", i, i % 50 + 3, i
    printf "static int f%d(struct s%d *p, int n) { int t = 0; for (int i = 0; i < n; i++) { if (p->b[i %% 3] > i) t += p->a * i; else t ^= n << 2; if (p->next) p = p->next; } switch (t & 7) { case 1: return t * 3; case 2: return (int)p->d; default: return t; } }\n", i, i
    printf "int g%d(void) { struct s%d x = { %d, {1, 2, 3}, 0, 1.5 }; char text[40]; snprintf(text, sizeof text, \"%%d\", f%d(&x, %d)); return (int)strlen(text); }\n", i, i, i, i, i + 5
  }
}' >big.c
gcc -E big.c -o big.i
"""

GENERATE_GIT = r"""
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
git init -q -b main repository && cd repository
for i in $(seq 300); do
  for f in a b c d; do seq $((i * 7)) $((i * 9 + 400)) >$f$((i % 13)); done
  git add . && git commit -qm "commit $i"
done
"""

PYTHON = """
import json, re
words = [str(i * 7919 % 100003) for i in range(120000)]
tree = {}
for w in words: tree.setdefault(w[:3], {}).setdefault(w[3:], []).append(w)
text = json.dumps(tree)
back = json.loads(text)
print(len(text), sum(len(v) for v in back.values()), len(re.findall("99", text)), len(sorted(words)))
class Node:
    def __init__(self, n): self.n, self.left, self.right = n, None, None
nodes = [Node(i) for i in range(150000)]
for i, n in enumerate(nodes): n.left = nodes[i // 2]; n.right = (i, n)
"""

PERL = """
my %h; for my $i (1 .. 500000) { push @{ $h{ $i % 5003 } }, "value $i" }
my $n = 0; for my $k (sort keys %h) { $n += length join ',', @{ $h{$k} } }
my $t = join ' ', map { $_ * 7 } 1 .. 60000; my %c; $c{$1}++ while $t =~ /(\\d\\d)/g;
my @r = map { { id => $_, list => [1 .. 5] } } 1 .. 30000; print "$n ", scalar(keys %c), " ", scalar(@r), "\\n";
"""

LUA = """
local function tree(d) if d == 0 then return {} end return { tree(d - 1), tree(d - 1) } end
local function count(t) if not t[1] then return 1 end return 1 + count(t[1]) + count(t[2]) end
local n = 0 for i = 1, 24 do n = n + count(tree(14)) end
local s = {} for i = 1, 200000 do s[#s + 1] = "item " .. i end
print(n, #table.concat(s))
"""

SQL = """
create table t(id integer primary key, name text, score real);
with recursive n(i) as (select 1 union all select i + 1 from n where i < 250000)
insert into t select i, 'name' || (i * 7919 % 100003), i * 0.5 from n;
create index byname on t(name);
select substr(name, 1, 6) k, count(*), group_concat(id) from t group by k order by 2 desc limit 3;
select count(*) from t a join t b on a.name = b.name and a.id < b.id;
"""

BASH = """
total=0
for i in {1..500}; do total=$((total + $(echo $i))); (exit 0); done
for i in {1..60}; do x=$(printf '%s\n' a b c | sort -r | head -1); done
echo $total $x
"""


def all_workloads():
    return [
        Workload("cc1 -O1", ["@cc1", "-quiet", "-O1", "big.i", "-o", "/dev/null"], GENERATE_C),
        Workload("perl", ["perl", "-e", PERL]),
        Workload("python3.11", ["/usr/bin/python3.11", "-c", PYTHON]),
        Workload("python3.11, malloc", ["/usr/bin/python3.11", "-c", PYTHON], environment={"PYTHONMALLOC": "malloc"}),
        Workload("lua5.4", ["lua5.4", "-e", LUA]),
        Workload("jq", ["jq", "-s", "-c", "group_by(.n % 7) | map(length)", "docs.json"],
                 "seq 60000 | awk '{ printf \"{\\\"n\\\": %d, \\\"s\\\": \\\"text %d\\\", \\\"l\\\": [1, 2, %d]}\\n\", $1, $1, $1 }' >docs.json"),
        Workload("sqlite3", ["sqlite3", ":memory:", SQL]),
        Workload("git log -p", ["git", "-C", "repository", "--no-pager", "log", "-p", "--stat"], GENERATE_GIT),
        Workload("sort", ["sort", "-k2", "-S", "100M", "lines"],
                 "seq 1000000 | awk '{ print $1, ($1 * 7919) % 1000003 }' >lines"),
        Workload("bash, forking", ["bash", "--norc", "-c", BASH], forks=True),
        Workload("micro: malloc, free of 64 bytes", ["@micro", "pairs", "30000000"], real=False),
        Workload("micro: mixed sizes, 20,000 live", ["@micro", "mixed", "12000000"], real=False),
    ]


def micro(folder, sources):
    """The path of micro.c's program, built when it is not there yet."""
    path = os.path.join(folder, "micro")
    if not os.path.exists(path):
        subprocess.run(["gcc", "-O2", os.path.join(sources, "micro.c"), "-o", path], check=True)
    return path


def prepare(folder, sources):
    """Makes the inputs of all workloads in `folder`, and gives the workloads with their commands completed."""
    program = micro(folder, sources)
    cc1 = subprocess.run(["gcc", "-print-prog-name=cc1"], capture_output=True, text=True, check=True).stdout.strip()
    workloads = all_workloads()
    for workload in workloads:
        workload.command = [{"@cc1": cc1, "@micro": program}.get(word, word) for word in workload.command]
        subprocess.run(["/bin/sh", "-e", "-c", workload.prepare], cwd=folder, check=True)
    return workloads
