"""Runs a command and says what it cost, its descendants included."""

import dataclasses
import os
import subprocess


@dataclasses.dataclass
class Cost:
    cpu: float  # seconds, user and system
    wall: float  # seconds
    peak: int  # KiB, resident, of the largest process
    status: int  # as wait4 gives it


class Runner:
    """Measures with a program of its own, which is built in `folder` first (see measure.c)."""

    def __init__(self, folder, sources):
        self.folder = folder
        self.measure = os.path.join(folder, "measure")
        self.result = os.path.join(folder, "measured")
        subprocess.run(["gcc", "-O2", os.path.join(sources, "measure.c"), "-o", self.measure], check=True)

    def run(self, command, environment=None):
        """Runs `command` (a list) in the folder to its end; its output goes nowhere."""
        # LD_PRELOAD and the like are for the command alone.
        settings = [f"{k}={v}" for k, v in (environment or {}).items() if os.environ.get(k) != v]
        subprocess.run(
            [self.measure, self.result, "/usr/bin/env", *settings, *command], cwd=self.folder, check=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with open(self.result, encoding="ascii") as file:
            cpu, wall, peak, status = file.read().split()
        return Cost(float(cpu), float(wall), int(peak), int(status))


def median(values):
    values = sorted(values)
    middle = len(values) // 2
    return values[middle] if len(values) % 2 else (values[middle - 1] + values[middle]) / 2
