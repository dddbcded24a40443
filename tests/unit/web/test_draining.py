"""A server drains also where the system lets it keep nobody from knocking."""

from __future__ import annotations

import subprocess
import sys

import pytest

from commentbox.web.draining import MOST_S

#: A filter that is locked is refused like one that only an administrator may set.
DRAINING = """
import os, socket, time
from commentbox.web.draining import Draining

with socket.create_server(("127.0.0.1", 0)) as listening:
    listening.setsockopt(socket.SOL_SOCKET, 44, 1)
    draining = Draining()
    child = os.fork()
    if child == 0:
        draining.follow(lambda environ, start_response: [])
        time.sleep(60)
        os._exit(0)
    time.sleep(0.5)
    began = time.monotonic()
    draining.drain()
    print(time.monotonic() - began)
    os.kill(child, 9)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux filters")
def test_who_may_set_no_filter_drains_all_the_same() -> None:
    done = subprocess.run(
        [sys.executable, "-c", DRAINING], capture_output=True, text=True, check=False
    )

    assert done.stderr == ""
    assert float(done.stdout) < MOST_S
