"""What is measured, as one would run it: commentbox, and what stands beside it."""

from __future__ import annotations

import gzip
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.public import constant as constant_
from benchmarks.public.client import Answer, first_answer, free_port
from benchmarks.public.commands import Instance, as_installed
from benchmarks.public.processes import running

WORKERS = 2


@dataclass(frozen=True, slots=True)
class Server:
    name: str
    port: int
    #: Processes whose descendants do its work; of a database server only the database.
    pid: int
    database: int | None = None

    @property
    def processes(self) -> tuple[int, ...]:
        return (self.pid,) if self.database is None else (self.pid, self.database)


@contextmanager
def commentbox(
    instance: Instance,
    *,
    name: str,
    database: int | None = None,
    ready: str = "/readyz",
) -> Iterator[Server]:
    port = free_port()
    given = ["serve", "--port", str(port), "--workers", str(WORKERS)]
    log = instance.folder / "serve.log"
    with running(
        as_installed(*given), log=log, environment=instance.environment
    ) as process:
        first_answer(port, ready)
        yield Server(name, port, process.pid, database)


@contextmanager
def constant(folder: Path) -> Iterator[Server]:
    """Serve what is kept in a folder by the server that commentbox runs on."""
    constant_.keep(folder, constant_.READY, Answer(200, {"content-length": "0"}, b""))
    port = free_port()
    command = [sys.executable, "-m", constant_.MODULE, str(port), str(WORKERS)]
    log = folder / "constant.log"
    with running([*command, str(folder)], log=log) as process:
        first_answer(port, constant_.READY)
        yield Server("Granian", port, process.pid)


#: Debian's defaults as far as they matter here: sendfile, tcp_nopush, no cache of open
#: files. Changed in its favour: no log, and connections that live as long as wrk.
NGINX = """
worker_processes {workers};
pid {folder}/nginx.pid;
daemon off;
error_log {folder}/error.log;
{user}
events {{ worker_connections 768; }}
http {{
    sendfile on;
    tcp_nopush on;
    types_hash_max_size 2048;
    access_log off;
    keepalive_requests 1000000000;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    types {{
        application/json json;
        application/rss+xml rss;
        text/html html;
    }}
    server {{
        listen 127.0.0.1:{port} backlog=1024;
        root {folder}/files;
        add_header Cache-Control no-cache;
        add_header Access-Control-Allow-Origin *;
        gzip off;
        location /twins/ {{ gzip_static on; }}
    }}
}}
"""


@contextmanager
def nginx(folder: Path) -> Iterator[Server]:
    """Serve the files below ``folder``; those in ``twins`` compressed as well."""
    for name in ("files", "files/twins"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    port = free_port()
    configuration = folder / "nginx.conf"
    user = "user root;" if os.geteuid() == 0 else ""
    configuration.write_text(
        NGINX.format(folder=folder, port=port, workers=WORKERS, user=user), "ascii"
    )
    (folder / "files" / "ready.json").write_text("{}", "ascii")
    command = [program("nginx"), "-c", str(configuration), "-p", str(folder)]
    with running(command, log=folder / "nginx.log") as process:
        first_answer(port, "/ready.json")
        yield Server("nginx", port, process.pid)


def keep(folder: Path, name: str, answer: Answer, twin: bytes | None = None) -> None:
    """Let nginx serve what another server has answered, as it is and compressed."""
    for path in (folder / "files" / name, folder / "files" / "twins" / name):
        path.write_bytes(answer.body)
    compressed = gzip.compress(answer.body, 6) if twin is None else twin
    (folder / "files" / "twins" / f"{name}.gz").write_bytes(compressed)


def program(name: str) -> str:
    """Return where a program of Debian's lies. Raises ``SystemExit`` without it."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if found is None:
        raise SystemExit(f"{name} is missing: apt-get install wrk nginx-light")
    return found
