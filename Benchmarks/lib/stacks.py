"""Stacks of a process and of its core, and addresses of a core of 1 GiB, against gdb in batch mode on the same ones."""

import os
import subprocess

from . import process

MEBIBYTES = 1024


class Target:
    """The program of stacks.c under the agent, until it is closed."""

    def __init__(self, scry, folder, sources, environment, mebibytes):
        self.program = os.path.join(folder, "stacks")
        if not os.path.exists(self.program):
            subprocess.run(
                ["gcc", "-g", "-O1", "-pthread", os.path.join(sources, "stacks.c"), "-o", self.program], check=True)
        self.running = subprocess.Popen(
            [scry, "run", "--", self.program, str(mebibytes)], env=dict(os.environ, **environment),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.pid, self.address = self.running.stdout.readline().split()

    def close(self):
        self.running.stdin.close()
        self.running.wait()


def compare(results, runner, name, ours, theirs, environment, pairs, aim, prepare=lambda: None):
    """The median of the pairs' ratios of wall time; `prepare` is called before each command."""
    ratios, own, other = [], [], []
    for turn in range(pairs):
        costs = {}
        for side in (("ours", ours), ("theirs", theirs))[:: 1 if turn % 2 == 0 else -1]:
            prepare()
            costs[side[0]] = runner.run(side[1], environment)
        if costs["ours"].status or costs["theirs"].status:
            results.add(name, f"failed: scry {costs['ours'].status}, gdb {costs['theirs'].status}")
            return
        ratios.append(costs["ours"].wall / costs["theirs"].wall)
        own.append(costs["ours"].wall)
        other.append(costs["theirs"].wall)
    ratio = process.median(ratios)
    results.add(
        name, f"{process.median(own) * 1000:.0f} ms, gdb {process.median(other) * 1000:.0f} ms: {ratio:.2f}",
        f"<= {aim:.2f} of gdb", ratio <= aim)


def measure(results, build, runner, sources, pairs=7):
    scry = os.path.join(build, "scry")
    environment = {"XDG_CACHE_HOME": os.path.join(runner.folder, "cache"), "DEBUGINFOD_URLS": ""}
    print(f"stacks, medians of {pairs} pairs", flush=True)
    results.section("Stacks of 4 threads, 80 frames, with gdb in batch mode: wall time")
    target = Target(scry, runner.folder, sources, environment, 1)
    core = os.path.join(runner.folder, "small.core")
    try:
        subprocess.run([scry, "save", target.pid, "-o", core], check=True, env=dict(os.environ, **environment))
        stacks(results, runner, scry, "process", [target.pid], ["-p", target.pid], environment, pairs)
    finally:
        target.close()
    stacks(results, runner, scry, "core", [core], [target.program, core], environment, pairs)
    dead(results, runner, scry, sources, environment, pairs)


def gdb(words, *commands):
    return ["gdb", "-nx", "-batch", *words, *(word for c in commands for word in ("-ex", c))]


def stacks(results, runner, scry, kind, ours, theirs, environment, pairs):
    compare(results, runner, f"{kind}: first frame", [scry, "stack", "--frames", "1", *ours],
            gdb(theirs, "thread apply all bt 1"), environment, pairs, 1)
    compare(results, runner, f"{kind}: all frames, --locals", [scry, "stack", "--locals", *ours],
            gdb(theirs, "thread apply all bt full"), environment, pairs, 1)


def dead(results, runner, scry, sources, environment, pairs):
    """Cold means that the kernel was told to drop the core's pages (POSIX_FADV_DONTNEED); those of programs and
    libraries stay."""
    results.section(f"An address in a core of {MEBIBYTES} MiB: scry what; gdb's info symbol and x")
    target = Target(scry, runner.folder, sources, environment, MEBIBYTES)
    core = os.path.join(runner.folder, "large.core")
    try:
        subprocess.run([scry, "save", target.pid, "-o", core], check=True, env=dict(os.environ, **environment))
    finally:
        target.close()
    ours = [scry, "what", core, target.address]
    theirs = gdb([target.program, core], f"info symbol {target.address}", f"x/4gx {target.address}")
    compare(results, runner, "cold", ours, theirs, environment, pairs, 1, lambda: drop(core))
    compare(results, runner, "warm", ours, theirs, environment, pairs, 1)
    os.remove(core)


def drop(path):
    """Writes a file's pages out and takes them out of memory."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(descriptor)
