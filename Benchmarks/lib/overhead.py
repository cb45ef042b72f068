"""What the agent costs the programs that it is in."""

import os
import sys

from . import process, workloads


def measure(results, build, runner, pairs):
    agent = os.path.join(build, "scry_Agent.resources", "libscry-agent.so")
    sources = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    print(f"agent's cost, medians of {pairs} pairs", flush=True)
    results.section("Agent: CPU time and resident memory, with to without")

    cpu, memory, forking = [], [], []
    for workload in workloads.prepare(runner.folder, sources):
        times, sizes, plain = compare(workload, build, agent, runner, pairs)
        time, size = process.median(times), process.median(sizes)
        results.add(workload.name, f"cpu {time:.3f}  rss {size:.2f}  ({plain * 1000:.0f} ms)")
        if workload.forks:
            forking.append(time)
        elif workload.real:
            cpu.append(time)
        if workload.real:
            memory.append(size)

    middle, worst = process.median(cpu + forking), max(cpu)
    results.add("median CPU", f"{middle:.3f}", "<= 1.06", middle <= 1.06)
    results.add("worst CPU", f"{worst:.3f}", "<= 1.30", worst <= 1.30)
    results.add("forking script CPU", f"{max(forking):.3f}", "<= 1.40", max(forking) <= 1.40)
    results.add("median RSS", f"{process.median(memory):.2f}")
    results.add("worst RSS", f"{max(memory):.2f}", "<= 1.27", max(memory) <= 1.27)


def compare(workload, build, agent, runner, pairs):
    """The ratios of CPU time and of peak memory for each pair, and the CPU time without the agent."""
    cache = os.path.join(runner.folder, "cache")
    plain = dict(LC_ALL="C", XDG_CACHE_HOME=cache, **workload.environment)
    # As `scry run` starts a program, less Scry's own start: that is measured with the metadata.
    watched = dict(plain, LD_PRELOAD=agent, SCRY_META_DIR=os.path.join(cache, "scry", "meta"))
    runner.run([os.path.join(build, "scry"), "run", "--"] + workload.command, plain)

    times, sizes, alone = [], [], []
    for turn in range(pairs):
        order = [plain, watched] if turn % 2 == 0 else [watched, plain]
        costs = {id(e): runner.run(workload.command, e) for e in order}
        without, with_agent = costs[id(plain)], costs[id(watched)]
        if without.status != 0 or with_agent.status != 0:
            sys.exit(f"run: {workload.name} failed: {without.status}, with the agent {with_agent.status}")
        times.append(with_agent.cpu / without.cpu)
        sizes.append(with_agent.peak / without.peak)
        alone.append(without.cpu)
    return times, sizes, process.median(alone)
