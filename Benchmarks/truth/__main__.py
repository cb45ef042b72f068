"""make truth: how many heap objects of real programs Scry types, and how many of the types are
right.

Builds Debian's sources of a few programs, runs a fixed workload of each under `scry run`, and
compares Scry's types
with what the sources say by clang's syntax tree. Exit status: 0 when every program meets the aims,
1 otherwise.
"""

import argparse
import os
import shutil
import sys
from contextlib import contextmanager, nullcontext
from pathlib import Path

import report
from blocks import ScryError, ask, heap
from building import BuildError, build
from expectation import SourceTruth
from held_out import HELD_OUT
from judging import Tally, judge
from programs import PROGRAMS
from source_truth import read_truth
from sources import FetchError, cache_folder, fetch
from symbolizer import Symbolizer, SymbolizerError
from target import TargetError
from workloads import workload

TYPED_AIM = 0.95
RIGHT_AIM = 0.995


def _options():
    parser = argparse.ArgumentParser(prog="make truth", description=__doc__)
    parser.add_argument(
        "programs",
        nargs="*",
        help="only these: " + " ".join(p.name for p in PROGRAMS + HELD_OUT),
    )
    parser.add_argument(
        "--held-out", action="store_true", help="programs that no rule was made for, other flags"
    )
    parser.add_argument(
        "--scry", type=Path, default=Path(".build/release/scry"), help="the scry to measure"
    )
    parser.add_argument("--compiler", default="gcc", choices=["gcc", "clang"])
    parser.add_argument(
        "--level", action="append", help="flags of a build (default: -O0, and again -O2)"
    )
    parser.add_argument(
        "--json", action="store_true", help="one JSON object for each program and level"
    )
    parser.add_argument(
        "--sites", type=int, default=40, help="sites listed for each program (default 40)"
    )
    return parser.parse_args()


def _chosen(options):
    """The programs to measure."""
    if options.programs:
        return [p for p in PROGRAMS + HELD_OUT if p.name in options.programs]
    return HELD_OUT if options.held_out else PROGRAMS


def _clang():
    """The clang that reads the sources."""
    found = shutil.which("clang")
    if found is None:
        raise BuildError("clang is not on the PATH; the Swift toolchain has one")
    return found


@contextmanager
def _declared(program, executable, options, cache):
    """With what a program's file of declarations says, in a cache of Scry's that does not serve other runs."""
    before = os.environ.get("XDG_CACHE_HOME")
    os.environ["XDG_CACHE_HOME"] = str(cache / "declared")
    try:
        declarations = Path(__file__).parents[2] / "Documentation" / program.declarations
        ask(options.scry, "meta", "--allocators", declarations, executable)
        yield
    finally:
        del os.environ["XDG_CACHE_HOME"]
        if before is not None:
            os.environ["XDG_CACHE_HOME"] = before


def measure(program, level, options, cache, source, is_declared):
    """Builds, runs and judges one program at one level."""
    made = build(program, source, cache, options.compiler, level)
    facts = read_truth(made, cache, program.name, _clang())
    truth = SourceTruth(facts, program.known)
    directory = cache / "runs" / program.name
    declared = _declared(program, made.executable, options, cache)
    with (
        declared if is_declared else nullcontext(),
        workload(program.workload, options.scry.resolve(), made.executable, directory) as pid,
    ):
        groups = heap(options.scry, pid)
    symbolizer = Symbolizer(made.executable)
    symbolizer.load(group.chain for group in groups)
    return [judge(group, symbolizer.frames(group.chain), truth) for group in groups]


def _show(name, judged, options):
    """Prints one program's figures and sites; whether it meets the aims."""
    live, total = Tally(judged, True), Tally(judged, False)
    if options.json:
        print(report.as_json(name, live, total, judged), flush=True)
    else:
        print(report.row(name, live, total), flush=True)
        for entry in list(report.sites(judged))[: options.sites]:
            print(report.site_line(entry), flush=True)
    tallies = [tally for tally in (live, total) if tally.own]
    return bool(tallies) and all(t.typed >= TYPED_AIM and t.right >= RIGHT_AIM for t in tallies)


def main():
    """Runs everything; the exit status says whether the aims are met."""
    options = _options()
    cache = cache_folder()
    chosen = _chosen(options)
    good = True
    try:
        sources = fetch(cache, sorted({p.package for p in chosen}))
    except FetchError as error:
        sys.exit(f"truth: {error}")
    if not options.json:
        print(report.header())
    for program in chosen:
        for level in options.level or program.levels:
            for is_declared in (False, True) if program.declarations else (False,):
                name = f"{program.name} {level}{' declared' * is_declared}"
                try:
                    judged = measure(
                        program, level, options, cache, sources[program.package], is_declared
                    )
                    good &= _show(name, judged, options)
                except (BuildError, ScryError, SymbolizerError, TargetError) as error:
                    print(f"truth: {name}: {error}", file=sys.stderr)
                    good = False
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
