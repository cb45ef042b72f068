"""As much of ELF as it takes to count a file's debug information and to find it."""

import os
import struct


def sections(path):
    """Name, flags, offset and size of every section of a 64-bit little-endian file."""
    with open(path, "rb") as file:
        header = file.read(64)
        if header[:6] != b"\x7fELF\x02\x01":
            return
        offset, = struct.unpack_from("<Q", header, 40)
        size, count, names = struct.unpack_from("<HHH", header, 58)
        file.seek(offset)
        table = [struct.unpack_from("<IIQQQQ", file.read(size)) for _ in range(count)]
        file.seek(table[names][4])
        strings = file.read(table[names][5])
        for name, kind, flags, _, start, length in table:
            yield strings[name:strings.index(b"\0", name)].decode(), kind, flags, start, length


def debug_bytes(path):
    """The bytes of DWARF in a file, decompressed."""
    total = 0
    with open(path, "rb") as file:
        for name, kind, flags, start, length in sections(path):
            if not name.startswith(".debug_") or kind == 8:  # SHT_NOBITS
                continue
            if flags & 0x800:  # SHF_COMPRESSED: Elf64_Chdr has the real size
                file.seek(start)
                _, _, length, _ = struct.unpack("<IIQQ", file.read(24))
            total += length
    return total


def build_id(path):
    with open(path, "rb") as file:
        for name, _, _, start, length in sections(path):
            if name == ".note.gnu.build-id":
                file.seek(start)
                return file.read(length)[16:].hex()
    return None


def debug_file(path):
    """The file that holds the debug information of `path`: itself or a separate one; None without any."""
    if debug_bytes(path):
        return path
    identity = build_id(path)
    separate = f"/usr/lib/debug/.build-id/{identity[:2]}/{identity[2:]}.debug" if identity else ""
    return separate if os.path.exists(separate) else None
