"""A real server with its database, which can be killed, cut off and started again."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from commentbox import schema
from commentbox.config.values import database as readable
from commentbox.extensions import make_engine
from commentbox.models import TokenKind
from tests.factories import SECRET_KEY, a_site, a_token, an_article
from tests.faults.asking import Address, free_port
from tests.integration.people import someone_who_moderates

#: A start takes a second; a busy machine may need more.
PATIENCE_S = 60

#: How a line begins, or what is in it, where the server owns up to an error.
OWN_ERROR = re.compile(r"Traceback|.*\[error")


@dataclass(slots=True)
class Machine(Address):
    folder: Path
    url: str
    #: Settings beside the usual ones.
    settings: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    #: Lines of its log, of all its lives.
    log: Path = field(init=False)

    def __post_init__(self) -> None:
        self.log = self.folder / "server.log"
        self.port = free_port()

    @property
    def database(self) -> str:
        return "SQLite" if self.url.startswith("sqlite") else "PostgreSQL"

    @property
    def instance(self) -> Path:
        return Path(self.settings.get("COMMENTBOX_INSTANCE", self.folder / "instance"))

    @contextmanager
    def opened(self) -> Iterator[Engine]:
        """Lend its database; nothing of it stays open."""
        engine = make_engine(readable(self.url))
        try:
            yield engine
        finally:
            engine.dispose()

    def furnish(self) -> None:
        """Give it tables, open articles, and two moderators with tokens."""
        self.instance.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.instance.chmod(0o700)
        with self.opened() as engine, Session(engine) as session:
            schema.upgrade(engine)
            site = a_site(session)
            for key in ("first", "quiet"):
                an_article(session, key, site=site)
            for name in ("Grace", "Hedy"):
                email = f"{name.lower()}@example.org"
                who = someone_who_moderates(session, site, email, name)
                kind = TokenKind.MODERATOR
                self.tokens.append(a_token(session, kind, site=site, moderator=who))
            session.commit()

    def start(self) -> None:
        words = ("serve", "--port", str(self.port), "--workers", "2")
        self.process = self.run(*words)
        self.wait_until_it_answers()

    def run(self, *words: str, **settings: str) -> subprocess.Popen[bytes]:
        """Start a command of it; what that says goes into the log."""
        environ = {k: v for k, v in os.environ.items() if "COMMENTBOX" not in k}
        given = {
            "COMMENTBOX_INSTANCE": str(self.instance),
            "COMMENTBOX_DATABASE_URL": self.url,
            "COMMENTBOX_SECRET_KEY": SECRET_KEY,
            "COMMENTBOX_BASE_URL": f"http://127.0.0.1:{self.port}",
            "COMMENTBOX_RATE_LIMITS": "off",
            "COMMENTBOX_ENCODER": "off",
            **self.settings,
            **settings,
        }
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "commentbox", *words],
                env=environ | given,
                stdout=log,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )

    def wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            if self.process is None or self.process.poll() is not None:
                raise AssertionError(f"it ended: {self.log.read_text('utf-8')[-2000:]}")
            try:
                if self.ask("GET", "/healthz").status == 200:
                    return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("it does not answer")

    def kill(self) -> None:
        """End all its processes at once, as the power does."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def stop(self) -> int:
        """Ask it to end, and return what it says at the end."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=PATIENCE_S)
        self.process = None
        return code

    def errors(self) -> list[str]:
        """Return the lines in which it owns up to an error of its own."""
        if not self.log.exists():
            return []
        lines = self.log.read_text("utf-8", "replace").splitlines()
        return list(filter(OWN_ERROR.match, lines))

    def spooled(self) -> int:
        return len(list((self.instance / "spool").glob("*.post")))
