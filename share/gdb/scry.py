# Scry inside gdb: `scry what EXPR` and `scry print EXPR` on the program or core that gdb has open.
#
#   (gdb) source /usr/local/share/scry/gdb/scry.py
#   (gdb) set exec-wrapper scry run --        before `run`: the heap has types then
#   (gdb) scry what ptr->next
#
# gdb evaluates the expression, in the selected frame and with its own variables; Scry is asked about the address that
# comes out. It reads the process through /proc or the core's file: it calls nothing in the program, writes nothing into
# it, and does not need the threads that gdb holds.
"""The commands `scry what`, `scry print`, and the setting `scry-program`."""

import os
import re
import shutil
import subprocess

import gdb


class ScryProgram(gdb.Parameter):
    """Set the path of the program scry.
Without one it is looked for beside this file's installation, then in PATH."""

    set_doc = "Set the path of the program scry."
    show_doc = "Show the path of the program scry."

    def __init__(self):
        super().__init__("scry-program", gdb.COMMAND_SUPPORT, gdb.PARAM_OPTIONAL_FILENAME)
        self.value = None

    def get_show_string(self, value):
        return f"The program scry is {value or find_program()}."


PROGRAM = ScryProgram()
# PREFIX/share/scry/gdb/scry.py belongs to PREFIX/bin/scry.
INSTALLED = os.path.join(os.path.dirname(os.path.realpath(__file__)), "../../../bin/scry")


def find_program():
    """The path of scry; an error for the user when there is none."""
    for path in (PROGRAM.value, os.path.normpath(INSTALLED), shutil.which("scry")):
        if path and os.access(path, os.X_OK) and not os.path.isdir(path):
            return path
        if path and path == PROGRAM.value:
            raise gdb.GdbError(f"{path} cannot be run: see `help set scry-program`.")
    raise gdb.GdbError("scry is not in PATH: `set scry-program /path/to/scry` says where it is.")


def core_file():
    """The path of the core that gdb has open. gdb tells it in no other way."""
    found = re.search(r"^Local core dump file:\s+`(.*)', file type ", gdb.execute("info files", to_string=True), re.M)
    if not found:
        raise gdb.GdbError("gdb does not say which core file it has open.")
    return os.path.abspath(found.group(1))


def target_words():
    """What names gdb's target on Scry's command line."""
    inferior = gdb.selected_inferior()
    connection = getattr(inferior, "connection", None)  # since gdb 11
    if connection is not None and connection.type == "core":
        program = gdb.current_progspace().filename
        return (["--exe", program] if program and os.path.exists(program) else []) + [core_file()]
    if not inferior.pid:
        raise gdb.GdbError("The program is not being run.")
    if connection is not None and "remote" in connection.type:
        raise gdb.GdbError(f"gdb's target is {connection.type}: Scry asks processes of this machine and core files.")
    return [str(inferior.pid)]


def address_of(text):
    """The address that an expression is about: where a pointer leads, or where an object lies."""
    try:
        value = gdb.parse_and_eval(text)
        kind = value.type.strip_typedefs()
        if kind.code in (gdb.TYPE_CODE_REF, gdb.TYPE_CODE_RVALUE_REF):
            value = value.referenced_value()
            kind = value.type.strip_typedefs()
        if kind.code == gdb.TYPE_CODE_PTR or (kind.code == gdb.TYPE_CODE_INT and value.address is None):
            return int(value) & (1 << 64) - 1
        if value.address is not None:
            return int(value.address)
    except gdb.error as error:  # also of values that were optimized out or cannot be read
        raise gdb.GdbError(str(error)) from None
    raise gdb.GdbError(f"{text} has the type {value.type} and no address: it is in a register or was computed.")


def variable_at(address):
    """The variable of the selected thread's frames that covers an address, in words; None when none does.

    Scry cannot look at the registers of threads that gdb holds, so gdb says what it knows of their stacks."""
    frame = gdb.newest_frame()
    while frame is not None and frame.is_valid():
        try:
            block = frame.block()
        except RuntimeError:  # no debug information here
            block = None
        while block is not None and not block.is_global and not block.is_static:
            for symbol in block:
                if not (symbol.is_variable or symbol.is_argument):
                    continue
                value = symbol.value(frame)
                if value.address is not None and 0 <= address - int(value.address) < value.type.sizeof:
                    return f"variable {symbol.name}, {value.type}, of frame {frame.level()}, {frame.name()}"
            block = block.superblock
        frame = frame.older()
    return None


def ask(command, options, text):
    """Runs scry and shows what it says; what it says on standard error is gdb's error."""
    if not text:
        raise gdb.GdbError(f"Argument required: scry {command} EXPRESSION")
    colors = gdb.parameter("style enabled") and os.isatty(1)
    words = [find_program(), command, "--color", "always" if colors else "never"] + options
    target, address = target_words(), address_of(text)
    words += target + [hex(address)]
    # Its own group: Ctrl-C goes to gdb, which ends it.
    done = subprocess.run(words, capture_output=True, text=True, errors="replace", start_new_session=True, check=False)
    gdb.write(done.stdout)
    if "the frame is unknown" in done.stdout:
        variable = variable_at(address)
        if variable:
            gdb.write(f"  gdb: {variable}\n")
    lines = [re.sub(r"^scry: ", "", line) for line in done.stderr.splitlines()]
    if done.returncode > 1 or (lines and not done.stdout):
        raise gdb.GdbError("\n".join(lines) or f"scry ended with status {done.returncode}.")
    for line in lines:
        gdb.write(line + "\n", gdb.STDERR)


class ScryPrefix(gdb.Command):
    """Ask Scry about memory of the program or core that is being debugged."""

    def __init__(self):
        super().__init__("scry", gdb.COMMAND_DATA, gdb.COMPLETE_NONE, True)


class ScryWhat(gdb.Command):
    """Say what an address is: allocator, object, type, field, allocation site, state.
Usage: scry what [-v] EXPRESSION
EXPRESSION is gdb's. Of a pointer or a number, the address that it is; else the address of the object.
-v shows the reasons, other readings, and what would resolve the unknown.
The heap has types in programs that were started with `scry run`; `set exec-wrapper scry run --` does that here."""

    def __init__(self):
        super().__init__("scry what", gdb.COMMAND_DATA, gdb.COMPLETE_EXPRESSION)

    def invoke(self, argument, from_tty):
        options = []
        found = re.match(r"(-v|--verbose)(\s+|$)", argument)
        if found:
            options, argument = ["--verbose"], argument[found.end():]
        ask("what", options, argument.strip())


class ScryPrint(gdb.Command):
    """Print the object at an address by the type that Scry knows it to have.
Usage: scry print EXPRESSION
EXPRESSION is gdb's; of a `void *`, what it leads to. Otherwise as `scry what`."""

    def __init__(self):
        super().__init__("scry print", gdb.COMMAND_DATA, gdb.COMPLETE_EXPRESSION)

    def invoke(self, argument, from_tty):
        ask("print", [], argument.strip())


ScryPrefix()
ScryWhat()
ScryPrint()
