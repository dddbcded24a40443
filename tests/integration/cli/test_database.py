"""``commentbox db``: the tables come and stay, and no site with them."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from commentbox import schema
from commentbox.extensions import make_engine
from tests.integration.cli.conftest import CREATE, Run
from tests.integration.people import nothing_stored, rows


def test_upgrading_makes_the_tables_and_no_site(
    terminal: Run, untouched: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMMENTBOX_DATABASE_URL", untouched)

    first, again = terminal("db", "upgrade"), terminal("db", "upgrade")

    assert (first.code, again.code) == (0, 0)
    assert first.out == again.out == "The database is up to date.\n"
    engine = make_engine(untouched)
    assert schema.is_current(engine)
    assert set(rows(engine).values()) == {0}
    engine.dispose()


def test_upgrading_keeps_what_there_is(run: Run, clean: Engine) -> None:
    run(*CREATE)

    with nothing_stored(clean):
        assert run("db", "upgrade").code == 0


def test_upgrading_makes_the_folder_for_a_database_of_its_own(
    terminal: Run, tmp_path: Path
) -> None:
    assert terminal("db", "upgrade").code == 0

    folder = tmp_path / "instance"
    assert (folder / "commentbox.db").is_file()
    assert folder.stat().st_mode & 0o077 == 0


def test_a_command_before_the_upgrade_says_what_is_wrong(
    terminal: Run, untouched: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMMENTBOX_DATABASE_URL", untouched)

    said = terminal(*CREATE)

    assert said.code == 1
    assert said.err.startswith("commentbox: the database does not answer")
    assert "Traceback" not in said.err
