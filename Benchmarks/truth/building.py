"""Builds a program with -g at a given level in a copy of its sources; the result is cached."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


class BuildError(Exception):
    """A program did not build; the message names the log."""


@dataclass(frozen=True)
class Build:
    """A program that is built and ready to run."""

    executable: Path
    compilations: Path
    directory: Path

    def sources(self):
        """The compilations of files that still exist (configure's probes do not), each file once.
        """
        latest = {}
        for line in self.compilations.read_text().splitlines():
            entry = json.loads(line)
            if os.path.exists(entry["file"]):
                latest[entry["file"]] = entry
        return list(latest.values())


def _wrapper(directory):
    """A shell script that stands for the compiler in configure and make."""
    script = directory / "cc"
    compiler = Path(__file__).with_name("compiler.py")
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -S -E "{compiler}" "$@"\n')
    script.chmod(0o755)
    return script


def build(program, source, cache, compiler, level):
    """Builds `program` unless that was done before with the same script."""
    directory = cache / "builds" / f"{program.name}-{compiler}{level.replace(' ', '')}"
    tree = directory / "tree"
    stamp = directory / "built-by"
    result = Build(tree / program.executable, directory / "compilations.jsonl", directory)
    if stamp.exists() and stamp.read_text() == program.build:
        return result
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    shutil.copytree(source, tree, symlinks=True)
    environment = {
        **os.environ,
        "CC": str(_wrapper(directory)),
        "TRUTH_CC": compiler,
        "TRUTH_LEVEL": level,
        "TRUTH_LOG": str(result.compilations),
        "LC_ALL": "C",
    }
    log = directory / "build.log"
    with log.open("w") as output:
        status = subprocess.run(
            ["sh", "-euc", program.build],
            cwd=tree,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        ).returncode
    if status != 0 or not result.executable.exists():
        raise BuildError(f"{program.name} {level}: see {log}")
    stamp.write_text(program.build)
    return result
