"""What `scry trace` costs a program, against strace, strace on one processor, and no tracer."""

import os
import shutil
import subprocess
import sys

from . import process

# Wall-clock time, because tracer and program wait for each other: on a busy machine the figures say little.
WORKLOADS = [
    ("20,000 reads and writes", ["./trace_calls", "10000"]),
    ("ls -lR", ["ls", "-lR", "/usr/share"]),
    ("find", ["find", "/usr", "-xdev", "-name", "none"]),
    ("tar", ["tar", "cf", "/dev/null", "/usr/share/perl"]),
    ("python3", ["python3", "-c", "import json, subprocess, email, http.client"]),
]


def measure(results, build, runner, sources, pairs):
    if not shutil.which("strace"):
        print("no strace, so no comparison of traces")
        return
    source = os.path.join(sources, "trace_calls.c")
    subprocess.run(["gcc", "-O2", source, "-o", os.path.join(runner.folder, "trace_calls")], check=True)
    scry = [os.path.join(build, "scry"), "trace", "--no-types", "-o", "scry.trace"]
    strace = ["strace", "-o", "strace.trace"]
    pinned = ["taskset", "-c", "0"] + strace
    print(f"traces, medians of {pairs} pairs", flush=True)
    results.section("Traces: wall-clock time, the first to the second")

    free, held = [], []
    for name, command in WORKLOADS:
        free.append(compare(runner, scry + command, strace + command, pairs))
        held.append(compare(runner, scry + command, pinned + command, pairs))
        results.add(name, f"to strace {free[-1]:.2f}  to strace on one processor {held[-1]:.2f}")
    ratio, pinned_ratio = process.median(free), process.median(held)
    results.add("median to strace", f"{ratio:.2f}", "<= 0.35", ratio <= 0.35)
    results.add("median to strace on one processor", f"{pinned_ratio:.2f}", "<= 0.90", pinned_ratio <= 0.90)

    calls = ["./trace_calls", "200000"]
    filtered = compare(runner, scry + ["-f", "-e", "trace=openat"] + calls, calls, pairs)
    results.add("-f -e trace=openat to untraced", f"{filtered:.2f}", "<= 1.50", filtered <= 1.5)
    small, large = (runner.run(scry + ["./trace_calls", str(count)]).peak for count in (1000, 100000))
    results.add("memory, 200,000 calls to 2,000", f"{large / small:.2f}", "<= 1.05", large <= 1.05 * small)


def compare(runner, first, second, pairs):
    """The median ratio of the two commands' times, run in turn."""
    ratios = []
    for turn in range(pairs):
        order = [first, second] if turn % 2 == 0 else [second, first]
        costs = {id(command): runner.run(command) for command in order}
        if any(cost.status != 0 for cost in costs.values()):
            sys.exit(f"run: failed: {' '.join(first)} or {' '.join(second)}")
        ratios.append(costs[id(first)].wall / costs[id(second)].wall)
    return process.median(ratios)
