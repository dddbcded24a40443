"""The threads of a server take memory from one heap."""

from __future__ import annotations

import platform
from pathlib import Path

import pytest

from tests.unit.cli.fresh import printed

HEAPS = """
import threading
from commentbox.cli.serving import share_one_heap

def heaps():
    # Glibc begins each heap of a thread at a multiple of 64 MiB.
    lines = open("/proc/self/maps").read().splitlines()
    starts = [int(line.split("-")[0], 16) for line in lines if "rw-p" in line]
    return sum(start % (64 << 20) == 0 for start in starts)

def work():
    kept.append(bytes(1000))
    together.wait()

share_one_heap()
before, kept, together = heaps(), [], threading.Barrier(9)
threads = [threading.Thread(target=work) for _ in range(8)]
for thread in threads:
    thread.start()
together.wait()
print(heaps() - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="heaps are glibc's")
def test_threads_of_the_server_have_one_heap(tmp_path: Path) -> None:
    assert printed(HEAPS, tmp_path) == "0\n"
