"""Runs a program under `scry run` until its workload is done and it waits; the process stays until
the block ends.
"""

import os
import signal
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path


class TargetError(Exception):
    """The program under Scry did not get to where its workload should bring it."""


def _children(pid):
    """The process and its descendants."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            for child in task.read_text().split():
                found += _children(int(child))
        except OSError:
            continue
    return found


def _runs(pid, executable):
    try:
        return os.path.samefile(f"/proc/{pid}/exe", executable)
    except OSError:
        return False


def wait_until(condition, what, seconds=120):
    """Polls until a condition gives something true, and returns that."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        result = condition()
        if result:
            return result
        time.sleep(0.05)
    raise TargetError(f"waited {seconds} s in vain for {what}")


def process_of(runner, executable):
    """The process id of `executable` among a runner's process and its descendants."""

    def search():
        if runner.poll() is not None:
            raise TargetError(f"scry run ended with status {runner.returncode}")
        return next((pid for pid in _children(runner.pid) if _runs(pid, executable)), None)

    return wait_until(search, executable)


def _cpu_time(pid):
    """User and system time in clock ticks, and the state."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return fields[0], int(fields[11]) + int(fields[12])


def wait_until_idle(pid, polls=8):
    """Waits until a process sleeps and uses no time for a while."""
    history = []

    def idle():
        history.append(_cpu_time(pid))
        recent = history[-polls:]
        return len(recent) == polls and len(set(recent)) == 1 and recent[0][0] == "S"

    wait_until(idle, f"process {pid} to be idle")


@contextmanager
def running(scry, executable, arguments, directory, environment=None):
    """A process under the agent with its standard input held open by us."""
    output = (directory / "output").open("w")
    errors = (directory / "errors").open("w")
    command = [str(scry), "run", "--", str(executable), *map(str, arguments)]
    runner = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=output,
        stderr=errors,
        cwd=directory,
        env={**os.environ, "LC_ALL": "C.UTF-8", **(environment or {})},
        start_new_session=True,
    )
    try:
        yield runner
    finally:
        runner.stdin.close()
        _end(runner)
        output.close()
        errors.close()


def _end(runner):
    """Ends the session that we started."""
    try:
        runner.wait(timeout=2)
    except subprocess.TimeoutExpired:
        try:
            os.killpg(runner.pid, signal.SIGTERM)
            runner.wait(timeout=5)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            runner.kill()
            runner.wait()
