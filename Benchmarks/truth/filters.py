"""Workloads of programs that read standard input: what they are told to do, and the text."""

import random
from dataclasses import dataclass
from typing import Callable


@dataclass(frozen=True)
class Filter:
    """One workload; the argument SCRIPT stands for a file that holds `script`. `prepare` is a command that is run first.
    """

    arguments: tuple
    input: Callable
    script: str = ""
    prepare: tuple = ("true",)


def _words(lines):
    """Text of made-up words, the same each time."""
    choose = random.Random(11)
    words = ["".join(choose.choices("abcdefghij", k=choose.randrange(2, 9))) for _ in range(300)]
    return "".join(" ".join(choose.choices(words, k=9)) + f" {i}\n" for i in range(lines))


AWK = """
function depth(n) { return n < 1 ? 0 : 1 + depth(n - 1) }
{
  for (i = 1; i <= NF; i++) { count[$i]++; place[NR % 97, $i] = i }
  line[NR] = toupper(substr($0, 1, 20)) sprintf("%05.2f", NR / 7)
  if (match($0, /b[a-e]+c/)) found[RSTART] = substr($0, RSTART, RLENGTH)
  n = split($0, parts, /[aeiou]+/); total += n + depth(n)
  gsub(/ab/, "[&]"); kept = kept (NR % 50 ? "" : $3)
}
NR % 500 == 0 { delete place; print total, length(kept) | "cat" }
END { for (w in count) print w, count[w] | "sort" }
"""

SHELL = """
set -- one two three "four five"
greet() { local name=$1; for w in $name "$@"; do case $w in o*|t?o) last=$w;; *) rest="$rest $w";; esac; done; }
alias ll='ls -l'; alias again='greet again'
trap 'echo bye' TERM
i=0; while [ $i -lt 300 ]; do eval "variable_$i='value $i'"; i=$((i + 1)); done
if greet a b c && ! false; then x=${1#o}; y=${rest%% *}; z=$(echo "$x" | tr a-z A-Z); fi
cat <<END >/dev/null
text $x and $(greet nested)
END
export PATHS="a:b:c"
until [ $i -gt 320 ]; do i=$((i + 3)); greet "$i" *; done
"""

SED = """
1!G; h; s/\\(a[b-f]*\\)c/<\\1>/g; y/abc/xyz/
:top
s/[[:space:]][[:space:]]*$//; t top
/^x.*y$/,/z\\{2,3\\}/{ s/x/&&/2w /dev/null
  N; P; D
}
300,$ { x; s/\\n/ /g; x; a\\
appended text
}
"""


def _fast_import():
    """A history for git fast-import with blobs, trees, branches and tags, not ended."""
    text = _words(60)
    stream = []
    for i in range(150):
        data = text[i * 7 :]
        stream.append(f"blob\nmark :{2 * i + 1}\ndata {len(data)}\n{data}\n")
        message = f"commit {i}"
        stream.append(f"commit refs/heads/b{i % 3}\nmark :{2 * i + 2}\n")
        stream.append(f"committer A <a@b> {1000000000 + i} +0000\ndata {len(message)}\n{message}\n")
        stream.append(f"M 100644 :{2 * i + 1} d{i % 11}/e{i % 4}/file{i % 29}\n\n")
    return "".join(stream) + "progress ready\n"


MACROS = """
define(`twice', `$1$1')dnl
define(`count', `ifelse($1, 0, , `$1 count(decr($1))')')dnl
pushdef(`name', `inner')twice(name)popdef(`name')
count(30) translit(`hello', `a-z', `A-Z') regexp(`abcde', `b\\(c\\)d', `<\\1>')
divert(1)later text twice(`x')
divert(0)format(`%05d', len(`some text')) substr(`abcdef', 2, 3) eval(3 ** 4 + 5)
"""

NUMBERS = """
define f(n) { auto a[], i, r; r = 1; for (i = 1; i <= n; i++) { r *= i; a[i] = r; }; return r + a[n]; }
scale = 40
f(60) + e(1.5) * s(.7) ^ 3
x[5] = f(20); x[7] = sqrt(2); t = x[5] % 17; "text "; t
if (t > 3) { while (t < 90) { t += 7.25 } } else { print "small" }
obase = 16; 2 ^ 200; obase = 10
"""

PATTERNS = "(ab|cd)\\1|a[b-e]*c|^(foo|bar)+[[:digit:]]{2,}$|\\bword\\b"

FILTERS = {
    "gawk": Filter(("-f", "SCRIPT"), lambda: _words(2000), AWK),
    "busybox": Filter(("awk", "-f", "SCRIPT"), lambda: _words(2000), AWK),
    "dash": Filter(("-s",), lambda: SHELL * 3),
    "sed": Filter(("-f", "SCRIPT"), lambda: _words(800), SED),
    "grep": Filter(("-E", "-i", "--line-buffered", "-e", PATTERNS), lambda: _words(3000)),
    "xz": Filter(("-9", "-T2", "-c"), lambda: _words(8000)),
    "zstd": Filter(("-19", "-T2", "-c"), lambda: _words(8000)),
    "mawk": Filter(("-f", "SCRIPT"), lambda: _words(2000), AWK),
    "m4": Filter(("-",), lambda: MACROS * 40),
    "bc": Filter(("-q", "-l"), lambda: NUMBERS * 5),
    "git": Filter(("fast-import", "--quiet"), _fast_import, prepare=("git", "init", "-q")),
}
