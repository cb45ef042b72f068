"""Names the calls behind return addresses, inlined ones included, by llvm-symbolizer: a second
opinion to Scry's. (binutils' addr2line 2.40 names the outermost function for every inlined one of
clang's DWARF 5.)
"""

import json
import os
import shutil
import subprocess

from expectation import Frame


class SymbolizerError(Exception):
    """llvm-symbolizer is missing or did not answer."""


class Symbolizer:
    """Return addresses to frames; own frames are those in the program's executable."""

    def __init__(self, executable):
        self._executable = os.path.realpath(executable)
        self._frames = {}
        self._command = shutil.which("llvm-symbolizer")
        if self._command is None:
            raise SymbolizerError("llvm-symbolizer is not on the PATH")

    def load(self, chains):
        """Looks up all addresses of the chains, a module at a time."""
        wanted = {}
        for chain in chains:
            for module, address in chain:
                if (module, address) not in self._frames:
                    wanted.setdefault(module, set()).add(address)
        for module, addresses in wanted.items():
            self._look_up(module, sorted(addresses))

    def frames(self, chain):
        """The frames of a chain, innermost first."""
        return [frame for place in chain for frame in self._frames.get(place, ())]

    def _look_up(self, module, addresses):
        own = os.path.realpath(module) == self._executable
        # Short names are those of the sources; the symbol table has gcc's `.constprop` and `.isra`.
        options = ["--functions=short", "--output-style=JSON", f"--obj={module}"]
        # The call is the instruction before the one returned to.
        request = "".join(f"{address - 1:#x}\n" for address in addresses)
        result = subprocess.run(
            [self._command, *options], input=request, capture_output=True, text=True, check=False
        )
        answers = [json.loads(line) for line in result.stdout.splitlines()]
        if len(answers) != len(addresses):
            raise SymbolizerError(f"llvm-symbolizer {module}: {result.stderr.strip()}")
        for address, answer in zip(addresses, answers):
            self._frames[module, address] = [_frame(s, own) for s in answer.get("Symbol", ())]


def _frame(symbol, own):
    """One function of an answer."""
    name = symbol["FunctionName"].partition(".")[0]
    return Frame(name, symbol["FileName"], symbol["Line"], own)
