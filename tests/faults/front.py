"""nginx before several servers, with the file that is shipped."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.asking import Address, free_port
from tests.faults.places import NotHere
from tests.nginx import NGINX, SHIPPED, put_in, running

PATIENCE_S = 20


@contextmanager
def front(folder: Path, ports: list[int]) -> Iterator[Address]:
    """Put nginx before servers. Raises ``NotHere`` where it is not installed."""
    if NGINX is None:
        raise NotHere("nginx is not installed")
    address = Address(port=free_port())
    with running(folder, _conf(folder, address.port, ports)):
        _wait_for(address)
        yield address


def _conf(folder: Path, port: int, ports: list[int]) -> str:
    servers = "\n    ".join(
        f"server 127.0.0.1:{each} max_fails=1 fail_timeout=1s;" for each in ports
    )
    changes = {
        "listen 80;": f"listen unix:{folder}/plain;",
        "listen 443 ssl;": f"listen 127.0.0.1:{port};",
        "server 127.0.0.1:8000;": servers,
        "/var/log/nginx": str(folder),
    }
    text = put_in(SHIPPED.read_text("utf-8"), changes)
    # Whoever asks here does so in the clear.
    lines = text.splitlines()
    return "\n".join(line for line in lines if "ssl_certificate" not in line) + "\n"


def _wait_for(address: Address) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        try:
            address.ask("GET", "/healthz")
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("nginx does not answer")
