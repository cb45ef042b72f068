"""Fetches the sources of Debian packages with a source list of our own, leaving the system's
untouched.

A bare machine has no deb-src entry. The mirrors and keyrings are those of the system's own Debian
entries.
"""

import os
import subprocess
from pathlib import Path

DEBIAN_KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"


class FetchError(Exception):
    """A source package could not be had."""


def cache_folder():
    """Where sources, builds and what was read from them are kept."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "scry-truth"


def _deb822_stanzas(text):
    """The fields of each stanza of a .sources file."""
    for block in text.split("\n\n"):
        fields = {}
        for line in block.splitlines():
            if line.startswith("#") or ":" not in line:
                continue
            name, _, value = line.partition(":")
            fields[name.strip().lower()] = value.strip()
        if fields:
            yield fields


def _one_line_stanzas(text):
    """The entries of a sources.list in the one-line form, as the same fields."""
    for line in text.splitlines():
        words = line.split("#")[0].replace("]", "] ").split()
        if len(words) < 4 or words[0] != "deb":
            continue
        while words[1].startswith("[") or words[1].endswith("]") or "=" in words[1]:
            del words[1]
        yield {
            "types": "deb",
            "uris": words[1],
            "suites": words[2],
            "components": " ".join(words[3:]),
            "signed-by": DEBIAN_KEYRING,
        }


def _is_debian(stanza):
    """Whether a stanza is Debian's archive: not a vendor's, nor the security one, whose pool not
    every mirror has.
    """
    has_main = "main" in stanza.get("components", "").split()
    uris = stanza.get("uris", "").split()
    is_archive = any(uri.rstrip("/").endswith("/debian") for uri in uris)
    return "deb" in stanza.get("types", "").split() and has_main and is_archive


def source_list(etc_apt=Path("/etc/apt")):
    """A deb822 source list of deb-src entries that mirror the system's Debian entries."""
    stanzas = []
    for path in sorted((etc_apt / "sources.list.d").glob("*.sources")):
        stanzas += _deb822_stanzas(path.read_text())
    lists = [etc_apt / "sources.list", *sorted((etc_apt / "sources.list.d").glob("*.list"))]
    for path in lists:
        if path.exists():
            stanzas += _one_line_stanzas(path.read_text())
    entries = [
        "Types: deb-src\n"
        f"URIs: {s['uris']}\nSuites: {s['suites']}\nComponents: main\n"
        f"Signed-By: {s.get('signed-by', DEBIAN_KEYRING)}\n"
        for s in stanzas
        if _is_debian(s)
    ]
    if not entries:
        raise FetchError("no Debian archive is configured in /etc/apt")
    return "\n".join(entries)


def _apt(cache, *arguments, cwd=None):
    """Runs apt-get with its lists, its cache and its source list below `cache`."""
    options = {
        "Dir::Etc::sourcelist": cache / "apt" / "debian.sources",
        "Dir::Etc::sourceparts": "/dev/null",
        "Dir::State::lists": cache / "apt" / "lists",
        "Dir::Cache": cache / "apt" / "cache",
        "APT::Sandbox::User": "root",
    }
    command = ["apt-get", "-qq"]
    for name, value in options.items():
        command += ["-o", f"{name}={value}"]
    result = subprocess.run(
        command + list(arguments), cwd=cwd, capture_output=True, text=True, check=False
    )
    if result.returncode != 0:
        raise FetchError(f"apt-get {' '.join(arguments)}: {result.stderr.strip()}")


def fetch(cache, packages):
    """Unpacks the packages that are not there yet; a dictionary of package to source directory."""
    missing = [p for p in packages if not (cache / "sources" / p / ".complete").exists()]
    if missing:
        (cache / "apt" / "lists" / "partial").mkdir(parents=True, exist_ok=True)
        (cache / "apt" / "debian.sources").write_text(source_list())
        _apt(cache, "update")
    for package in missing:
        folder = cache / "sources" / package
        folder.mkdir(parents=True, exist_ok=True)
        _apt(cache, "source", package, cwd=folder)
        (folder / ".complete").touch()
    return {p: _unpacked(cache / "sources" / p) for p in packages}


def _unpacked(folder):
    """The one directory that dpkg-source made in `folder`."""
    directories = [entry for entry in folder.iterdir() if entry.is_dir()]
    if len(directories) != 1:
        raise FetchError(f"{folder}: expected one unpacked source, found {len(directories)}")
    return directories[0]
