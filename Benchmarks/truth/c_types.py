"""C types as they are spelled: resolving typedefs, and comparing two spellings of one type."""

import re

_TOKEN = re.compile(r"\w+|\*|\[[^\]]*\]|\(|\)|,|\.\.\.")
_QUALIFIERS = {"const", "volatile", "restrict", "__restrict", "_Atomic", "_Nonnull", "_Nullable"}
_TAGS = {"struct", "union", "enum", "class"}
_CHARACTERS = {"char", "signed char", "unsigned char"}

# The spellings of integers that gcc, clang and people use, by the words in them.
_INTEGERS = {
    frozenset({"char"}): "char",
    frozenset({"signed", "char"}): "signed char",
    frozenset({"unsigned", "char"}): "unsigned char",
    frozenset({"short"}): "short",
    frozenset({"unsigned", "short"}): "unsigned short",
    frozenset({"int"}): "int",
    frozenset({"unsigned"}): "unsigned int",
    frozenset({"unsigned", "int"}): "unsigned int",
    frozenset({"long"}): "long",
    frozenset({"unsigned", "long"}): "unsigned long",
}
_INTEGER_WORDS = {"char", "short", "int", "long", "unsigned", "signed"}


def _integer(words):
    """One spelling for each integer type; `long long` is as wide as `long` here, and compared as
    such.
    """
    kept = set(words)
    if len(kept) > 1 and kept & {"short", "long"}:
        kept -= {"int", "signed"}
    if kept == {"signed"} or kept == {"signed", "int"}:
        kept = {"int"}
    return _INTEGERS.get(frozenset(kept), " ".join(words))


def split(spelling):
    """A spelling cut into its base (tag and name) and its declarator: `*`, `[n]`, `()` from left to
    right.
    """
    spelling = re.sub(r"\((?:unnamed|anonymous)[^)]*\)", "unnamed", spelling)
    spelling = re.sub(r"\(\*\)((?:\[[^\]]*\])+)", r"\1*", spelling)
    words, declarator, depth = [], [], 0
    for token in _TOKEN.findall(spelling):
        if token == "(":
            depth += 1
            if depth == 1:
                declarator.append("()")
        elif token == ")":
            depth -= 1
        elif depth:
            continue
        elif token == "*" or token.startswith("["):
            declarator.append(token)
        elif token not in _QUALIFIERS and not declarator:
            words.append(token)
    if words and set(words) <= _INTEGER_WORDS:
        return _integer(words), declarator
    return " ".join(words), declarator


class TypeNames:
    """The typedefs and record tags of one translation unit."""

    def __init__(self):
        self.typedefs = {}
        self.tags = set()
        self.flexible = set()

    def concrete(self, spelling):
        """The type without typedefs: `struct node *`, `unsigned int [4]`; an anonymous record keeps
        its typedef's name.
        """
        base, declarator = split(spelling)
        for _ in range(32):
            words = base.split()
            if len(words) == 2 and words[0] in _TAGS and words[1] not in self.tags:
                base = words[1]
            target = self.typedefs.get(base)
            if target is None:
                break
            inner, outer = split(target)
            if inner in (base, f"struct {base}", f"union {base}", f"enum {base}"):
                if base in self.tags:
                    base = inner
                break
            base, declarator = inner, outer + declarator
        return join(base, declarator)


def join(base, declarator):
    """The spelling of a base and its declarator."""
    if "()" in declarator:
        return "function" + ("*" if declarator.count("()") > 1 else "")
    return base + (" " + "".join(declarator) if declarator else "")


def pointee(spelling):
    """What a concrete pointer type points to, or None if it is not a pointer."""
    if spelling.startswith("function"):
        return None
    base, declarator = split(spelling)
    if not declarator or declarator[-1] != "*":
        return None
    return join(base, declarator[:-1])


def element(spelling):
    """The element of an array type, however many dimensions it has; other types as they are."""
    base, declarator = split(spelling)
    while declarator and declarator[-1].startswith("["):
        declarator.pop()
    return join(base, declarator)


def is_characters(spelling):
    """Whether a type says no more than bytes: the character types, and void."""
    return spelling in _CHARACTERS or spelling == "void"


def key(spelling):
    """What two spellings of the same element type have in common."""
    base, declarator = split(element(spelling))
    if "()" in declarator:
        return "function*"
    words = [w for w in base.split() if w not in _TAGS]
    name = " ".join(words)
    if name in _CHARACTERS:
        name = "char"
    # A record without a name: clang says where it stands, Scry shows that it has members.
    if "{...}" in spelling or "(unnamed" in spelling or "(anonymous" in spelling:
        name = "unnamed"
    return join(name, declarator)
