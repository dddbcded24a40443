"""``commentbox backup`` and ``restore``: all or nothing, and every refusal in words."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import Engine, func, inspect, select, text
from sqlalchemy.orm import Session

from commentbox import schema
from commentbox.backup import programs
from commentbox.domain.states import State
from commentbox.extensions import begin_write, make_engine
from commentbox.models import Article, Comment, LogLink, Site
from commentbox.models.proof import broken_logs
from commentbox.posting.author import withdraw
from tests.factories import SECRET_KEY, a_comment, an_article, decided, held_back
from tests.integration.cli.conftest import Run, programs_of_the_tests
from tests.integration.intruder import behind
from tests.integration.people import contents

#: So many backups are made under load; more with TEST_BACKUPS.
ROUNDS = int(os.environ.get("TEST_BACKUPS", "5"))
POSTERS = 4

MANIFEST = "manifest.json"


@pytest.fixture(autouse=True)
def set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server's settings, and the programs of the PostgreSQL that runs."""
    monkeypatch.setenv("COMMENTBOX_SECRET_KEY", SECRET_KEY)
    monkeypatch.setenv("COMMENTBOX_BASE_URL", "https://comments.example.org")
    monkeypatch.setenv("COMMENTBOX_TRUSTED_PROXIES", "127.0.0.1")
    found = programs_of_the_tests()
    if found is not None:
        monkeypatch.setenv("PATH", f"{found}:{os.environ['PATH']}")


@pytest.fixture
def busy(session: Session, site: Site) -> Article:
    """A site where something stands in every lane, and something was erased."""
    article = an_article(session, site=site)
    for state in State:
        a_comment(session, article, state=state, body="Grüße <b>&</b> 'x'")
    withdraw(session, a_comment(session, article), now=datetime.now(UTC))
    session.commit()
    return article


@pytest.fixture
def file(tmp_path: Path) -> Path:
    folder = tmp_path / "backups"
    folder.mkdir()
    return folder / "monday.zip"


def holds_nothing(url: str) -> bool:
    engine = make_engine(url)
    try:
        if engine.dialect.name == "sqlite":
            return not Path(engine.url.database or "").exists()
        return inspect(engine).get_table_names() == []
    finally:
        engine.dispose()


@pytest.mark.usefixtures("busy")
def test_what_is_restored_is_what_was_there(
    run: Run, elsewhere: Run, clean: Engine, other: Engine, file: Path
) -> None:
    made = run("backup", str(file))
    restored = elsewhere("restore", str(file))

    assert (made.code, restored.code) == (0, 0), made.err + restored.err
    assert contents(other) == contents(clean)
    assert elsewhere("doctor").out.count("wrong") == 0
    assert elsewhere("doctor", "--against", str(file)).code == 0


@pytest.mark.usefixtures("busy")
def test_it_says_what_is_in_it_and_what_is_not(run: Run, file: Path) -> None:
    said = run("backup", str(file))

    assert "sites 1, articles 1, comments 7, decisions 6" in said.err
    assert "secret key" in said.err
    assert said.out == ""
    assert SECRET_KEY.encode() not in file.read_bytes()
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in file.parent.iterdir()] == [file.name]


@pytest.mark.usefixtures("busy")
def test_a_file_that_is_there_is_overwritten_only_when_told_so(
    run: Run, file: Path
) -> None:
    file.write_text("last week")

    refused = run("backup", str(file))
    kept = file.read_text()
    forced = run("backup", "--force", str(file))

    assert (refused.code, kept, forced.code) == (1, "last week", 0)
    assert "is there already" in refused.err
    assert file.read_bytes().startswith(b"PK")


def test_where_nothing_can_be_written_it_says_so(run: Run, tmp_path: Path) -> None:
    missing = run("backup", str(tmp_path / "no" / "monday.zip"))
    folder = run("backup", str(tmp_path))

    assert (missing.code, folder.code) == (1, 1)
    assert "cannot write" in missing.err
    assert "is a folder" in folder.err


@pytest.mark.usefixtures("busy")
def test_where_the_room_ends_no_half_of_it_is_left(run: Run, file: Path) -> None:
    assert run("doctor").code == 0

    said = subprocess.run(
        [sys.executable, "-m", "commentbox", "backup", str(file)],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)),
        capture_output=True,
        text=True,
        check=False,
    )

    assert said.returncode == 1
    assert said.stderr.splitlines()[-1].startswith("commentbox: ")
    assert list(file.parent.iterdir()) == []


@pytest.mark.usefixtures("busy")
def test_posts_that_wait_for_the_database_go_along(
    run: Run, elsewhere: Run, file: Path, tmp_path: Path
) -> None:
    spool = tmp_path / "instance" / "spool"
    (spool / "aside").mkdir(parents=True)
    for name in ("1_a.post", "2_b.withdrawn", "3_c.tmp", "lock", "aside/4_d.post"):
        (spool / name).write_text(name)
    assert run("backup", str(file)).code == 0
    in_the_way = elsewhere("restore", str(file))
    spool.rename(tmp_path / "gone")
    spool.mkdir()
    (spool / "lock").touch()

    said = elsewhere("restore", str(file))

    assert in_the_way.code == 1
    assert "holds posts that wait for a database" in in_the_way.err
    assert said.code == 0, said.err
    assert "posts that wait 3" in said.err
    assert (spool / "1_a.post").read_text() == "1_a.post"
    restored = ["1_a.post", "2_b.withdrawn", "4_d.post"]
    assert sorted(path.name for path in spool.rglob("*.*")) == restored


@pytest.mark.usefixtures("busy")
def test_another_secret_key_is_told(
    run: Run, elsewhere: Run, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("backup", str(file))
    monkeypatch.setenv("COMMENTBOX_SECRET_KEY", "another key than that of the backup.")

    said = elsewhere("restore", str(file))

    assert said.code == 0
    assert "COMMENTBOX_SECRET_KEY is not the one of then" in said.err


@pytest.mark.usefixtures("busy")
def test_held_pages_of_another_history_are_dropped(
    run: Run, elsewhere: Run, file: Path, tmp_path: Path
) -> None:
    page = tmp_path / "instance" / "pages" / "1" / "page"
    page.parent.mkdir(parents=True)
    page.write_text("another history")
    run("backup", str(file))

    elsewhere("restore", str(file))

    assert not page.exists()


def test_an_older_one_is_brought_up_to_date(
    run: Run, elsewhere: Run, other: Engine, session: Session, file: Path, busy: Article
) -> None:
    schema.downgrade(session.get_bind().engine, "0007")
    made = run("backup", str(file))
    schema.upgrade(session.get_bind().engine)

    said = elsewhere("restore", str(file))

    assert (made.code, said.code) == (0, 0), made.err + said.err
    assert "tables are now up to date" in said.err
    assert schema.is_current(other)
    with Session(other) as restored:
        assert list(broken_logs(restored, [busy.site_id])) == []
        assert restored.scalar(select(func.count()).select_from(LogLink)) == 6


def changed(file: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Let a backup say something else of itself."""
    with ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    said = json.loads(parts[MANIFEST])
    change(said)
    parts[MANIFEST] = json.dumps(said).encode()
    with ZipFile(file, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)


def is_of_a_later_form(file: Path) -> None:
    changed(file, lambda said: said.update(format=2, version="9.0"))


def has_later_tables(file: Path) -> None:
    changed(file, lambda said: said["contents"].update(schema="9999"))


def is_of_another_kind(file: Path) -> None:
    changed(file, lambda said: said.update(kind="mysql"))


def has_no_parts(file: Path) -> None:
    changed(file, lambda said: said.update(parts=[]))


def says_too_little(file: Path) -> None:
    changed(file, lambda said: said.pop("made_at"))


def counts_otherwise(file: Path) -> None:
    changed(file, lambda said: said["contents"]["rows"].update(comment=8))


def is_a_letter(file: Path) -> None:
    file.write_text("Dear Ada, here is the backup. Grace")


def is_empty(file: Path) -> None:
    file.write_bytes(b"")


def is_another_archive(file: Path) -> None:
    with ZipFile(file, "w") as archive:
        archive.writestr("holiday.txt", "sun")


def is_cut_off(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-200])


def is_cut_in_half(file: Path) -> None:
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])


def has_a_wrong_byte(file: Path) -> None:
    whole = bytearray(file.read_bytes())
    whole[len(whole) // 3] ^= 0xFF
    file.write_bytes(whole)


def has_another_checksum(file: Path) -> None:
    changed(file, lambda said: said["parts"][0].update(sha256="0" * 64))


def is_gone(file: Path) -> None:
    file.unlink()


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (is_of_a_later_form, "commentbox 9.0, which is newer"),
        (has_later_tables, "newer than this one knows"),
        (is_of_another_kind, "a backup of mysql, and the settings name"),
        (has_no_parts, "holds no database"),
        (says_too_little, "damaged"),
        (is_a_letter, "no backup of commentbox"),
        (is_empty, "no backup of commentbox"),
        (is_another_archive, "no backup of commentbox"),
        (is_cut_off, "damaged or was cut off"),
        (is_cut_in_half, "damaged or was cut off"),
        (has_a_wrong_byte, "damaged or was cut off"),
        (has_another_checksum, "damaged or was cut off"),
        (is_gone, "cannot read"),
    ],
)
def test_what_is_wrong_is_refused_and_nothing_is_changed(
    run: Run,
    elsewhere: Run,
    untouched: str,
    file: Path,
    tmp_path: Path,
    spoil: Callable[[Path], None],
    words: str,
) -> None:
    run("backup", str(file))
    spoil(file)

    said = elsewhere("restore", str(file))

    assert said.code == 1
    assert words in said.err
    assert "Traceback" not in said.err
    assert holds_nothing(untouched)
    assert not (tmp_path / "instance").exists()


@pytest.mark.usefixtures("busy")
def test_one_that_holds_something_else_than_it_says_is_refused(
    run: Run, elsewhere: Run, file: Path
) -> None:
    run("backup", str(file))
    counts_otherwise(file)

    said = elsewhere("restore", str(file))

    assert said.code == 1
    assert "does not hold what it says" in said.err


@pytest.mark.usefixtures("busy")
def test_a_place_that_is_not_empty_is_refused(
    run: Run, clean: Engine, file: Path
) -> None:
    run("backup", str(file))
    before = contents(clean)

    said = run("restore", str(file))

    assert said.code == 1
    assert "only where nothing is" in said.err
    assert contents(clean) == before


@pytest.mark.usefixtures("busy")
def test_what_is_left_of_a_lost_sqlite_database_is_in_the_way(
    run: Run, elsewhere: Run, file: Path, untouched: str
) -> None:
    if not untouched.startswith("sqlite"):
        pytest.skip("only SQLite keeps files beside its own")
    run("backup", str(file))
    left = Path(untouched.removeprefix("sqlite:///") + "-wal")
    left.write_bytes(b"pages of a database that is gone")

    said = elsewhere("restore", str(file))

    assert said.code == 1
    assert f"{left} is there already" in said.err
    assert holds_nothing(untouched)


def test_a_program_that_is_too_old_is_named_with_what_to_install(
    run: Run, file: Path, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if database.startswith("sqlite"):
        pytest.skip("only PostgreSQL has programs for this")
    old = tmp_path / "bin"
    old.mkdir()
    monkeypatch.setenv("PATH", str(old))
    monkeypatch.setattr(programs, "BESIDE", tmp_path / "none")
    none = run("backup", str(file))
    (old / "pg_dump").write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.24'\n")
    (old / "pg_dump").chmod(0o755)

    too_old = run("backup", str(file))

    assert (none.code, too_old.code) == (1, 1)
    assert "pg_dump is not installed" in none.err
    assert "pg_dump is of version 9" in too_old.err
    assert "apt-get install postgresql-client-" in too_old.err
    assert list(file.parent.iterdir()) == []


@pytest.mark.usefixtures("busy")
def test_a_log_that_was_shortened_since_is_found_by_the_backup(
    run: Run, clean: Engine, file: Path
) -> None:
    run("backup", str(file))
    behind(
        clean,
        "DELETE FROM log_link WHERE number = 6",
        "DELETE FROM decision WHERE id = (SELECT max(id) FROM decision)",
        "UPDATE log_head SET length = 5,"
        " hash = (SELECT hash FROM log_link WHERE number = 5)",
    )

    alone, compared = run("doctor"), run("doctor", "--against", str(file))

    assert "ok        log" in alone.out.splitlines()
    assert compared.code == 1
    assert "wrong     log since that backup: blog: entry 6" in compared.out


def test_each_of_several_under_load_is_whole(
    run: Run,
    elsewhere: Run,
    clean: Engine,
    other: Engine,
    session: Session,
    busy: Article,
    file: Path,
) -> None:
    """Posts, texts that are held back and decisions go on while they are made."""
    over, sizes = Event(), []
    threads = [
        Thread(target=post_and_decide, args=(clean, busy.id, over))
        for _ in range(POSTERS)
    ]
    for thread in threads:
        thread.start()

    try:
        for number in range(ROUNDS):
            before = many(session)
            made = run("backup", str(file.with_name(f"{number}.zip")))
            assert made.code == 0, made.err
            sizes.append((before, many(session)))
    finally:
        over.set()
        for thread in threads:
            thread.join()

    for number in range(ROUNDS):
        restored = elsewhere("restore", str(file.with_name(f"{number}.zip")))
        assert restored.code == 0, restored.err
        checked = elsewhere("doctor")
        assert checked.code == 0, checked.out
        with Session(other) as there:
            least, most = sizes[number]
            assert least <= many(there) <= most
        make_empty(other)
    assert sizes[-1][1] > sizes[0][0], "nobody posted"


def many(session: Session) -> int:
    # What was read before would be seen for ever.
    session.rollback()
    return session.scalar(select(func.count()).select_from(Comment)) or 0


def post_and_decide(engine: Engine, article_id: int, over: Event) -> None:
    while not over.is_set():
        with Session(engine) as session:
            begin_write(session)
            article = session.get_one(Article, article_id)
            now = datetime.now(UTC)
            a_comment(session, article, verdict=held_back("respect"), posted_at=now)
            comment = a_comment(session, article, posted_at=now)
            decided(session, comment, State.APPROVED, now=now)
            session.commit()
        over.wait(0.05)


def make_empty(engine: Engine) -> None:
    engine.dispose()
    if engine.dialect.name == "sqlite":
        path = Path(engine.url.database or "")
        for each in path.parent.glob(f"{path.name}*"):
            each.unlink()
        return
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
