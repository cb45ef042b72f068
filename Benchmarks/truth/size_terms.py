"""Reads `sizeof` out of size arguments: `sizeof(T)`, `n * sizeof *p`, `offsetof(T, tail) + n`,
through local variables.
"""

from dataclasses import dataclass, replace

from function_body import children, declared, qualified_type, stripped

_DEPTH = 40


@dataclass(frozen=True)
class Term:
    """One sizeof of a size: its type as written, whether it is multiplied by a count, and whether
    it is one of two.
    """

    type: str
    multiplied: bool
    alternative: bool = False


class SizeReader:
    """Reads the sizes of one function's calls."""

    def __init__(self, body):
        self._body = body
        # The line of the call that is read: what a variable is set to later is not in its size.
        self.line = 0

    def _values(self, variable):
        """What a local variable may have been set to before the call, in a loop perhaps after it."""
        values = self._body.values.get(variable, ())
        return [v for v in values if (v["range"]["begin"] or ("", 0))[1] <= self.line] or values

    def terms(self, node, multiplied=False, depth=0, seen=None):
        """The sizeof terms of a size expression, from left to right; a variable counts once."""
        seen = set() if seen is None else seen
        if depth > _DEPTH:
            return []
        node = stripped(node)
        kind = node.get("kind")
        if kind == "UnaryExprOrTypeTraitExpr":
            return [Term(_measured(node), multiplied)] if node.get("name") == "sizeof" else []
        if kind == "DeclRefExpr":
            return self._of_variable(node, multiplied, depth, seen)
        offset = _offset_of(node)
        if offset is not None:
            return [Term(offset, multiplied)]
        if kind not in ("BinaryOperator", "ConditionalOperator", "UnaryOperator"):
            return []
        times = multiplied or (node.get("opcode") == "*" and not _is_one(node))
        operands = children(node)
        if kind == "ConditionalOperator":
            operands = operands[1:]
        elif node.get("opcode") in ("-", "&", "/", ">>", "<<", "%"):
            operands = operands[:1]
        found = []
        for operand in operands:
            found += self.terms(operand, times, depth + 1, seen)
        if kind == "ConditionalOperator":
            found = [replace(term, alternative=True) for term in found]
        return found

    def _of_variable(self, node, multiplied, depth, seen):
        """The terms of what was stored to a local variable."""
        variable = declared(node)["id"]
        if variable in seen or variable in self._body.parameters:
            return []
        seen.add(variable)
        found = []
        for value in self._values(variable):
            for term in self.terms(value, multiplied, depth + 1, seen):
                if term not in found:
                    found.append(term)
        return found

    def depends_on_parameter(self, node, depth=0, seen=None):
        """Whether an integer parameter of the function goes into a size."""
        seen = set() if seen is None else seen
        if depth > _DEPTH:
            return False
        if node.get("kind") == "DeclRefExpr":
            variable = declared(node)["id"]
            if variable in self._body.integer_parameters:
                return True
            values = () if variable in seen else self._values(variable)
            seen.add(variable)
            return any(self.depends_on_parameter(value, depth + 1, seen) for value in values)
        if node.get("kind") == "UnaryExprOrTypeTraitExpr":
            return False
        return any(self.depends_on_parameter(child, depth + 1, seen) for child in children(node))

    def has_rest(self, node):
        """Whether a size is a sum: something follows what its first sizeof explains."""
        node = stripped(node)
        if node.get("kind") == "BinaryOperator" and node.get("opcode") in ("&", "/", ">>", "<<"):
            return self.has_rest(children(node)[0])
        if node.get("kind") == "DeclRefExpr":
            values = self._values(declared(node)["id"])
            return len(values) > 1 or any(self.has_rest_once(value) for value in values)
        return self.has_rest_once(node)

    def has_rest_once(self, node):
        """Like has_rest, without looking through variables."""
        node = stripped(node)
        return node.get("kind") == "BinaryOperator" and node.get("opcode") == "+"


def _measured(node):
    """The type that a sizeof measures."""
    if "argType" in node:
        return node["argType"].get("qualType", "")
    operands = children(node)
    return qualified_type(operands[0]) if operands else ""


def _is_one(node):
    """Whether one factor of a product is the literal 1."""
    return any(stripped(child).get("value") == "1" for child in children(node))


def _offset_of(node):
    """The record of `(size_t)&((T *)0)->member`, which is how offsetof is spelled for this reading.
    """
    if node.get("kind") != "UnaryOperator" or node.get("opcode") != "&":
        return None
    inner = stripped(children(node)[0])
    while inner.get("kind") in ("MemberExpr", "ArraySubscriptExpr"):
        base = children(inner)[0]
        while base.get("kind") in ("ParenExpr", "ImplicitCastExpr"):
            base = children(base)[0]
        if base.get("kind") == "CStyleCastExpr" and stripped(base).get("value") == "0":
            return qualified_type(base).rstrip().removesuffix("*").rstrip()
        inner = stripped(base)
    return None
