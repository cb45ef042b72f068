"""Compares the type that Scry gives a group of blocks with what the sources say."""

from collections import Counter
from dataclasses import dataclass
from enum import Enum

import c_types


class Verdict(Enum):
    """What a given type is worth."""

    RIGHT = "right"
    HEADER = (
        "right header"  # what fit `prefix` says: this is at the start, the rest is not explained
    )
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
    return Judged(group, expectation, _verdict(group, frames, expectation, truth))


def _verdict(group, frames, expectation, truth):
    if frames and not frames[0].own and not expectation.types:
        return Verdict.FOREIGN
    if not group.type:
        return Verdict.UNTYPED
    if not expectation.types:
        return Verdict.UNKNOWN
    given = truth.key(group.type)
    expected = {c_types.key(t) for t in expectation.types}
    if given in expected:
        return _whole(given, group, expectation, truth)
    if given == "char" and expectation.rest:
        return Verdict.PART
    # A member at an offset without what is before it; a union that the expected type is one reading
    # of.
    inside = group.offset and any(given in truth.members.get(name, ()) for name in expected)
    is_reading = group.type.startswith("union ") and truth.members.get(given, set()) & expected
    return Verdict.PART if inside or is_reading else Verdict.WRONG


def _whole(given, group, expectation, truth):
    """The verdict on the expected type, which may not be all that the block holds."""
    is_one = group.fit == "exact" and not group.type.endswith("]")
    is_all = f"{given}[]" in expectation.types  # an array that is the whole block
    if not expectation.rest or is_one or is_all or given in truth.flexible or expectation.is_text:
        return Verdict.RIGHT
    return Verdict.HEADER if group.fit == "prefix" else Verdict.PART


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

    @property
    def right(self):
        """The share of the given types with a known truth that are right; a header must be given as
        one.
        """
        good = self.blocks[Verdict.RIGHT] + self.blocks[Verdict.HEADER]
        return _share(good, good + self.blocks[Verdict.PART] + self.blocks[Verdict.WRONG])


def _share(part, whole):
    return part / whole if whole else 1.0
