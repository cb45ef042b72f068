"""The machine that a table of results is of."""

import datetime
import os
import platform
import re
import subprocess


def describe(scry):
    """A list in Markdown: processor, memory, system, tools, what was measured and when."""
    facts = [
        ("processor", f"{processor()}, {os.cpu_count()} hardware threads"),
        ("memory", f"{field('/proc/meminfo', 'MemTotal')}, huge pages {huge_pages()}"),
        ("system", f"{distribution()}, Linux {platform.release()}, {' '.join(platform.libc_ver())}"),
        ("tools", ", ".join(filter(None, map(version, ("gcc", "gdb", "strace"))))),
        ("scry", f"{version(scry)}, commit {commit()}"),
        ("load before", " ".join(f"{load:.2f}" for load in os.getloadavg())),
        ("measured", datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC")),
    ]
    return "".join(f"- {name}: {value}\n" for name, value in facts)


def field(path, name):
    """The value behind `name:` in a file of /proc."""
    with open(path, encoding="utf-8", errors="replace") as file:
        found = re.search(rf"^{re.escape(name)}\s*:\s*(.*)$", file.read(), re.MULTILINE)
    return " ".join(found.group(1).split()) if found else "unknown"


def processor():
    return field("/proc/cpuinfo", "model name")


def huge_pages():
    """The setting in force of transparent huge pages."""
    try:
        with open("/sys/kernel/mm/transparent_hugepage/enabled", encoding="ascii") as file:
            return re.search(r"\[(\w+)\]", file.read()).group(1)
    except OSError:
        return "unknown"


def distribution():
    return platform.freedesktop_os_release().get("PRETTY_NAME", "unknown")


def version(tool):
    """The first line of what `tool --version` says; nothing when it is not there."""
    try:
        said = subprocess.run([tool, "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return ""
    return said.splitlines()[0]


def commit():
    """The commit of the sources, with a word when they were changed."""
    folder = os.path.dirname(os.path.abspath(__file__))
    said = subprocess.run(
        ["git", "-C", folder, "describe", "--always", "--dirty"], capture_output=True, text=True, check=False)
    return said.stdout.strip() or "unknown"
