"""How long a question from outside takes: one at a time in the running target, and of a snapshot."""

import os
import subprocess

from . import workloads


def measure(results, build, folder, sources):
    print("queries", flush=True)
    results.section("Queries from outside, 200,000 blocks")
    agent = os.path.join(build, "scry_Agent.resources", "libscry-agent.so")
    environment = dict(os.environ, LD_PRELOAD=agent)
    target = subprocess.Popen(
        [workloads.micro(folder, sources), "hold", "200000"], env=environment, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, text=True)
    try:
        pid = target.stdout.readline().strip()
        answer = subprocess.run([os.path.join(build, "ScryBench"), pid], capture_output=True, text=True, timeout=120)
        for line in answer.stdout.splitlines():
            name, value = line.split(": ", 1)
            results.add(name, value)
        if answer.returncode != 0:
            results.add("ScryBench", f"failed: {answer.stderr.strip()}")
    finally:
        target.stdin.close()
        target.wait()
