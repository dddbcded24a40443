"""``commentbox serve`` and ``commentbox demo``: answer requests, in the foreground."""

from __future__ import annotations

import ctypes
import gc
import os
import secrets
import shutil
import signal
import socket
import tempfile
import threading
import time
from functools import partial
from importlib import import_module

import click
from flask import Flask
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from commentbox import schema
from commentbox.cli.session import now, settings
from commentbox.config import Config
from commentbox.extensions import is_away, make_engine
from commentbox.logs.road import configuration
from commentbox.posting.spool.known import known_file
from commentbox.web.draining import MOST_S, Draining
from commentbox.web.shared_figures import shared_figures

#: Nearly all of them wait, or hand over a page that is held: how many work at once is
#: said in ``web/gate.py``, and how many read from slow clients in ``web/bodies.py``.
#: With all places there taken, and all who wait, some are left for held pages. A thread
#: that has nothing to do for half a minute ends.
THREADS = 160
BACKLOG = 1024
#: By its number in glibc's malloc.h.
M_ARENA_MAX = -8
#: After SIGTERM all may take so long: who waits is accepted, what runs is finished.
DRAIN_S = 15


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(min=1), default=2, show_default=True)
def serve(host: str, port: int, workers: int) -> None:
    """Serve with Granian until SIGTERM or Ctrl+C."""
    refuse_taken_port(host, port)
    # What is loaded at the start is no garbage; workers collect theirs again.
    gc.disable()
    config = settings().with_secret()
    config.make_instance()
    check_tables(config)
    with shared_figures(config.instance / "figures"):
        run_server("commentbox.wsgi", host=host, port=port, workers=workers)


def check_tables(config: Config) -> None:
    """Say what is to be done where the tables are not those of this version.

    A database that is away is no obstacle where it was served before: readers get what
    is held, and posts are spooled.
    """
    engine = make_engine(config.sqlalchemy_url)
    try:
        current = schema.is_current(engine)
    except SQLAlchemyError as error:
        if not is_away(error):
            raise
        if not known_file(config).is_file():
            raise click.ClickException(f"cannot reach the database: {error}") from error
        click.echo("The database does not answer: serving what is held.", err=True)
        current = True
    finally:
        engine.dispose()
    if not current:
        raise click.ClickException("run 'commentbox db upgrade' first")


def refuse_taken_port(host: str, port: int) -> None:
    """Say in words what the server would say by a trace of its insides."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As the server does: what only lingers from a former run is no obstacle.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(
                f"cannot listen on {host}, port {port}: {error.strerror}. "
                "Say another one with --port."
            ) from error


def run_server(module: str, *, host: str, port: int, workers: int) -> None:
    """Run until told to stop; running requests are finished first.

    What is loaded here is shared by all workers, where the system forks them: it is
    read once, and lies in memory once.
    """
    share_one_heap()
    import_module(module)
    # The collector writes into what it looks at, and what is written is shared no more.
    gc.freeze()
    draining = Draining()
    server = Granian(
        f"{module}:app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        # Proxies and browsers speak it in the clear; HTTP/2 is theirs among each other.
        http=HTTPModes.http1,
        websockets=False,
        workers=workers,
        blocking_threads=THREADS,
        backlog=BACKLOG,
        workers_kill_timeout=int(DRAIN_S - MOST_S),
        respawn_failed_workers=True,
        # No access log: a query string may hold a token.
        log_access=False,
        log_dictconfig=configuration(settings().log_format),
    )

    @server.on_startup
    def drain_first() -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            handler = draining.begin_with(server.signal_handler_interrupt)
            signal.signal(number, handler)

    loader = partial(_awake, module, draining)
    server.serve(target_loader=loader, wrap_loader=False)


def share_one_heap() -> None:
    """Let all threads take memory from one heap: what one lets go, another takes.

    The C library would give each its own; few work at the same time.
    """
    # Only glibc has it, and only there it is needed.
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(M_ARENA_MAX, 1)


def _awake(module: str, draining: Draining) -> Flask:
    """Return the application in a worker, where its work begins."""
    gc.enable()
    app: Flask = import_module(module).wake()
    app.wsgi_app = draining.follow(app.wsgi_app)  # type: ignore[assignment]
    return app


@click.command()
@click.option("--port", default=8000, show_default=True)
@click.option("--no-browser", is_flag=True, help="Open no browser.")
def demo(port: int, *, no_browser: bool) -> None:
    """Show a throw-away site: articles, comments in every state, two moderators."""
    # Imported here: the other commands have no use for it.
    from commentbox.demo.fill import MODERATORS, fill  # noqa: PLC0415

    refuse_taken_port("127.0.0.1", port)
    base_url = f"http://127.0.0.1:{port}"
    folder = tempfile.mkdtemp(prefix="commentbox-demo-")
    password = secrets.token_urlsafe(12)
    environment = {
        "COMMENTBOX_INSTANCE": folder,
        "COMMENTBOX_SECRET_KEY": secrets.token_urlsafe(48),
        "COMMENTBOX_BASE_URL": base_url,
        # The blog is on this machine, and its feed is read like that of any other.
        "COMMENTBOX_ALLOW_PRIVATE_HOSTS": "127.0.0.1",
    }
    for name in [name for name in os.environ if name.startswith("COMMENTBOX_")]:
        del os.environ[name]
    os.environ.update(environment)
    try:
        config = settings()
        engine = make_engine(config.sqlalchemy_url)
        schema.upgrade(engine)
        with Session(engine) as session:
            fill(
                session,
                base_url=base_url,
                password=password,
                secret_key=config.secret_key,
                now=now(),
            )
            session.commit()
        engine.dispose()
        _introduce(base_url, [email for _key, email, *_ in MODERATORS], password)
        if not no_browser:
            _open_when_ready(f"{base_url}/blog")
        run_server("commentbox.demo.wsgi", host="127.0.0.1", port=port, workers=1)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _introduce(base_url: str, emails: list[str], password: str) -> None:
    lines = (
        "",
        "  A little blog with its discussions, made up and thrown away at the end:",
        "",
        f"    the blog      {base_url}/blog",
        f"    a discussion  {base_url}/articles/nachtzug-innsbruck",
        f"    the rules     {base_url}/rules",
        f"    the desk      {base_url}/desk/",
        f"      sign in as  {' or '.join(emails)}",
        f"      password    {password}",
        "",
        "  Ctrl+C ends it.",
        "",
    )
    click.echo("\n".join(lines))


def _open_when_ready(url: str) -> None:
    """Open the browser once the server answers; without one nothing happens."""
    # Imported here: ``serve`` has no use for them.
    import webbrowser  # noqa: PLC0415
    from urllib.request import urlopen  # noqa: PLC0415

    def wait_and_open() -> None:
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline:
            try:
                with urlopen(url, timeout=1):  # noqa: S310 - our own
                    webbrowser.open(url)
                    return
            except OSError:
                time.sleep(0.2)

    threading.Thread(target=wait_and_open, daemon=True).start()
