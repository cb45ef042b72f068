#!/usr/bin/env python3
"""Makes ../kernel.catalogue: the constants, ioctls, structs and unions of the kernel's headers. FORMATS.md describes it.

Usage: kernel_catalogue.py --scry PATH-TO-SCRY [--keep FOLDER]
Each header is compiled alone. Its macros and enumerators are given to the compiler as initialisers, and what it refuses is no
integer constant; struct layouts come from the DWARF of the same units, read by `scry meta`. Where two headers disagree about a
name, those of the kernel come before those of libc, and among the kernel's the first of the alphabet counts.
"""
import argparse
import concurrent.futures
import json
import pathlib
import re
import struct
import subprocess
import tempfile

CATALOGUE = pathlib.Path(__file__).resolve().parent.parent / "kernel.catalogue"
ROOT = pathlib.Path("/usr/include")
ARCHITECTURE = ROOT / "x86_64-linux-gnu"
KERNEL_FOLDERS = ["asm-generic", "linux", "misc", "mtd", "rdma", "scsi", "sound", "video", "xen"]
LIBC_HEADERS = [
    "sys/socket.h", "sys/wait.h", "sys/mman.h", "sys/stat.h", "sys/epoll.h", "sys/un.h", "sys/file.h",
    "sys/shm.h", "sys/sem.h", "sys/msg.h", "sys/ipc.h", "sys/ptrace.h", "sys/user.h", "sys/mount.h", "sys/xattr.h",
    "sys/swap.h", "sys/klog.h", "sys/quota.h", "sys/statvfs.h", "sys/ioctl.h", "sys/resource.h", "sys/timex.h", "sys/poll.h",
    "netinet/in.h", "netinet/tcp.h", "netinet/udp.h", "netpacket/packet.h", "net/if.h", "net/if_arp.h",
    "net/ethernet.h", "sys/eventfd.h", "sys/inotify.h", "sys/timerfd.h", "sys/signalfd.h", "fcntl.h", "sched.h", "signal.h", "time.h", "unistd.h", "dirent.h", "errno.h",
]
# Headers do not always include what they need.
PRELUDES = ["", "#include <linux/types.h>\n", "#include <sys/types.h>\n#include <sys/socket.h>\n#include <time.h>\n"
            "#include <linux/types.h>\n#include <stdbool.h>\n"]
COMPILER = ["gcc", "-D_GNU_SOURCE", "-w", "-fmax-errors=0", "-ftrack-macro-expansion=0", "-fno-diagnostics-show-caret"]
IOCTL = re.compile(r"^(?:_S?IOC?|SECCOMP_IO)[RW]*\s*\((.*)\)$")
MAGIC = b"SCRYKCAT"
VERSION = 1


def run(command, text=None):
    return subprocess.run(command, input=text, capture_output=True, text=True)


def headers():
    kernel = [ARCHITECTURE / "asm"] + [ROOT / folder for folder in KERNEL_FOLDERS]
    found = [path for folder in kernel for path in sorted(folder.rglob("*.h"))]
    return [(path, True) for path in found] + [(name, False) for name in LIBC_HEADERS]


def include(path):
    if not isinstance(path, pathlib.Path):
        return f"#include <{path}>\n"
    base = ARCHITECTURE if ARCHITECTURE in path.parents else ROOT
    return f"#include <{path.relative_to(base)}>\n"


class Header:
    """One header compiled alone: its constants, and an object file with its types."""

    def __init__(self, path, folder, predefined):
        self.constants, self.bodies, self.object = {}, {}, None
        self.stem = folder / str(path).replace("/", "_").removeprefix("_")
        for prelude in PRELUDES:
            self.source = prelude + include(path)
            if run(COMPILER + ["-fsyntax-only", "-xc", "-"], self.source).returncode == 0:
                break
        else:
            return
        self.bodies = {name: body for name, body in self.macros().items() if name not in predefined}
        names = set(self.bodies) | set(self.enumerators())
        self.evaluate(sorted(name for name in names if re.match(r"[A-Z_][A-Z0-9a-z_]+$", name)))
        self.compile_types()

    def macros(self):
        text = run(COMPILER + ["-E", "-dM", "-xc", "-"], self.source).stdout
        pairs = re.findall(r"^#define ([A-Za-z_]\w*) +(\S.*)$", text, re.MULTILINE)
        return {name: body for name, body in pairs if not re.search(r'["{};]', body)}

    def enumerators(self):
        text = run(COMPILER + ["-E", "-P", "-xc", "-"], self.source).stdout
        bodies = re.findall(r"\benum\s*(?:__attribute__\s*\(\(\w+\)\)\s*)?\w*\s*\{([^}]*)\}", text)
        return [name for body in bodies for name in re.findall(r"(?:^|,)\s*([A-Za-z_]\w*)", body)]

    def evaluate(self, names):
        """Keeps the names that are integer constants, dropping those whose line the compiler complains of."""
        # Some headers leave it to their users to include what their ioctls are made with.
        source = self.source + "#include <linux/ioctl.h>\n"
        # An undeclared name is complained of once, so that some lines show only after others are gone.
        for _ in range(40):
            lines = [f"const long long scry_{i} = (long long)({name});" for i, name in enumerate(names)]
            # Expanded first: otherwise the compiler complains of the line where a macro was defined.
            expanded = run(COMPILER + ["-E", "-P", "-xc", "-"], source + "\n".join(lines) + "\n").stdout
            told = run(COMPILER + ["-fsyntax-only", "-xc", "-"], expanded)
            if told.returncode == 0:
                break
            places = [re.match(r"const long long scry_(\d+) ", line) for line in expanded.split("\n")]
            bad = {int(places[int(line) - 1][1]) for line in re.findall(r"^<stdin>:(\d+):\d+: error", told.stderr,
                                                                     re.MULTILINE) if places[int(line) - 1]}
            names = [name for i, name in enumerate(names) if i not in bad]
        else:
            return
        values = self.stem.with_suffix(".values.o")
        text = "".join(f"(long long)({name}),\n" for name in names)
        code = source + f'const long long scry_values[] __attribute__((section("scry"))) = {{{text}}};\n'
        if run(COMPILER + ["-c", "-o", values, "-xc", "-"], code).returncode == 0 and names:
            raw = self.stem.with_suffix(".values")
            run(["objcopy", "-O", "binary", "-j", "scry", values, raw])
            self.constants = dict(zip(names, struct.unpack(f"<{len(names)}q", raw.read_bytes())))

    def compile_types(self):
        self.object = self.stem.with_suffix(".o")
        run(COMPILER + ["-g", "-fPIC", "-fno-eliminate-unused-debug-types", "-c", "-o", self.object, "-xc", "-"],
            self.source)


def layouts(objects, scry, path):
    """Every struct and union of the units: name to (kind, size, members)."""
    run(["gcc", "-shared", "-o", path] + objects)
    lines = run([scry, "meta", "--no-cache", "--json", "--types", path]).stdout.splitlines()
    found = {}
    for line in lines:
        entry = json.loads(line)
        kind, _, name = entry.get("type", "").partition(" ")
        if kind in ("struct", "union") and entry.get("members") and name not in found:
            found[name] = (kind, entry["size"], entry["members"])
    return found


class Strings:
    """A pool of NUL-terminated strings, each kept once."""

    def __init__(self):
        self.bytes, self.places = bytearray(b"\0"), {"": 0}

    def place(self, text):
        if text not in self.places:
            self.places[text] = len(self.bytes)
            self.bytes += text.encode() + b"\0"
        return self.places[text]


def member_record(member, strings):
    bits = member.get("bits")
    offset = member["offset"] * 8 + member.get("bit", 0)
    # A flexible array has no size.
    width = bits if bits is not None else member.get("size", 0) * 8
    return struct.pack("<IIII", strings.place(member.get("name", "")), strings.place(member["type"]), offset, width)


def ioctl_type(body):
    """The C type that the last argument of an _IOR or its kin names; empty for _IO and for numbers."""
    match = IOCTL.match(body)
    parts = [part.strip() for part in match[1].split(",")] if match else []
    return parts[-1] if len(parts) == 3 and not parts[-1].isdigit() else ""


def ioctls(constants, bodies):
    plain = re.compile(r"^(TC[A-Z]|TIO|FIO|SIOC[A-Z]|BLK|FS_IOC|FI)\w+$")
    for name, body in sorted(bodies.items()):
        number = constants.get(name)
        if number is None or not 0 <= number < 1 << 32:
            continue
        # A second name for an ioctl that has one says nothing.
        if re.fullmatch(r"[A-Z]\w+", body):
            continue
        if IOCTL.match(body) or plain.match(name) and 0x4000 < number < 0x10000:
            yield number, name, ioctl_type(body)


def write(constants, bodies, types):
    strings = Strings()
    section_constants = b"".join(
        struct.pack("<Iq", strings.place(name), value) for name, value in sorted(constants.items()))
    section_ioctls = b"".join(
        struct.pack("<III", number, strings.place(name), strings.place(kind))
        for number, name, kind in sorted(ioctls(constants, bodies)))
    records, members = b"", b""
    for name, (kind, size, fields) in sorted(types.items()):
        records += struct.pack("<IIIHH", strings.place(name), size, len(members) // 16, len(fields), kind == "union")
        members += b"".join(member_record(field, strings) for field in fields)
    sections = [section_constants, section_ioctls, records, members, bytes(strings.bytes)]
    place, header = 8 + 8 + 8 * len(sections), b""
    for section in sections:
        header += struct.pack("<II", place, len(section))
        place += len(section)
    CATALOGUE.write_bytes(MAGIC + struct.pack("<II", VERSION, len(sections)) + header + b"".join(sections))
    print(f"{len(constants)} constants, {len(section_ioctls) // 12} ioctls, {len(types)} types,"
          f" {len(members) // 16} members, {place} bytes")


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--scry", required=True)
    options.add_argument("--keep")
    told = options.parse_args()
    folder = pathlib.Path(told.keep or tempfile.mkdtemp())
    folder.mkdir(exist_ok=True)
    predefined = set(re.findall(r"#define (\w+)", run(COMPILER + ["-E", "-dM", "-xc", "-"], "").stdout))
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        made = list(pool.map(lambda item: (Header(item[0], folder, predefined), item[1]), headers()))
    constants, bodies, types = {}, {}, {}
    for header, _ in made:
        constants = {**header.constants, **constants}
        bodies = {**header.bodies, **bodies}
    for kernel in (True, False):
        objects = [h.object for h, is_kernel in made if is_kernel == kernel and h.object and h.object.exists()]
        types = {**layouts(objects, told.scry, folder / f"types{kernel}.so"), **types}
    # Names with an underscore are the headers' own, but for those that the table of constants asks for.
    wanted = set(re.findall(r"\b_\w+", (CATALOGUE.parent / "tables" / "constants.table").read_text()))
    public = {name: value for name, value in constants.items() if name[0] not in "_" or name in wanted}
    write(public, bodies, types)


main()
