"""The programs that are measured: the Debian source, how it is built, and which workload runs."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Program:
    """One program; `build` is a shell script that runs in a copy of the sources with CC set.

    `known` gives types that were read from the sources by hand, by file and function, where no rule finds them. Each
    of `levels` is one build: flags that replace what the build says of optimisation and debug information. `declarations`
    names a file of the documentation for `--allocators`: the program is measured without and with it.
    """

    name: str
    package: str
    build: str
    executable: str
    workload: str
    known: dict = field(default_factory=dict, hash=False)
    levels: tuple = ("-O0", "-O2")
    declarations: str = ""


LUA = """
cd src
echo '#define DEB_HOST_MULTIARCH "x86_64-linux-gnu"' > lua5.4-deb-multiarch.h
$CC -std=gnu99 -DLUA_COMPAT_5_3 -DLUA_USE_POSIX -DLUA_USE_DLOPEN -Wl,-E -o lua \
  $(ls l*.c | grep -v '^luac.c$') -lm -ldl
"""

BZIP2 = """
$CC -D_FILE_OFFSET_BITS=64 -o bzip2 bzip2.c blocksort.c huffman.c crctable.c randtable.c \
  compress.c decompress.c bzlib.c
"""

JQ = """
autoreconf -fi
./configure --disable-docs --disable-maintainer-mode --disable-shared --enable-static
make src/builtin.inc
make -j2 jq
"""

# Debian's features: lookaside memory is left out there, so every object is a block of malloc's.
SQLITE3 = """
./configure --disable-tcl
make CC=gcc sqlite3.c shell.c
$CC -fno-strict-aliasing -DSQLITE_SECURE_DELETE -DSQLITE_ENABLE_COLUMN_METADATA \
  -DSQLITE_ENABLE_FTS3 -DSQLITE_ENABLE_FTS3_PARENTHESIS -DSQLITE_ENABLE_RTREE=1 \
  -DSQLITE_SOUNDEX=1 -DSQLITE_ENABLE_UNLOCK_NOTIFY -DSQLITE_OMIT_LOOKASIDE=1 \
  -DSQLITE_ENABLE_DBSTAT_VTAB -DSQLITE_ENABLE_UPDATE_DELETE_LIMIT=1 \
  -DSQLITE_ENABLE_LOAD_EXTENSION -DSQLITE_ENABLE_JSON1 -DSQLITE_THREADSAFE=1 \
  -DSQLITE_ENABLE_FTS5 -DSQLITE_ENABLE_STMTVTAB -DSQLITE_ENABLE_PREUPDATE_HOOK \
  -DSQLITE_ENABLE_SESSION -o sqlite3-shell shell.c sqlite3.c -lm -ldl -lpthread
"""

REDIS = """
make -j2 -C src V=1 CC="$CC" MALLOC=libc USE_SYSTEMD=no redis-server
"""

REDIS_JEMALLOC = """
make -j2 -C src V=1 CC="$CC" MALLOC=jemalloc USE_SYSTEM_JEMALLOC=yes USE_SYSTEMD=no redis-server
"""

TMUX = """
./configure
make -j2
"""

# sds strings have one of five headers, chosen by length, then the characters; `void *` is all that
# C says of them. The shortest header is one byte before the characters, and compilers leave its
# structure out of the debug information: characters are right for it.
SDS_HEADERS = (*(f"struct sdshdr{bits}" for bits in (5, 8, 16, 32, 64)), "char[]")
SDS = {
    ("sds.c", function): SDS_HEADERS
    for function in (
        *("_sdsnewlen", "sdsnewlen", "_sdsMakeRoomFor", "sdsMakeRoomFor", "sdsResize"),
        "sdsRemoveFreeSpace",
    )
}

# A page of the cache: its bytes first, then its header, at an offset that the page size gives.
PAGES = {("sqlite3.c", "pcache1AllocPage"): ("char",)}

DECLARED = "redis.allocators"

PROGRAMS = (
    Program("lua", "lua5.4", LUA, "src/lua", "lua"),
    Program("jq", "jq", JQ, "jq", "jq"),
    Program("bzip2", "bzip2", BZIP2, "bzip2", "bzip2"),
    Program("sqlite3", "sqlite3", SQLITE3, "sqlite3-shell", "sqlite3", PAGES),
    Program("redis", "redis", REDIS, "src/redis-server", "redis", SDS, declarations=DECLARED),
    Program(
        "redis-jemalloc",
        "redis",
        REDIS_JEMALLOC,
        "src/redis-server",
        "redis",
        SDS,
        declarations=DECLARED,
    ),
    Program("tmux", "tmux", TMUX, "tmux", "tmux"),
)
