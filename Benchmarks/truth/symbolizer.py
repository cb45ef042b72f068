"""Names the calls behind return addresses, inlined ones included, by binutils' addr2line: a second
opinion to Scry's.
"""

import os
import subprocess

from expectation import Frame


class Symbolizer:
    """Return addresses to frames; own frames are those in the program's executable."""

    def __init__(self, executable):
        self._executable = os.path.realpath(executable)
        self._frames = {}

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
        # The call is the instruction before the one returned to.
        request = "".join(f"{address - 1:#x}\n" for address in addresses)
        result = subprocess.run(
            ["addr2line", "-a", "-i", "-f", "-e", module],
            input=request,
            capture_output=True,
            text=True,
            check=False,
        )
        current = None
        lines = iter(result.stdout.splitlines())
        for line in lines:
            if line.startswith("0x"):
                current = self._frames.setdefault((module, int(line, 16) + 1), [])
                continue
            file, _, number = next(lines, "??:0").partition(" ")[0].rpartition(":")
            current.append(Frame(line, file, int(number) if number.isdigit() else 0, own))
