"""Programs for the analysis to be measured on: redis and git built from Debian's sources with -O2, and a large C++ program
of Debian's with its debug package. All are kept in the cache of `make truth`."""

import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "truth"))

from building import BuildError, build
from held_out import HELD_OUT
from programs import PROGRAMS
from sources import FetchError, cache_folder, fetch

# 264 MB of DWARF for 7 MB of code: about what clang-14 has for each of its larger libraries.
LARGE = ("ceph-mds", "ceph-mds-dbg")


def built(name, level="-O2"):
    """The executable of one of `make truth`'s programs; None with a word on standard error when it cannot be built."""
    program = next(p for p in PROGRAMS + HELD_OUT if p.name == name)
    cache = cache_folder()
    try:
        source = fetch(cache, [program.package])[program.package]
        return str(build(program, source, cache, "gcc", level).executable)
    except (BuildError, FetchError) as error:
        print(f"  {name}: {error}", file=sys.stderr)
        return None


def packaged():
    """The large program and the folder of its debug file, from Debian's packages, unpacked and not installed; None when
    they cannot be had."""
    folder = cache_folder() / "large"
    root = folder / "root"
    if not (folder / ".complete").exists():
        folder.mkdir(parents=True, exist_ok=True)
        fetched = subprocess.run(["apt-get", "-qq", "download", *LARGE], cwd=folder, capture_output=True, check=False)
        for package in sorted(folder.glob("*.deb")):
            subprocess.run(["dpkg", "-x", str(package), str(root)], check=True)
            package.unlink()
        if fetched.returncode != 0:
            return None
        (folder / ".complete").touch()
    return str(root / "usr/bin/ceph-mds"), str(root / "usr/lib/debug")


def debug_file(directory, identity):
    """The file of a build-id below a debug directory."""
    return str(Path(directory) / ".build-id" / identity[:2] / f"{identity[2:]}.debug")
