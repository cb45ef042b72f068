# Run inside gdb: prints every frame of every thread, a JSON object a line, with what gdb knows of its variables.
import json
import struct

import gdb

WHOLE_NUMBERS = {
    gdb.TYPE_CODE_INT, gdb.TYPE_CODE_CHAR, gdb.TYPE_CODE_BOOL, gdb.TYPE_CODE_ENUM, gdb.TYPE_CODE_PTR,
    gdb.TYPE_CODE_FLAGS,
}
REFERENCES = {gdb.TYPE_CODE_REF, gdb.TYPE_CODE_RVALUE_REF}
DEPTH, ELEMENTS, VALUES = 16, 200, 5000


class Tree:
    """Takes a value apart: a number, a list of [kind, parts], "none" for what is optimized out, None for what is not compared."""

    def __init__(self):
        self.left = VALUES

    def of(self, value, depth=0):
        self.left -= 1
        if depth > DEPTH or self.left < 0:
            return None
        kind = value.type.strip_typedefs()
        try:
            if value.is_optimized_out:
                return "none"
            if kind.code in REFERENCES:
                return hex(int(value.referenced_value().address))
            if kind.code == gdb.TYPE_CODE_PTR and "<synthetic pointer>" in value.format_string():
                return "none"
            if kind.code in WHOLE_NUMBERS:
                return hex(int(value) % 2 ** 64) if kind.sizeof <= 8 else None
            if kind.code == gdb.TYPE_CODE_FLT:
                return hex(struct.unpack("<Q", struct.pack("<d", float(value)))[0]) if kind.sizeof <= 8 else None
            if kind.code == gdb.TYPE_CODE_ARRAY:
                return self.array(value, kind, depth)
            if kind.code in (gdb.TYPE_CODE_STRUCT, gdb.TYPE_CODE_UNION):
                return ["record", [self.of(value[field], depth + 1) for field in kind.fields() if hasattr(field, "bitpos")]]
        except gdb.error as error:
            return "none" if "optimized out" in str(error) else None
        return None

    def array(self, value, kind, depth):
        low, high = kind.range()
        element = kind.target().strip_typedefs()
        if element.code in (gdb.TYPE_CODE_INT, gdb.TYPE_CODE_CHAR) and element.name in ("wchar_t", "char16_t", "char32_t"):
            return None
        if element.sizeof == 1 and element.code in (gdb.TYPE_CODE_INT, gdb.TYPE_CODE_CHAR):
            self.left += min(high - low + 1, ELEMENTS)
        return ["array", [self.of(value[i], depth + 1) for i in range(low, min(high, low + ELEMENTS - 1) + 1)]]


def describe(symbol, frame):
    # Variable-length arrays: gdb 13 takes clang's counts for upper bounds.
    if symbol.type.strip_typedefs().dynamic:
        return None
    try:
        value = symbol.value(frame)
        if value.is_optimized_out:
            return "none"
        value.fetch_lazy()
    except gdb.error as error:
        return "none" if "optimized out" in str(error) else None
    return Tree().of(value)


def variables(frame):
    found = []
    try:
        block = frame.block()
    except RuntimeError:
        return found
    while block and not block.is_static and not block.is_global:
        for symbol in block:
            # Labels of copies of a function that the copies lack.
            is_label = symbol.addr_class == gdb.SYMBOL_LOC_OPTIMIZED_OUT and symbol.type.name == "__CORE_ADDR"
            is_constant = symbol.addr_class == gdb.SYMBOL_LOC_CONST and symbol.type.code != gdb.TYPE_CODE_ENUM
            if (symbol.is_variable or symbol.is_argument or is_constant) and not is_label:
                found.append([symbol.name, describe(symbol, frame)])
        if block.function:
            break
        block = block.superblock
    return found


def main():
    for thread in sorted(gdb.selected_inferior().threads(), key=lambda thread: thread.ptid[1]):
        thread.switch()
        frame = gdb.newest_frame()
        level = 0
        while frame:
            place = frame.find_sal()
            signal = frame.type() == gdb.SIGTRAMP_FRAME
            print("frame " + json.dumps({
                "thread": thread.ptid[1], "level": level, "line": place.line, "signal": signal,
                "file": place.symtab.filename if place.symtab else "",
                "inlined": frame.type() == gdb.INLINE_FRAME,
                "function": frame.name() or "", "variables": variables(frame)}))
            frame = frame.older()
            level += 1


gdb.execute("set backtrace past-main on")
gdb.execute("set backtrace past-entry on")
main()
