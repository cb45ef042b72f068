"""Compares the type that Scry gives a group of blocks with what the sources say."""

from collections import Counter
from dataclasses import dataclass
from enum import Enum

import c_types


class Verdict(Enum):
    """What a given type is worth."""

    RIGHT = "right"
    PART = "part right"
    WRONG = "wrong"
    UNTYPED = "untyped"
    UNKNOWN = "truth unknown"
    FOREIGN = "other library"


@dataclass
class Judged:
    """A group of blocks, what it should be, and the verdict."""

    group: object
    expectation: object
    verdict: Verdict


def judge(group, frames, truth):
    """The verdict on one group."""
    expectation = truth.expected(frames)
    return Judged(group, expectation, _verdict(group, frames, expectation, truth.flexible))


def _verdict(group, frames, expectation, flexible):
    if frames and not frames[0].own and not expectation.types:
        return Verdict.FOREIGN
    if not group.type:
        return Verdict.UNTYPED
    if not expectation.types:
        return Verdict.UNKNOWN
    given = c_types.key(group.type)
    expected = {c_types.key(t) for t in expectation.types}
    if given in expected:
        # A record with something behind it is explained wholly only if its last member stands for
        # the rest.
        whole = not expectation.rest or given in flexible or expectation.is_text
        return Verdict.RIGHT if whole else Verdict.PART
    if given == "char" and expectation.rest:
        return Verdict.PART
    return Verdict.WRONG


class Tally:
    """Counts of blocks by verdict, with the shares that the aims are about."""

    def __init__(self, judged, live_only):
        self.blocks = Counter()
        for item in judged:
            self.blocks[item.verdict] += item.group.count(live_only)

    @property
    def own(self):
        """Blocks that the program's own code allocates."""
        return sum(self.blocks.values()) - self.blocks[Verdict.FOREIGN]

    @property
    def typed(self):
        """The share of the program's blocks that have a type."""
        return _share(self.own - self.blocks[Verdict.UNTYPED], self.own)

    def right(self, part):
        """The share of the given types with a known truth that are right; with `part`, or right in
        part.
        """
        verdicts = (Verdict.RIGHT, Verdict.PART, Verdict.WRONG)
        good = self.blocks[Verdict.RIGHT] + (self.blocks[Verdict.PART] if part else 0)
        return _share(good, sum(self.blocks[v] for v in verdicts))


def _share(part, whole):
    return part / whole if whole else 1.0
