"""The compiler as the builds see it: records each compilation, then runs the real compiler.

Run as `compiler.py ARGUMENT...` with TRUTH_CC (the real compiler), TRUTH_LEVEL (`-O0`, `-O3 -flto`) and
TRUTH_LOG (a file that gets one JSON object per source file compiled) in the environment. The level
and -g replace what the build asks for.
"""

import fcntl
import json
import os
import sys

SOURCE_SUFFIXES = (".c", ".cc", ".cpp", ".cxx")


def own_flags(arguments, level):
    """The arguments with the optimisation and debug levels replaced by ours."""
    kept = [a for a in arguments if not a.startswith(("-O", "-g", "-flto")) or a.startswith("-gcc")]
    return kept + ["-g", *level.split()]


def preprocessor_flags(arguments):
    """The arguments that change what the source means: macros, includes, the language."""
    kept = []
    pending = False
    for argument in arguments:
        if pending:
            kept.append(argument)
            pending = False
        elif argument in ("-D", "-I", "-U", "-include", "-isystem", "-iquote", "-x"):
            kept.append(argument)
            pending = True
        elif argument.startswith(("-D", "-I", "-U", "-std=", "-isystem", "-iquote", "-pthread")):
            kept.append(argument)
    return kept


def record(arguments, log):
    """Appends the source files of a compilation to the log."""
    sources = [a for a in arguments if a.endswith(SOURCE_SUFFIXES) and os.path.exists(a)]
    if not sources or "-E" in arguments or "-M" in arguments or "-MM" in arguments:
        return
    with open(log, "a", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        for source in sources:
            entry = {
                "directory": os.getcwd(),
                "file": os.path.realpath(source),
                "flags": preprocessor_flags(arguments),
            }
            file.write(json.dumps(entry) + "\n")


def main():
    """Records and becomes the real compiler."""
    arguments = sys.argv[1:]
    record(arguments, os.environ["TRUTH_LOG"])
    compiler = os.environ["TRUTH_CC"]
    os.execvp(compiler, [compiler, *own_flags(arguments, os.environ["TRUTH_LEVEL"])])


if __name__ == "__main__":
    main()
