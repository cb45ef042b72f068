"""Scry's answers about a process's heap, as groups of blocks that are alike."""

import json
import subprocess
from dataclasses import dataclass, field


class ScryError(Exception):
    """Scry did not answer."""


@dataclass
class BlockGroup:
    """Blocks with the same chain of calls and the same answer."""

    type: str
    evidence: str
    fit: str
    site: str
    chain: tuple  # of (module, address) pairs, innermost first; addresses are the module's own
    sizes: set = field(default_factory=set)
    live: int = 0
    freed: int = 0
    bytes: int = 0
    alternatives: tuple = ()

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


def _chain(answer):
    """The recorded return addresses of a block."""
    return tuple((f.get("module", ""), int(f["address"], 16)) for f in answer.get("frames", ()))


def _site(answer):
    site = answer.get("site", {})
    return f"{site.get('file', '?').rpartition('/')[2]}:{site.get('line', '?')} {site.get('function', '?')}"


def heap(scry, pid):
    """The heap blocks of a process, live and freed, in groups."""
    groups = {}
    for answer in ask(scry, "objects", pid, "--freed"):
        alternatives = tuple(
            a if isinstance(a, str) else a.get("type", "") for a in answer.get("alternatives", ())
        )
        key = (
            answer.get("type", ""),
            answer.get("evidence", "none"),
            answer.get("fit", ""),
            _site(answer),
            _chain(answer),
        )
        group = groups.setdefault(key, BlockGroup(*key, alternatives=alternatives))
        count = answer.get("count", 1)
        if answer.get("state") == "freed":
            group.freed += count
        else:
            group.live += count
        group.bytes += count * answer.get("size", 0)
        group.sizes.add(answer.get("size", 0))
    return list(groups.values())
