# Run inside gdb: prints every frame of every thread, a JSON object a line, with what gdb knows of its variables.
import json

import gdb

SCALARS = {
    gdb.TYPE_CODE_INT, gdb.TYPE_CODE_CHAR, gdb.TYPE_CODE_BOOL, gdb.TYPE_CODE_ENUM, gdb.TYPE_CODE_PTR,
}


def leaves(value, depth=0):
    """The numbers that a value is made of; None for what is not compared."""
    kind = value.type.strip_typedefs()
    if depth > 8 or kind.code == gdb.TYPE_CODE_UNION:
        return None
    if kind.code in SCALARS:
        return [(int(value) + 2 ** 63) % 2 ** 64 - 2 ** 63] if kind.sizeof <= 8 else None
    if kind.code == gdb.TYPE_CODE_ARRAY and kind.range()[1] < 64:
        if kind.target().strip_typedefs().code in (gdb.TYPE_CODE_CHAR,) or kind.target().sizeof == 1:
            return None
        parts = [leaves(value[i], depth + 1) for i in range(kind.range()[0], kind.range()[1] + 1)]
    elif kind.code == gdb.TYPE_CODE_STRUCT:
        parts = [leaves(value[field], depth + 1) for field in kind.fields() if hasattr(field, "bitpos")]
    else:
        return None
    return None if any(part is None for part in parts) else sum(parts, [])


def describe(symbol, frame):
    # Variable-length arrays: gdb 13 takes clang's counts for upper bounds.
    if symbol.type.strip_typedefs().dynamic:
        return None
    try:
        value = symbol.value(frame)
        if value.is_optimized_out:
            return "none"
        value.fetch_lazy()
        return leaves(value)
    except gdb.error as error:
        return "none" if "optimized out" in str(error) else None


def variables(frame):
    found = []
    try:
        block = frame.block()
    except RuntimeError:
        return found
    while block and not block.is_static and not block.is_global:
        for symbol in block:
            if symbol.is_variable or symbol.is_argument:
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
                "function": frame.name() or "", "variables": variables(frame)}))
            frame = frame.older()
            level += 1


gdb.execute("set backtrace past-main on")
gdb.execute("set backtrace past-entry on")
main()
