"""nginx before several servers, with the file that is shipped."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.asking import Address, free_port
from tests.faults.places import NotHere

SHIPPED = Path(__file__).parents[2] / "deploy" / "nginx" / "commentbox.conf"
#: Debian puts it where only root looks.
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
PATIENCE_S = 20

MAIN = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/start.log;
events {{}}
http {{
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    include {folder}/commentbox.conf;
}}
"""


@contextmanager
def front(folder: Path, ports: list[int]) -> Iterator[Address]:
    """Put nginx before servers. Raises ``NotHere`` where it is not installed."""
    if NGINX is None:
        raise NotHere("nginx is not installed")
    address = Address(port=free_port())
    (folder / "commentbox.conf").write_text(_conf(folder, address.port, ports), "utf-8")
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder), "utf-8")
    words = [NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")]
    process = subprocess.Popen(words, stderr=subprocess.DEVNULL)
    try:
        _wait_for(address)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE_S)


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
    text = SHIPPED.read_text("utf-8")
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
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
