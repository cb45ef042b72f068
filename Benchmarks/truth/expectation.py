"""From a block's chain of calls to the type that the sources give it, whichever frame Scry takes
for the site.

Innermost frame first: a sizeof in the size argument decides; a wrapper whose size comes from its
caller and whose block leaves by its result or through a pointer parameter hands the question on to
the next frame.
"""

from collections import defaultdict
from dataclasses import dataclass, field

import c_types

# Library functions whose blocks are text, by the name of their symbol.
TEXT_FUNCTIONS = {
    *("strdup", "__strdup", "strndup", "__strndup", "__GI___strdup", "asprintf", "vasprintf"),
    *("__vasprintf_internal", "__asprintf", "getline", "getdelim", "__getdelim", "_IO_getdelim"),
    *("realpath", "__realpath", "getcwd", "__getcwd", "canonicalize_file_name", "wcsdup"),
}

ALLOCATORS = {
    "malloc",
    "calloc",
    "realloc",
    "reallocarray",
    "aligned_alloc",
    "posix_memalign",
    "memalign",
}


@dataclass(frozen=True)
class Frame:
    """One call of a block's chain, as debug information names it; `own` when the program's own code
    made the call.
    """

    function: str
    file: str
    line: int
    own: bool


@dataclass
class Expectation:
    """What a block should be. `types` is empty when the sources do not say; `reason` tells a reader
    why.
    """

    types: list = field(default_factory=list)
    rest: bool = False
    reason: str = ""
    place: str = ""

    @property
    def is_text(self):
        """Whether the sources say no more than bytes."""
        return bool(self.types) and all(c_types.is_characters(t) for t in self.types)


class SourceTruth:
    """The facts of one program, found by place."""

    def __init__(self, truth, known):
        self._facts = defaultdict(list)
        self._by_function = defaultdict(list)
        self._known = known
        self._names = c_types.TypeNames()
        self._names.typedefs = truth["typedefs"]
        self.members = {
            c_types.key(name): {c_types.key(t) for t in held}
            for name, held in truth["members"].items()
        }
        self.flexible = {c_types.key(name) for name in truth["flexible"]}
        for fact in truth["facts"]:
            self._facts[fact["file"], fact["function"]].append(fact)
            self._by_function[fact["function"]].append(fact)

    def key(self, given):
        """What a type that Scry gives is compared by: typedefs inside of it are resolved."""
        return c_types.key(self._names.concrete(given))

    def fact(self, frame, inner):
        """The call that a frame stands in, given the function that it called (None for the
        innermost).
        """
        facts = self._facts.get((frame.file.rpartition("/")[2], frame.function))
        # addr2line names the unit's own file for a function of another file that it includes.
        facts = facts or self._by_function.get(frame.function, ())
        # Line 0 is code that the compiler made of several lines: any call will do if all agree.
        if frame.line:
            facts = [f for f in facts if f["line"] <= frame.line <= f["end_line"]]
        exact = [f for f in facts if f["line"] == frame.line]
        facts = exact or facts
        for choose in (
            lambda f: f["callee"] in ((inner,) if inner else ALLOCATORS),
            lambda f: f["callee"] is None,
            # The callee's own frame is missing when it was a tail call.
            lambda f: True,
        ):
            chosen = [f for f in facts if choose(f)]
            if chosen:
                return chosen[0] if _agree(chosen) else None
        return None

    def expected(self, frames):
        """What the sources say of a block with this chain of calls, innermost first."""
        if not frames:
            return Expectation(reason="no frames")
        fallback = Expectation()
        # What the frame before says of how the next one is to be read.
        inner, through_parameter, sized_by_caller = None, False, True
        for frame in frames:
            place = f"{frame.file.rpartition('/')[2]}:{frame.line} {frame.function}"
            if not frame.own:
                if frame.function in TEXT_FUNCTIONS:
                    return Expectation(["char"], False, frame.function, place)
                return Expectation(
                    reason=f"not the program's own code: {frame.function}", place=place
                )
            known = self._known.get((frame.file.rpartition("/")[2], frame.function))
            if known:
                return Expectation(list(known), True, "read by hand", place)
            fact = self.fact(frame, inner)
            if fact is None and frame.function == inner:
                # gcc split the function in two; the call of its other part is not in the sources.
                continue
            if fact is None:
                reason = f"no such call in the sources: {frame.function} calls {inner}"
                return fallback if fallback.types else Expectation(reason=reason, place=place)
            found, final = _of_fact(fact, through_parameter, sized_by_caller)
            found.place = place
            if final:
                return found
            if found.types and _is_fallback(found, fallback):
                fallback = found
            returned, out = _leaves(fact, through_parameter)
            if not returned and not out:
                break
            inner, through_parameter = frame.function, not returned
            sized_by_caller = fact["generic"]
        if not fallback.types:
            fallback.reason = fallback.reason or "only void * in the sources"
            fallback.place = place
        return fallback


def _is_fallback(found, fallback):
    """Whether what a wrapper says of its block may stand if no caller says more: its headers are
    integers.
    """
    return not fallback.types if found.is_text else not _is_plain(found.types[0])


def _agree(facts):
    """Whether several calls on one line say the same."""
    return len({(f["sizeof"], str(f["destinations"]), f["returned"], f["out"]) for f in facts}) == 1


def _of_fact(fact, through_parameter, sized):
    """What one call says, and whether that settles it; `sized` when its arguments give the block's
    size.
    """
    leaves = any(_leaves(fact, through_parameter))
    destinations = _destinations(fact, through_parameter)
    typed = [d for d in destinations if not c_types.is_characters(d[0])]
    measured = fact["sizeof"] if sized else None
    if measured and _is_plain(measured) and destinations and not _same(measured, destinations):
        # sizeof(size_t) of a header, sizeof(double) of what will be written: not the block's own
        # type.
        measured = None
    if measured:
        expectation = Expectation([measured, *fact["alternatives"]], fact["rest"], "sizeof")
        in_doubt = fact["generic"] and leaves and _is_plain(measured)
        return expectation, not in_doubt
    if typed:
        expectation = Expectation([typed[0][0]], False, typed[0][1])
        return expectation, not (fact["generic"] and leaves)
    if destinations:
        return Expectation(["char"], False, destinations[0][1]), not (fact["generic"] and leaves)
    return Expectation(), False


def _leaves(fact, through_parameter):
    """Whether the block leaves the function: by its result, through a pointer parameter."""
    prefix = "out_" if through_parameter else ""
    return fact[f"{prefix}returned"], fact[f"{prefix}out"]


def _destinations(fact, through_parameter):
    """The destination types that apply: of the result, or of the `&p` arguments."""
    if through_parameter:
        return [[t, "out parameter"] for t in fact["out_types"] if t != "void"]
    strong = [d for d in fact["destinations"] if d[1] != "argument"]
    return strong or fact["destinations"]


def _is_plain(spelling):
    """Whether a type is no record: an integer, a character, a pointer."""
    base, declarator = c_types.split(spelling)
    words = set(base.split())
    plain = words <= {
        "char",
        "short",
        "int",
        "long",
        "unsigned",
        "signed",
        "float",
        "double",
        "void",
    }
    return plain or bool(declarator)


def _same(measured, destinations):
    return any(c_types.key(measured) == c_types.key(d[0]) for d in destinations)
