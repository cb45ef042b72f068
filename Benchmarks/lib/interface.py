"""The terminal interface on ten million objects: from a key to its frame, and the memory that an object costs."""

import fcntl
import os
import pty
import random
import select
import signal
import struct
import subprocess
import termios
import time

OBJECTS = 10_000_000
KEYS = 1_000
QUIET = 0.012  # seconds without output after which a frame is taken to be whole
LIMIT = 2.0  # seconds in which a key must show something, if it shows anything

MOVES = [b"\x1bOA", b"\x1bOB", b"\x1b[5~", b"\x1b[6~", b"\x04", b"\x15", b"G", b"\x1bOH", b"j", b"k"]
WALKS = [b"\r", b"\x7f", b"2", b"3", b"4", b"1", b"\t", b"x", b"\x1bOC", b"\x1bOD"]


class Screen:
    """A program on a pseudo-terminal of 80x24."""

    def __init__(self, command):
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm-256color", LC_ALL="C.UTF-8")
            os.execvp(command[0], command)
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.text = b""

    def press(self, key):
        """Seconds from a key to the last byte of the frame that answers it; None when nothing is shown."""
        start = last = time.perf_counter()
        os.write(self.terminal, key)
        patience = 0.15
        shown = False
        while select.select([self.terminal], [], [], patience)[0] and last - start < LIMIT:
            self.text = (self.text + os.read(self.terminal, 1 << 16))[-100_000:]
            last = time.perf_counter()
            shown, patience = True, QUIET
        return last - start if shown else None

    def wait(self, text, seconds):
        """Seconds until a text has been written."""
        start = time.perf_counter()
        while text not in self.text and time.perf_counter() - start < seconds:
            if select.select([self.terminal], [], [], 0.05)[0]:
                self.text = (self.text + os.read(self.terminal, 1 << 16))[-100_000:]
        return time.perf_counter() - start

    def resident(self):
        """Bytes."""
        with open(f"/proc/{self.pid}/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE")

    def end(self):
        os.kill(self.pid, signal.SIGTERM)
        os.waitpid(self.pid, 0)
        os.close(self.terminal)


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def measure(results, build, folder, sources, quick):
    print("interface", flush=True)
    objects = OBJECTS // 10 if quick else OBJECTS
    results.section(f"Terminal interface, {objects:,} objects, {KEYS:,} random keys")
    program = os.path.join(folder, "interface")
    subprocess.run(["gcc", "-g", "-O0", os.path.join(sources, "interface.c"), "-o", program], check=True)
    scry = os.path.join(build, "scry")
    target = subprocess.Popen(
        [scry, "run", "--", program, str(objects)], stdout=subprocess.PIPE, text=True)
    try:
        pid = target.stdout.readline().strip()
        subprocess.run([scry, "sites", "--limit", "1", pid], stdout=subprocess.DEVNULL, check=True)
        walk(results, [scry, "attach", pid], objects)
    finally:
        target.kill()
        target.wait()


def walk(results, command, objects):
    start = time.perf_counter()
    screen = Screen(command)
    screen.wait(b"quit", 20)
    opened = time.perf_counter() - start
    results.add("open", f"{opened * 1000:.0f} ms", "<= 200 ms", opened <= 0.2)
    empty = screen.resident()
    # The last line of the overview says that everything is counted.
    counted = screen.wait(f"in {objects // 3:,}".encode(), 300)
    screen.wait(b"never written", 1.5)
    results.add("all objects counted", f"{counted:.1f} s")
    numbers = random.Random(1)
    screen.press(b"3")
    times = []
    for count in range(KEYS):
        keys = MOVES if count % 4 else WALKS
        taken = screen.press(numbers.choice(keys))
        if taken is not None:
            times.append(taken)
    median, worst = percentile(times, 0.5), percentile(times, 0.99)
    results.add("key to frame, median", f"{median * 1000:.1f} ms", "<= 16 ms", median <= 0.016)
    results.add("key to frame, 99th percentile", f"{worst * 1000:.1f} ms", "<= 50 ms", worst <= 0.05)
    results.add("keys that changed the screen", f"{len(times)} of {KEYS}")
    each = (screen.resident() - empty) / objects
    results.add("resident memory an object", f"{each:.1f} bytes", "<= 64 bytes", each <= 64)
    screen.end()
