"""The truth of one build: the facts of all its translation units, read in parallel and cached."""

import json
import multiprocessing
import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from ast_stream import AstError
from call_facts import UnitReader

# Bump when the facts or their meaning change, so that cached ones are read anew.
FACTS_VERSION = 11
_LINE_DIRECTIVE = re.compile(r'^\s*#\s*(?:line\s+)?(\d+)\s+"([^"]*)"')


def _command(clang, compilation):
    """clang's command line for one unit; offsetof is spelled so that the tree keeps its type."""
    return [
        clang,
        "-Xclang",
        "-ast-dump=json",
        "-fsyntax-only",
        "-w",
        "-fno-color-diagnostics",
        *compilation["flags"],
        "-Doffsetof(t,m)=((unsigned long)&((t*)0)->m)",
        compilation["file"],
    ]


@dataclass
class Unit:
    """What one translation unit says; an error message instead when clang fails."""

    file: str
    facts: list = field(default_factory=list)
    flexible: set = field(default_factory=set)
    members: dict = field(default_factory=dict)
    typedefs: dict = field(default_factory=dict)
    error: str = ""


def _read_unit(job):
    """Reads one unit."""
    clang, compilation = job
    reader = UnitReader()
    try:
        facts = list(reader.facts(_command(clang, compilation), compilation["directory"]))
    except AstError as error:
        return Unit(compilation["file"], error=str(error))
    presumed = PresumedLines()
    for fact in facts:
        fact["file"] = os.path.join(compilation["directory"], fact["file"])
        for end in ("line", "end_line"):
            file, fact[end] = presumed.of(fact["file"], fact[end])
        fact["file"] = os.path.basename(file)
    typedefs = {name: reader.names.concrete(name) for name in reader.names.typedefs}
    return Unit(compilation["file"], facts, reader.names.flexible, reader.members, typedefs)


class PresumedLines:
    """The places that `#line` directives of generated parsers claim, as debug information does."""

    def __init__(self):
        self._directives = {}

    def _of_file(self, path):
        if path not in self._directives:
            found = []
            text = Path(path).read_text(errors="replace") if os.path.exists(path) else ""
            for number, line in enumerate(text.splitlines(), 1):
                if "#" in line and (match := _LINE_DIRECTIVE.match(line)):
                    found.append((number, int(match.group(1)), match.group(2)))
            self._directives[path] = found
        return self._directives[path]

    def of(self, path, line):
        """The (file, line) that the directives before a line give it."""
        result = (path, line)
        for number, claimed, file in self._of_file(path):
            if number >= line:
                break
            result = (file, claimed + line - number - 1)
        return result


def read_truth(build, cache, name, clang):
    """Everything the sources of a build say: {"facts": [...], "flexible": [...], "errors": [...]}.
    """
    path = cache / "facts" / f"{name}-{FACTS_VERSION}.json"
    if path.exists():
        return json.loads(path.read_text())
    jobs = [(clang, compilation) for compilation in build.sources()]
    # The largest first, so that the last one does not run alone.
    jobs.sort(key=lambda job: -os.path.getsize(job[1]["file"]))
    truth = {"facts": [], "flexible": set(), "members": {}, "typedefs": {}, "errors": []}
    with multiprocessing.Pool(os.cpu_count()) as pool:
        for unit in pool.imap_unordered(_read_unit, jobs, chunksize=1):
            truth["facts"] += unit.facts
            truth["flexible"] |= unit.flexible
            truth["members"].update(unit.members)
            truth["typedefs"].update(unit.typedefs)
            if unit.error:
                truth["errors"].append(f"{unit.file}: {unit.error}")
    truth["flexible"] = sorted(truth["flexible"])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(truth))
    return truth
