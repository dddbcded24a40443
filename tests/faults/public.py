"""The state machine over everything public, in its long form."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from commentbox import schema
from commentbox.config import Config
from commentbox.extensions import make_engine
from tests.conftest import BASE_URL
from tests.factories import SECRET_KEY
from tests.faults.storms import Figure
from tests.integration.everything import try_everything

STEPS = 40


def everything(url: str | None, *, examples: int) -> Figure:
    with TemporaryDirectory(prefix="commentbox-faults-") as name:
        url = url or f"sqlite:///{Path(name) / 'c.db'}"
        config = Config(
            instance=Path(name),
            database_url=url,
            secret_key=SECRET_KEY,
            base_url=BASE_URL,
            rate_limits={},
            encoder=False,
        )
        engine = make_engine(url)
        schema.upgrade(engine)
        try:
            asked = try_everything(engine, config, examples=examples, steps=STEPS)
            wrong = ""
        except AssertionError as error:
            asked, wrong = 0, str(error)[:500]
        finally:
            engine.dispose()
    database = "SQLite" if url.startswith("sqlite") else "PostgreSQL"
    says = wrong or f"{examples} ways of {STEPS} steps, {asked} answers as they must be"
    promise = "readers see what was approved and nothing else"
    return Figure(promise, database, says, not wrong)
