"""Reads clang's JSON syntax tree one top-level declaration at a time, so that size does not matter.

clang writes a location's file and line only where they differ from the location written before it,
whichever declaration that was in. Locations are therefore resolved in document order: `json` calls
the hook for every object when it closes, and the objects of locations close in the order in which
they were written.
"""

import json
import re
import subprocess

# Between two declarations at the top level: JSON indented by clang, two spaces a level.
_SEPARATOR = b"\n    },\n"
# What a declaration that is skipped says of places; `includedFrom` holds a file that is not a
# place.
_PLACE = re.compile(rb'"includedFrom": \{\s*"file"|"file": ("(?:[^"\\]|\\.)*")|"line": (\d+)')
_KIND = re.compile(rb'"kind": "(\w+)"')


class AstError(Exception):
    """clang could not read a source file."""


class Places:
    """The file and line that the next location is relative to."""

    def __init__(self):
        self.file = ""
        self.line = 0

    def skip(self, text):
        """Takes over the last place named in a declaration that is not parsed."""
        for match in _PLACE.finditer(text):
            if match.group(1):
                self.file = json.loads(match.group(1))
            elif match.group(2):
                self.line = int(match.group(2))

    def resolve(self, node):
        """The hook: a location becomes (file, line), or for macros where the outermost one is used.
        """
        if "offset" in node and "tokLen" in node:
            self.file = node.get("file", self.file)
            self.line = node.get("line", self.line)
            return (self.file, self.line)
        if "expansionLoc" in node:
            return node["expansionLoc"]
        return node


def _chunks(stream):
    """The texts of the top-level declarations of a translation unit."""
    buffer = b""
    while block := stream.read(1 << 22):
        buffer += block
        *whole, buffer = buffer.split(_SEPARATOR)
        yield from whole
    yield buffer.rpartition(b"\n    }")[0]


def _is_wanted(kind, text):
    """Function definitions, type names and records are parsed; the rest of the headers is not."""
    if kind == "FunctionDecl":
        return b'"kind": "CompoundStmt"' in text
    return kind in ("TypedefDecl", "RecordDecl")


def declarations(command, directory):
    """The wanted top-level declarations of clang's output, with resolved locations."""
    places = Places()
    decoder = json.JSONDecoder(object_hook=places.resolve)
    with subprocess.Popen(
        command, cwd=directory, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as clang:
        for index, text in enumerate(_chunks(clang.stdout)):
            if index == 0:
                # The unit's own opening comes before its first declaration.
                text = text[text.find(b"\n    {") + 1 :]
            match = _KIND.search(text)
            if match is None:
                continue
            if _is_wanted(match.group(1).decode(), text):
                yield decoder.decode(text.decode("utf-8", "replace").strip() + "}")
            else:
                places.skip(text)
        if index == 0:
            raise AstError(" ".join(command))
