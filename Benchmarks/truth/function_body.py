"""What one function's syntax tree says: its calls, its variables, and where pointers flow between
them.
"""

_TRANSPARENT = {
    "ImplicitCastExpr",
    "ParenExpr",
    "ConstantExpr",
    "CStyleCastExpr",
    "ExprWithCleanups",
}
# Library functions that return an argument, and the argument's number.
RETURNS_ARGUMENT = dict.fromkeys(
    ("memcpy", "memset", "memmove", "strcpy", "strncpy", "strcat", "__builtin_memcpy"), 0
)


def children(node):
    """The operands or statements of a node (clang writes an empty one for what is left out)."""
    return [child for child in node.get("inner", ()) if child.get("kind")]


def qualified_type(node):
    """The type of an expression or a declaration, as written."""
    return node.get("type", {}).get("qualType", "")


def stripped(node):
    """An expression without casts and parentheses."""
    while node.get("kind") in _TRANSPARENT and children(node):
        node = children(node)[-1]
    return node


def declared(node):
    """The declaration that a plain name refers to, else None."""
    node = stripped(node)
    return node.get("referencedDecl") if node.get("kind") == "DeclRefExpr" else None


def callee(call):
    """The name of a call's function; None when it is called through a pointer."""
    declaration = declared(children(call)[0])
    if declaration is not None and declaration.get("kind") == "FunctionDecl":
        return declaration.get("name")
    return None


class FunctionBody:
    """A function definition, indexed by one walk over its tree.

    `returning` are the functions known to return an argument of theirs, with its number.
    """

    def __init__(self, function, returning):
        self._returning = returning
        self.name = function.get("name", "")
        self.result = qualified_type(function).partition("(")[0].strip()
        self.parents = {}
        self.calls = []
        self.parameters = {}
        self.integer_parameters = set()
        self.values = {}
        self.casts = {}
        self.stores = []
        self._returns = []
        self._index(function)
        self.returned = self._closure(self._returns)
        self.out = self._closure([value for target, value in self.stores if self.is_out(target)])

    def _index(self, function):
        """Visits every node once, in order."""
        pending = [function]
        while pending:
            node = pending.pop()
            self._visit(node)
            for child in reversed(children(node)):
                self.parents[id(child)] = node
                pending.append(child)

    def _visit(self, node):
        kind = node["kind"]
        if kind == "CallExpr":
            self.calls.append(node)
        elif kind == "ParmVarDecl":
            self.parameters[node["id"]] = len(self.parameters)
            if not {"*", "[", "("} & set(qualified_type(node)):
                self.integer_parameters.add(node["id"])
        elif kind == "VarDecl" and "init" in node and children(node):
            self.values.setdefault(node["id"], []).append(children(node)[-1])
        elif kind == "CStyleCastExpr":
            variable = declared(children(node)[0])
            if variable is not None:
                self.casts.setdefault(variable["id"], []).append(qualified_type(node))
        elif kind in ("BinaryOperator", "CompoundAssignOperator") and _assigns(node):
            target, value = children(node)
            self.stores.append((target, value))
            variable = declared(target)
            if variable is not None:
                self.values.setdefault(variable["id"], []).append(value)
        elif kind == "ReturnStmt" and children(node):
            self._returns.append(children(node)[0])

    def is_out(self, target):
        """Whether a store goes through a parameter: `*result = p`."""
        target = stripped(target)
        if target.get("kind") != "UnaryOperator" or target.get("opcode") != "*":
            return False
        variable = declared(children(target)[0])
        return variable is not None and variable["id"] in self.parameters

    @property
    def returned_parameter(self):
        """The number of the parameter that the function returns; None when it returns none."""
        return next((n for id, n in self.parameters.items() if id in self.returned), None)

    def addressed_variable(self, argument):
        """The variable of `&p`, or the parameter that is handed on as it is; None for anything
        else.
        """
        argument = stripped(argument)
        if argument.get("kind") == "UnaryOperator" and argument.get("opcode") == "&":
            variable = declared(children(argument)[0])
            # The address of a parameter itself leads nowhere: it is the function's own copy.
            return variable["id"] if variable and variable["id"] not in self.parameters else None
        variable = declared(argument)
        return variable["id"] if variable else None

    def _closure(self, expressions):
        """The variables whose pointer reaches one of the expressions, through other variables too.
        """
        reached = set()
        pending = list(expressions)
        while pending:
            for variable in carried(pending.pop(), self._returning):
                if variable not in reached:
                    reached.add(variable)
                    pending += self.values.get(variable, ())
        return reached

    def holders(self, call):
        """Climbs from a call to what takes its result: (node, value) pairs, nearest first.

        The nodes are casts, a declaration, an assignment, a return, or a call that has it as its
        argument.
        """
        found = []
        node, parent = call, self.parents.get(id(call))
        while parent is not None:
            kind = parent["kind"]
            operands = children(parent)
            if kind in ("CStyleCastExpr", "VarDecl", "ReturnStmt"):
                found.append((parent, node))
            elif kind == "BinaryOperator" and _assigns(parent) and operands[-1] is node:
                found.append((parent, node))
            elif kind == "CallExpr" and operands[0] is not node:
                found.append((parent, node))
            if not _passes_on(parent, node, self._returning):
                break
            node, parent = parent, self.parents.get(id(parent))
        return found


def _assigns(node):
    opcode = node.get("opcode", "")
    return (
        opcode.endswith("=") and opcode not in ("==", "!=", "<=", ">=") and len(children(node)) == 2
    )


def _passes_on(parent, node, returning):
    """Whether the value of `node` is the value of its parent."""
    kind = parent["kind"]
    operands = children(parent)
    if kind in _TRANSPARENT or kind == "StmtExpr":
        return True
    if kind == "ConditionalOperator":
        return operands[0] is not node
    if kind == "CallExpr":
        return _returned_argument(parent, returning) is node
    if kind == "BinaryOperator":
        return (parent.get("opcode") == "," and operands[-1] is node) or _assigns(parent)
    return kind == "CompoundStmt" and operands[-1] is node


def _returned_argument(call, returning):
    """The argument that a call gives back, if its function is known to do that."""
    number = returning.get(callee(call))
    operands = children(call)
    return operands[number + 1] if number is not None and number + 1 < len(operands) else None


def carried(node, returning):
    """The identities of the variables whose pointer, perhaps moved by an offset, is the value of an
    expression.
    """
    node = stripped(node)
    kind = node.get("kind")
    operands = children(node)
    if kind == "DeclRefExpr":
        return {node.get("referencedDecl", {}).get("id")}
    if kind == "BinaryOperator":
        if node["opcode"] in ("+", "-"):
            return carried(operands[0], returning) | carried(operands[1], returning)
        return carried(operands[1], returning) if node["opcode"] in (",", "=") else set()
    if kind == "ConditionalOperator":
        return carried(operands[1], returning) | carried(operands[2], returning)
    if kind == "UnaryOperator":
        if node["opcode"] == "&":
            return _addressed(operands[0], returning)
        return carried(operands[0], returning) if node["opcode"] in ("++", "--") else set()
    given_back = _returned_argument(node, returning) if kind == "CallExpr" else None
    return carried(given_back, returning) if given_back is not None else set()


def _addressed(node, returning):
    """The variables that the address of a member or an element is computed from."""
    node = stripped(node)
    operands = children(node)
    if node.get("kind") == "MemberExpr":
        inner = carried if node.get("isArrow") else _addressed
        return inner(operands[0], returning)
    if node.get("kind") == "ArraySubscriptExpr":
        return carried(operands[0], returning)
    return set()
