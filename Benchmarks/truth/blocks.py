"""Scry's answers about a process's heap, as groups of blocks that are alike."""

import json
import subprocess
from dataclasses import dataclass, field
from pathlib import Path


class ScryError(Exception):
    """Scry did not answer."""


@dataclass
class BlockGroup:
    """Blocks with the same chain of calls and the same answer."""

    type: str
    evidence: str
    fit: str
    site: str
    offset: int  # bytes of a hidden header before the object
    chain: tuple  # of (module, address) pairs, innermost first; addresses are the module's own
    sizes: set = field(default_factory=set)
    live: int = 0
    freed: int = 0

    def count(self, live_only):
        """How many blocks."""
        return self.live if live_only else self.live + self.freed


def ask(scry, *arguments):
    """The objects that a command prints with --json, one a line."""
    command = [str(scry), *map(str, arguments), "--json"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise ScryError(f"{' '.join(command)}: {result.stderr.strip()}")
    return [json.loads(line) for line in result.stdout.splitlines()]


def _load_addresses(pid):
    """Where each module is loaded: what to subtract from an address to get the module's own."""
    bases = {}
    for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
        fields = line.split(maxsplit=5)
        if len(fields) == 6 and fields[5].startswith("/"):
            bases.setdefault(fields[5], int(fields[0].partition("-")[0], 16))
    return {path: 0 if _has_fixed_addresses(path) else base for path, base in bases.items()}


def _has_fixed_addresses(path):
    """Whether an ELF file is of type ET_EXEC."""
    try:
        with open(path, "rb") as file:
            header = file.read(18)
    except OSError:
        return False
    return header[:4] == b"\x7fELF" and int.from_bytes(header[16:18], "little") == 2


def _chain(answer, bases):
    """The recorded return addresses of a block."""
    places = []
    for frame in answer.get("frames", ()):
        module = frame.get("module", "")
        places.append((module, int(frame["address"], 16) - bases.get(module, 0)))
    return tuple(places)


def _site(answer):
    site = answer.get("site", {})
    file = site.get("file", "?").rpartition("/")[2]
    return f"{file}:{site.get('line', '?')} {site.get('function', '?')}"


def heap(scry, pid):
    """The heap blocks of a process, live and freed, in groups."""
    groups = {}
    bases = _load_addresses(pid)
    for answer in ask(scry, "objects", pid, "--freed", "--frames"):
        key = (
            answer.get("type", ""),
            answer.get("evidence", "none"),
            answer.get("fit", ""),
            _site(answer),
            answer.get("typeOffset", 0),
            _chain(answer, bases),
        )
        group = groups.setdefault(key, BlockGroup(*key))
        if answer.get("state") == "freed":
            group.freed += 1
        else:
            group.live += 1
        group.sizes.add(answer["size"])
    return list(groups.values())
