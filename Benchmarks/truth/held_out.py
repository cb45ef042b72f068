"""Programs that no rule was made for, at mixed flags: what the rules are worth elsewhere.

Each is built once, in its own way: `make truth PROGRAMS=--held-out`.
"""

from programs import Program

# What the package's authors generated is as old as its sources once it is copied: else make wants their autoconf.
AUTOCONF = """
find . -name aclocal.m4 -exec touch {} + && find . -name 'Makefile.in' -exec touch {} + && touch configure
find . -name '*.h.in' -exec touch {} +
./configure --disable-nls --disable-dependency-tracking
make -j2 MAKEINFO=true
"""

GAWK = """
./configure --disable-nls --disable-extensions
make -j2 SUBDIRS="support ."
"""

SED = """
./configure --disable-nls --disable-acl
make -j2
"""

XZ = """
./configure --disable-nls --disable-shared --disable-doc
make -j2
"""

ZSTD = """
make -j2 -C programs CC="$CC" HAVE_ZLIB=0 HAVE_LZMA=0 HAVE_LZ4=0 zstd-release
"""

GIT = """
make -j2 CC="$CC" NO_TCLTK=1 NO_PERL=1 NO_PYTHON=1 NO_GETTEXT=1 NO_CURL=1 NO_EXPAT=1 \
  NO_OPENSSL=1 git
"""

BUSYBOX = """
make allnoconfig
sed -i -e 's/# CONFIG_AWK is not set/CONFIG_AWK=y/' -e 's/# CONFIG_ASH is not set/CONFIG_ASH=y/' \
  -e 's/# CONFIG_SORT is not set/CONFIG_SORT=y/' .config
yes '' | make oldconfig
make -j2 CC="$CC" HOSTCC=gcc SKIP_STRIP=y busybox_unstripped
mv busybox_unstripped busybox
"""

DASH = """
[ -x configure ] || autoreconf -fi
./configure
make -j2
"""

MAWK = """
./configure
make -j2
"""

HELD_OUT = (
    Program("gawk", "gawk", GAWK, "gawk", "gawk", levels=("-Og", "-O3 -flto")),
    Program("dash", "dash", DASH, "src/dash", "dash", levels=("-O1", "-O3")),
    Program("sed", "sed", SED, "sed/sed", "sed", levels=("-O2 -gdwarf-4", "-Os")),
    Program("grep", "grep", AUTOCONF, "src/grep", "grep", levels=("-O1 -fno-omit-frame-pointer",)),
    Program("xz", "xz-utils", XZ, "src/xz/xz", "xz", levels=("-O2 -gsplit-dwarf", "-O0")),
    Program("zstd", "libzstd", ZSTD, "programs/zstd", "zstd", levels=("-O3",)),
    Program("git", "git", GIT, "git", "git", levels=("-O2 -fno-plt", "-O0")),
    Program("mawk", "mawk", MAWK, "mawk", "mawk", levels=("-O3 -fno-inline", "-O1")),
    Program("m4", "m4", AUTOCONF, "src/m4", "m4", levels=("-O2 -fomit-frame-pointer", "-O0")),
    Program("bc", "bc", AUTOCONF, "bc/bc", "bc", levels=("-O2",)),
    Program("busybox", "busybox", BUSYBOX, "busybox", "busybox", levels=("-Os", "-O2")),
)
