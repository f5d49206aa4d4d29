"""The C reference of Argon2, by argon2-cffi: reads for how many seconds, hashes on as many threads as its third argument says, answers
with the hashes a second. The library lets go of Python's lock while it hashes."""

import sys
import threading
import time

from argon2.low_level import Type, hash_secret_raw

memory_kib, passes, threads = (int(word) for word in sys.argv[1:4])


def hash_until(end, made, place):
    while time.monotonic() < end:
        hash_secret_raw(b"quiet lamps over the harbour", b"\1" * 16, passes, memory_kib, 1, 32, Type.ID)
        made[place] += 1


for line in sys.stdin:
    began, made = time.monotonic(), [0] * threads
    end = began + float(line)
    workers = [threading.Thread(target=hash_until, args=(end, made, place)) for place in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    print(sum(made) / (time.monotonic() - began), flush=True)
