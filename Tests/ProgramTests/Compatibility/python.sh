# python3.11: objects, threads, subprocesses, a forked pool, ctypes that calls malloc, an exception.
# expect: exit 1
cat >p.py <<'P'
import ctypes, multiprocessing, subprocess, sys, threading, json, re, zlib
def square(n): return n * n
if __name__ == "__main__":
    data = {str(i): list(range(i % 50)) for i in range(3000)}
    print(len(json.dumps(data)), zlib.crc32(json.dumps(data).encode()))
    out = []
    threads = [threading.Thread(target=lambda i=i: out.append(sum(range(i * 1000)))) for i in range(8)]
    [t.start() for t in threads]; [t.join() for t in threads]
    print(sum(out))
    with multiprocessing.get_context("fork").Pool(3) as pool: print(sum(pool.map(square, range(200))))
    print(subprocess.run(["sort", "-r"], input="a\nc\nb\n", text=True, capture_output=True).stdout.split())
    libc = ctypes.CDLL(None); libc.malloc.restype = ctypes.c_void_p; libc.free.argtypes = [ctypes.c_void_p]
    blocks = [libc.malloc(i) for i in range(1, 500)]; [libc.free(b) for b in blocks]
    print(len(re.findall(r"(\w)\1", "aabbcc" * 1000)))
    sys.stdout.flush()
    raise ValueError("the end")
P
/usr/bin/python3.11 p.py
