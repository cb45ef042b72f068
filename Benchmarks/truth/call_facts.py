"""For each call of a translation unit that may allocate: what the source says of the block that it
gives.
"""

from dataclasses import asdict, dataclass, field

import c_types
from ast_stream import declarations
from c_types import TypeNames
from function_body import RETURNS_ARGUMENT, FunctionBody, callee, children, declared, qualified_type
from size_terms import SizeReader


@dataclass
class CallFact:
    """One call. Types are concrete and name the object, not the pointer."""

    function: str
    file: str
    line: int
    end_line: int
    callee: str | None
    sizeof: str | None = None  # the type that the size argument measures
    alternatives: list = field(default_factory=list)  # types of `condition ? sizeof(A) : sizeof(B)`
    rest: bool = False  # the size holds more than that type: a trailing array, a string
    generic: bool = False  # a parameter of the function goes into the size
    returned: bool = False  # the block leaves by the function's result
    out: bool = False  # or through a pointer parameter
    destinations: list = field(default_factory=list)  # [type, how], nearest first
    out_types: list = field(default_factory=list)  # of what `&p` arguments point to
    out_returned: bool = False  # what such an argument receives leaves by the result
    out_out: bool = False  # or through a pointer parameter


class UnitReader:
    """Reads one translation unit's calls."""

    def __init__(self):
        self.names = TypeNames()
        # The types that each record holds as members, directly: what is right in part.
        self.members = {}
        self._returning = dict(RETURNS_ARGUMENT)
        self._flexible_ids = set()

    def facts(self, command, directory):
        """The facts of every function defined in the unit, as dictionaries."""
        for declaration in declarations(command, directory):
            kind = declaration["kind"]
            if kind == "TypedefDecl":
                self._note_typedef(declaration)
            elif kind == "RecordDecl":
                self._note_record(declaration)
            else:
                yield from self._of_function(declaration)

    def _note_typedef(self, declaration):
        self.names.typedefs[declaration["name"]] = qualified_type(declaration)
        for inner in children(declaration):
            if inner.get("ownedTagDecl", {}).get("id") in self._flexible_ids:
                self.names.flexible.add(declaration["name"])

    def _note_record(self, declaration):
        if "name" in declaration:
            self.names.tags.add(declaration["name"])
        fields = [child for child in children(declaration) if child["kind"] == "FieldDecl"]
        if fields and "name" in declaration:
            held = {self._element(qualified_type(each)) for each in fields}
            self.members[declaration["name"]] = sorted(t for t in held if not t.endswith("*"))
        if fields and qualified_type(fields[-1]).endswith(("[]", "[0]", "[1]")):
            self._flexible_ids.add(declaration["id"])
            self.names.flexible.add(declaration.get("name", ""))
        for child in children(declaration):
            if child["kind"] == "RecordDecl":
                self._note_record(child)

    def _of_function(self, function):
        body = FunctionBody(function, self._returning)
        number = body.returned_parameter
        if number is not None:
            self._returning[body.name] = number
        sizes = SizeReader(body)
        for call in body.calls:
            fact = self._of_call(call, body, sizes)
            if fact is not None:
                yield asdict(fact)

    def _pointee(self, spelling):
        """The concrete type that a pointer type points to, or None."""
        return c_types.pointee(self.names.concrete(spelling))

    def _of_call(self, call, body, sizes):
        """The fact of one call, or None when it cannot give a block."""
        file, line = call["range"]["begin"] or ("", 0)
        fact = CallFact(
            body.name, file, line, (call["range"]["end"] or ("", line))[1], callee(call)
        )
        arguments = children(call)[1:]
        sizes.line = fact.end_line
        self._read_sizes(fact, arguments, sizes)
        for argument in arguments:
            self._read_out(fact, argument, body)
        gives_pointer = self._pointee(qualified_type(call)) is not None
        if not gives_pointer and fact.sizeof is None and not fact.out_types:
            return None
        self._read_holders(fact, call, body)
        return fact

    def _read_sizes(self, fact, arguments, sizes):
        """Takes sizeof, rest and generic from the integer arguments."""
        terms = []
        for argument in arguments:
            if self._pointee(qualified_type(argument)) is not None:
                continue
            found = sizes.terms(argument)
            terms += found
            if found and not _is_one_array(found):
                fact.rest = fact.rest or sizes.has_rest(argument) or len(found) > 1
            fact.generic = fact.generic or sizes.depends_on_parameter(argument)
        whole = [term for term in terms if not term.multiplied] or terms
        if whole:
            fact.sizeof = self._element(whole[0].type)
            fact.alternatives = [self._element(t.type) for t in whole[1:] if t.alternative]

    def _element(self, spelling):
        """The concrete element type of what a sizeof measures."""
        return c_types.element(self.names.concrete(spelling))

    def _read_out(self, fact, argument, body):
        """Takes what an argument `&p` of pointer type receives."""
        inner = self._pointee(qualified_type(argument))
        target = c_types.pointee(inner) if inner else None
        if target is None:
            return
        fact.out_types.append(c_types.element(target))
        variable = body.addressed_variable(argument)
        fact.out_returned = fact.out_returned or variable in body.returned
        fact.out_out = fact.out_out or variable in body.out or variable in body.parameters

    def _read_holders(self, fact, call, body):
        """Follows the call's result to what takes it."""
        for holder, value in body.holders(call):
            kind = holder["kind"]
            if kind == "ReturnStmt":
                fact.returned = True
                self._destination(fact, body.result, "returned")
            elif kind == "CStyleCastExpr":
                self._destination(fact, qualified_type(holder), "cast")
            elif kind == "VarDecl":
                self._destination(fact, qualified_type(holder), "variable")
                self._read_variable(fact, holder["id"], body)
            elif kind == "BinaryOperator":
                target = children(holder)[0]
                self._destination(fact, qualified_type(target), "assigned")
                variable = declared(target)
                if variable is not None:
                    self._read_variable(fact, variable["id"], body)
                fact.out = fact.out or body.is_out(target)
            elif kind == "CallExpr":
                self._destination(fact, qualified_type(value), "argument")

    def _read_variable(self, fact, variable, body):
        """What else becomes of the variable that holds the block."""
        fact.returned = fact.returned or variable in body.returned
        fact.out = fact.out or variable in body.out
        for spelling in body.casts.get(variable, ()):
            self._destination(fact, spelling, "cast later")
        for target, value in body.stores:
            source = declared(value)
            if source is not None and source["id"] == variable:
                self._destination(fact, qualified_type(target), "stored later")

    def _destination(self, fact, spelling, how):
        """Adds a destination type; `void *` says nothing."""
        target = self._pointee(spelling)
        if target is not None and target != "void":
            fact.destinations.append([c_types.element(target), how])


def _is_one_array(terms):
    """Whether a size is a sum of several counts of the same elements."""
    return len(terms) > 1 and len({t.type for t in terms}) == 1 and all(t.multiplied for t in terms)
