"""Runs a command and says what it cost, its descendants included."""

import dataclasses
import os
import time


@dataclasses.dataclass
class Cost:
    cpu: float  # seconds, user and system
    wall: float  # seconds
    peak: int  # KiB, resident, of the largest process
    status: int  # as wait4 gives it


def run(command, environment=None, folder=None, output=None):
    """Runs `command` (a list) to its end; its output goes to the file `output`, or nowhere."""
    start = time.perf_counter()
    pid = os.fork()
    if pid == 0:
        try:
            sink = os.open(output or os.devnull, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(sink, 1)
            os.dup2(sink, 2)
            if folder:
                os.chdir(folder)
            os.execvpe(command[0], command, environment or dict(os.environ))
        finally:
            os._exit(127)
    _, status, usage = os.wait4(pid, 0)
    wall = time.perf_counter() - start
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss, status)


def median(values):
    values = sorted(values)
    middle = len(values) // 2
    return values[middle] if len(values) % 2 else (values[middle - 1] + values[middle]) / 2
