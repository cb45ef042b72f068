"""The tests of each suite: what to run, and where."""

import dataclasses
import os
import subprocess
from pathlib import Path

from sources import fetch


@dataclasses.dataclass
class Case:
    name: str
    command: list
    folder: Path
    environment: dict = dataclasses.field(default_factory=dict)


def _source(cache, package):
    return fetch(cache, [package])[package]


def bash(cache):
    """The files `run-*` of bash's own tests, with the system's bash. They want three small programs in PATH."""
    folder = _source(cache, "bash")
    tests = folder / "tests"
    for program in ("recho", "zecho", "xcase"):
        if not (tests / program).exists():
            source = folder / "support" / f"{program}.c"
            flags = ["-w", "-I", str(folder), "-I", str(folder / "include"), "-DHAVE_STRING_H", "-DHAVE_STDLIB_H"]
            subprocess.run(["gcc", *flags, str(source), "-o", str(tests / program)], check=True)
    environment = {"THIS_SH": "/bin/bash", "BUILD_DIR": str(folder), "PATH": f"{tests}:{os.environ['PATH']}"}
    cases = []
    for script in sorted(tests.glob("run-*")):
        # run-all runs the others, and run-minimal some of them.
        if script.suffix or script.name in ("run-all", "run-minimal", "run-gprof"):
            continue
        command = ["/bin/sh", "-c", f'BASH_TSTOUT=$TMPDIR/out; export BASH_TSTOUT; exec /bin/bash ./{script.name}']
        cases.append(Case(script.name, command, tests, environment))
    return cases


def perl(cache):
    """Perl's core tests, with the system's perl. Those of the build itself want the whole tree built and fail alike."""
    folder = _source(cache, "perl") / "t"
    # Without a seed of its own each run lists hashes in another order.
    environment = {"PERL_CORE": "1", "PERL5LIB": str(folder / "lib"), "PERL_HASH_SEED": "0"}
    groups = ("base", "cmd", "io", "op", "re", "uni", "mro", "lib", "opbasic")
    files = [file for group in groups for file in sorted((folder / group).glob("*.t"))]
    return [Case(str(file.relative_to(folder)), ["/usr/bin/perl", str(file.relative_to(folder))], folder, environment)
            for file in files]


def lua(cache):
    """Debian's sources of lua 5.4 have no tests; these are the programs of lua 5.1's and LPeg's own test."""
    folder = _source(cache, "lua5.1") / "test"
    # These read a file or wait for one.
    cases = [Case(f"5.1/{file.name}", ["/usr/bin/lua5.4", file.name], folder) for file in sorted(folder.glob("*.lua"))]
    lpeg = _source(cache, "lua-lpeg")
    if (lpeg / "test.lua").exists():
        cases.append(Case("lpeg/test.lua", ["/usr/bin/lua5.4", "test.lua"], lpeg))
    return cases


def sqlite(cache):
    """SQLite's tests in Tcl, with a testfixture built from the same source."""
    folder = _source(cache, "sqlite3")
    fixture = folder / "testfixture"
    if not fixture.exists():
        subprocess.run(["./configure", "--enable-fts5", "--quiet", "CFLAGS=-O1"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        subprocess.run(["make", "-s", "testfixture"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    tests = sorted((folder / "test").glob("*.test"))
    # `make quicktest` leaves out what takes long, what runs other files, and what has every single allocation, read or write fail:
    # how many there are depends on what malloc_usable_size(3) says (test/permutations.test, "veryquick").
    failing = ("malloc", "ioerr", "fault")
    slow = ("all", "async", "corrupt", "crash", "fuzz", "memsubsys", "quick", "veryquick", "soak", "misuse", "permutations",
            "rtree", "savepoint6", "vtab_err", "wal3", "thread", "speed", "autovacuum_crash", "btree", "full", "extraquick",
            "sort4", "sort3", "bigfile")
    return [Case(file.name, [str(fixture), str(file)], folder) for file in tests
            if not file.name.startswith(slow) and not any(word in file.name for word in failing)]


SUITES = {"bash": bash, "perl": perl, "lua": lua, "sqlite": sqlite}
