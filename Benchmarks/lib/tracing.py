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
    typed = [os.path.join(build, "scry"), "trace", "-o", "scry.trace"]
    scry = typed[:2] + ["--no-types"] + typed[2:]
    strace = ["strace", "-o", "strace.trace"]
    pinned = ["taskset", "-c", "0"] + strace
    print(f"traces, medians of {pairs} pairs", flush=True)
    results.section("Traces: wall-clock time, the first to the second")

    for kind, ours, aim, pinned_aim in (("untyped", scry, 0.35, 0.90), ("typed", typed, 0.45, 1.20)):
        free, held = [], []
        for name, command in WORKLOADS:
            # The first typed trace of a program makes its tables.
            runner.run(ours + command)
            free.append(compare(runner, ours + command, strace + command, pairs))
            held.append(compare(runner, ours + command, pinned + command, pairs))
            results.add(f"{name}, {kind}", f"to strace {free[-1]:.2f}  to strace on one processor {held[-1]:.2f}")
        ratio, pinned_ratio = process.median(free), process.median(held)
        results.add(f"{kind}, median to strace", f"{ratio:.2f}", f"<= {aim:.2f}", ratio <= aim)
        results.add(f"{kind}, median to strace on one processor", f"{pinned_ratio:.2f}",
                    f"<= {pinned_aim:.2f}", pinned_ratio <= pinned_aim)

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
