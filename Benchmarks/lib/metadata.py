"""How fast `scry meta` reads debug information, against gdb on the same files, and how fast a start with a cache is."""

import os
import shutil

from . import elf, large, process

LIBRARIES = [
    "/usr/lib/x86_64-linux-gnu/libstdc++.so.6",
    "/usr/lib/x86_64-linux-gnu/debug/libstdc++.so.6",
]


def measure(results, build, runner, quick=False):
    scry = os.path.join(build, "scry")
    print("scry meta", flush=True)
    results.section(
        "Metadata: `scry meta` without a cache, analysis of the code included; gdb's `maint expand-symtabs` on the same file")
    library = next((p for p in LIBRARIES if os.path.exists(p) and elf.debug_file(p)), None)
    programs = [
        ("redis -O2", large.built("redis"), 1), ("git -O2", large.built("git"), 4),
        ("python3.11", "/usr/bin/python3.11", None), ("libstdc++", library, None), ("scry", scry, None)]
    for name, path, aim in programs:
        debug = elf.debug_file(path) if path else None
        if debug is None:
            results.add(name, "no debug information on this machine")
            continue
        build_once(results, name, scry, path, debug, runner, aim=aim)
    if not quick:
        large_program(results, scry, runner)
    cached_start(results, scry, runner)


def large_program(results, scry, runner):
    """A program with several hundred megabytes of debug information."""
    found = large.packaged()
    if found is None:
        results.add(large.LARGE[0], "cannot be had from the archive")
        return
    path, directory = found
    debug = large.debug_file(directory, elf.build_id(path))
    build_once(
        results, large.LARGE[0], scry, path, debug, runner, options=("--debug-dir", directory), turns=1)


def build_once(results, name, scry, path, debug, runner, options=(), turns=3, aim=None):
    """One row: the quickest of `turns`. The aim is a number of seconds, or else to be no slower than gdb."""
    size = elf.debug_bytes(debug) / 1e6
    ours, theirs = [], []
    for turn in range(turns):
        cache = os.path.join(runner.folder, f"meta-{turn}")
        ours.append(runner.run([scry, "meta", *options, path], {"XDG_CACHE_HOME": cache}))
        shutil.rmtree(cache, ignore_errors=True)
        theirs.append(runner.run(["gdb", "-nx", "-batch", "-ex", "maint expand-symtabs", debug]))
    # The quickest turn: the machine may be busy with something else, and both readers are the same each time.
    wall, other = (min(c.wall for c in costs) for costs in (ours, theirs))
    work, other_work = (min(c.cpu for c in costs) for costs in (ours, theirs))
    peak, other_peak = (max(c.peak for c in costs) / 1024 for costs in (ours, theirs))
    failed = " FAILED" if any(c.status for c in ours) else ""
    results.add(
        f"{name}, {size:.1f} MB", f"{wall:.2f} s = {size / wall:.1f} MB/s (CPU {work:.2f} s)  {peak:.0f} MiB{failed}",
        f"gdb {other:.2f} s (CPU {other_work:.2f} s)  {other_peak:.0f} MiB" + (f", <= {aim} s" if aim else ""),
        None if failed else wall <= (aim or other))


def cached_start(results, scry, runner):
    """What `scry run` adds to the start of a program whose tables are in the cache."""
    environment = {"XDG_CACHE_HOME": os.path.join(runner.folder, "cache")}
    program = ["/usr/bin/python3.11", "-S", "-c", "pass"]
    runner.run([scry, "run", "--"] + program, environment)
    alone = process.median([runner.run(program, environment).wall for _ in range(15)])
    watched = process.median([runner.run([scry, "run", "--"] + program, environment).wall for _ in range(15)])
    added = (watched - alone) * 1000
    results.add("cached start of python3.11", f"{added:.1f} ms more than {alone * 1000:.1f}", "<= 50 ms", added <= 50)
    meta = process.median([runner.run([scry, "meta", program[0]], environment).wall for _ in range(9)]) * 1000
    results.add("cached scry meta python3.11", f"{meta:.1f} ms", "<= 50 ms", meta <= 50)
