"""The fixed workloads: each yields the id of a process that has done its work and waits."""

import json
import random
import shutil
import socket
import subprocess
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from filters import FILTERS
from target import TargetError, process_of, running, wait_until, wait_until_idle

SCRIPTS = Path(__file__).with_name("scripts")


def _feed(runner, data):
    """Writes to the program's standard input and leaves it open."""
    try:
        runner.stdin.write(data)
        runner.stdin.flush()
    except BrokenPipeError as error:
        raise TargetError("the program ended before it had read its input") from error


def _wait_for(path, text):
    wait_until(lambda: text in path.read_text(errors="replace"), f"{text!r} in {path}")


@contextmanager
def lua(scry, executable, directory):
    """A script that builds data and then reads standard input."""
    with running(scry, executable, [SCRIPTS / "lua.lua"], directory) as runner:
        _wait_for(directory / "output", "ready")
        pid = process_of(runner, executable)
        wait_until_idle(pid)
        yield pid


@contextmanager
def sqlite3(scry, executable, directory):
    """A script on standard input that ends inside a transaction."""
    with running(scry, executable, ["-batch", directory / "data.db"], directory) as runner:
        _feed(runner, (SCRIPTS / "sqlite3.sql").read_bytes())
        pid = process_of(runner, executable)
        wait_until_idle(pid)
        yield pid


@contextmanager
def jq(scry, executable, directory):
    """A fold over generated documents, with more of them awaited."""
    arguments = ["-n", "-c", "-f", SCRIPTS / "jq.jq"]
    with running(scry, executable, arguments, directory) as runner:
        _feed(runner, _documents(3000))
        pid = process_of(runner, executable)
        _wait_for(directory / "errors", "ready")
        wait_until_idle(pid)
        yield pid


def _documents(count):
    """JSON documents, the same each time."""
    choose = random.Random(7)
    lines = []
    for i in range(count):
        document = {
            "name": f"person {i}",
            "age": choose.randrange(90),
            "tags": [f"tag-{choose.randrange(50)}" for _ in range(choose.randrange(6))],
            "nested": {"depth": [[i], [i, {"x": i / 3}]], "text": "t" * choose.randrange(200)},
            "last": i == count - 1,
        }
        lines.append(json.dumps(document))
    # jq reads a document's end only with what follows it.
    return ("\n".join(lines) + "\n\n").encode()


@contextmanager
def bzip2(scry, executable, directory):
    """Compression of text from a pipe that stays open."""
    choose = random.Random(5)
    words = ["".join(choose.choices("abcdefgh", k=choose.randrange(2, 9))) for _ in range(400)]
    text = " ".join(choose.choices(words, k=400_000)).encode()
    with running(scry, executable, ["-9", "-c"], directory) as runner:
        pid = process_of(runner, executable)
        _feed(runner, text)
        wait_until_idle(pid)
        yield pid


@contextmanager
def redis(scry, executable, directory):
    """A server on a loopback port and a client that stays connected."""
    port = _free_port()
    options = ["--port", port, "--bind", "127.0.0.1", "--save", "", "--dir", directory]
    with running(scry, executable, options, directory) as runner:
        pid = process_of(runner, executable)
        connection = wait_until(lambda: _connect(port), "redis to listen")
        with connection:
            _run_commands(connection, _redis_commands())
            yield pid


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _connect(port):
    try:
        return socket.create_connection(("127.0.0.1", port), timeout=60)
    except OSError:
        return None


def _redis_commands():
    """Every data type of redis, small and large encodings, expiry, scripts, streams and
    subscriptions.
    """
    for i in range(1500):
        yield ["SET", f"string:{i}", "v" * (i % 120)]
        yield ["SET", f"number:{i % 50}", str(i * 1000)]
        yield ["RPUSH", f"list:{i % 20}", f"element {i}", "x" * (i % 300)]
        yield ["HSET", f"hash:{i % 30}", f"field{i}", f"value {i}"]
        yield ["SADD", f"set:{i % 30}", str(i) if i % 2 else f"member {i}"]
        yield ["SADD", "integers", str(i)]
        yield ["ZADD", f"sorted:{i % 10}", str(i / 7), f"entry {i}"]
        yield ["XADD", f"stream:{i % 5}", f"{i + 1}-1", "temperature", str(i), "place", f"p{i % 9}"]
        yield ["PFADD", "visitors", f"visitor {i}"]
    for i in range(100):
        yield ["EXPIRE", f"string:{i}", "100000"]
        yield ["EVAL", f"return redis.call('GET', KEYS[1]) .. '{i}'", "1", f"string:{i}"]
        yield ["GEOADD", "places", str(i / 2), str(i / 3), f"place {i}"]
    yield ["XGROUP", "CREATE", "stream:1", "readers", "0"]
    yield ["XREADGROUP", "GROUP", "readers", "ann", "COUNT", "50", "STREAMS", "stream:1", ">"]
    yield ["SORT", "list:1", "ALPHA", "LIMIT", "0", "5"]
    yield ["ZUNIONSTORE", "union", "2", "sorted:1", "sorted:2"]
    yield ["SINTERSTORE", "both", "set:1", "set:2"]
    yield ["SETRANGE", "long", "20000", "end"]
    yield ["BITFIELD", "bits", "SET", "u8", "100", "200"]
    yield ["CONFIG", "SET", "maxmemory-policy", "allkeys-lru"]
    yield ["ACL", "SETUSER", "ann", "on", ">secret", "~string:*", "+get"]
    yield ["SELECT", "3"]
    yield ["SET", "elsewhere", "1"]
    yield ["SUBSCRIBE", "news"]


def _run_commands(connection, commands):
    """Sends commands one by one and awaits each reply."""
    reader = connection.makefile("rb")
    for command in commands:
        words = [word.encode() for word in command]
        request = b"*%d\r\n" % len(words)
        for word in words:
            request += b"$%d\r\n%s\r\n" % (len(word), word)
        connection.sendall(request)
        _read_reply(reader, command)


def _read_reply(reader, command):
    line = reader.readline()
    if line[:1] == b"-" or not line:
        raise TargetError(f"redis: {command}: {line.decode(errors='replace')}")
    count = int(line[1:]) if line[:1] in b"$*" else 0
    if line[:1] == b"$" and count >= 0:
        reader.read(count + 2)
    elif line[:1] == b"*":
        for _ in range(count):
            _read_reply(reader, command)


@contextmanager
def tmux(scry, executable, directory):
    """A server on a private socket with sessions, windows, split panes, buffers and copy mode."""
    # A socket's path must be short.
    name = directory / "s"
    common = ["-S", name, "-f", SCRIPTS / "tmux.conf"]

    def client(*arguments):
        command = [str(word) for word in [executable, *common, *arguments]]
        result = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        if result.returncode != 0:
            raise TargetError(f"tmux {' '.join(arguments)}: {result.stderr.strip()}")
        return result.stdout.strip()

    start = ["new-session", "-d", "-s", "first", "-x", "120", "-y", "40"]
    with running(scry, executable, [*common, *start], directory) as runner:
        runner.wait(timeout=60)
        try:
            for command in _tmux_commands():
                client(*command)
            pid = int(client("display-message", "-p", "#{pid}"))
            wait_until_idle(pid)
            yield pid
        finally:
            client("kill-server")


def _tmux_commands():
    for session in ("second", "third"):
        yield ["new-session", "-d", "-s", session, "-x", "100", "-y", "30"]
    text = "printf 'line %d of output\\n' 1 2 3 4 5 6 7 8 9; printf '\\033[31mred\\033[0m \\342\\202\\254'"
    for window in range(6):
        session = ("first", "second", "third")[window % 3]
        yield ["new-window", "-t", session, "-n", f"w{window}", f"{text}; sleep 600"]
        yield ["split-window", "-t", f"{session}:w{window}", "-h", "sleep 600"]
        yield ["split-window", "-t", f"{session}:w{window}", "-v", "sleep 600"]
        yield ["select-layout", "-t", f"{session}:w{window}", "tiled"]
    for number in range(10):
        yield ["set-buffer", "-b", f"buffer{number}", "pasted " * number]
        yield ["set-option", "-g", f"@user{number}", f"value {number}"]
        yield ["bind-key", "-T", "own", f"F{number + 1}", "display-message", f"key {number}"]
    yield ["copy-mode", "-t", "first:w0"]
    yield ["choose-tree", "-t", "second:w1"]
    yield ["choose-buffer", "-t", "third:w2"]
    yield ["link-window", "-s", "first:w0", "-t", "third:20"]
    yield ["rename-window", "-t", "second:w1", "renamed"]
    yield ["list-keys"]
    yield ["show-options", "-g"]


@contextmanager
def _filter(given, scry, executable, directory):
    """A program that reads text from standard input, which stays open."""
    (directory / "script").write_text(given.script)
    subprocess.run(given.prepare, cwd=directory, check=True)
    arguments = [directory / "script" if word == "SCRIPT" else word for word in given.arguments]
    with running(scry, executable, arguments, directory) as runner:
        pid = process_of(runner, executable)
        _feed(runner, given.input().encode())
        wait_until_idle(pid)
        yield pid


WORKLOADS = {
    "lua": lua,
    "jq": jq,
    "bzip2": bzip2,
    "sqlite3": sqlite3,
    "redis": redis,
    "tmux": tmux,
}


@contextmanager
def workload(name, scry, executable, directory):
    """Runs a workload in an emptied directory of its own."""
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    run = WORKLOADS.get(name) or partial(_filter, FILTERS[name])
    with run(scry, executable, directory) as pid:
        yield pid
