"""What was erased stays erased, also where an older backup is put back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from commentbox.domain.states import State
from commentbox.models import Comment, Revision
from commentbox.models.erasing import before_erasure
from commentbox.posting.author import withdraw
from commentbox.posting.erasures import Erasures
from tests.factories import SECRET_KEY, a_comment
from tests.integration.cli.conftest import Run, programs_of_the_tests

SAID = "What nobody is to read any more."


@pytest.fixture(autouse=True)
def set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMENTBOX_SECRET_KEY", SECRET_KEY)
    monkeypatch.setenv("COMMENTBOX_BASE_URL", "http://127.0.0.1:8080")
    if found := programs_of_the_tests():
        monkeypatch.setenv("PATH", str(found), prepend=":")


@pytest.fixture
def erasures(tmp_path: Path, clean: Engine) -> Erasures:
    """The list of a server that works on the database of the test."""
    instance = tmp_path / "instance"
    instance.mkdir(mode=0o700, exist_ok=True)
    erasures = Erasures(instance)
    before_erasure(clean, erasures.note)
    return erasures


@pytest.fixture
def backup(run: Run, tmp_path: Path, comment: UUID) -> Path:
    """A backup in which the comment is."""
    assert comment
    file = tmp_path / "monday.zip"
    assert run("backup", str(file)).code == 0
    return file


@pytest.fixture
def comment(session: Session) -> UUID:
    comment = a_comment(session, body=SAID, state=State.APPROVED)
    session.commit()
    return comment.id


def erased(engine: Engine, id_: UUID) -> bool:
    with Session(engine) as session:
        comment = session.get_one(Comment, id_)
        bodies = session.scalars(select(Revision.body)).all()
        return comment.erased_at is not None and SAID not in bodies


def withdrawn(session: Session, id_: UUID) -> None:
    withdraw(session, session.get_one(Comment, id_), now=datetime.now(UTC))
    session.commit()


def test_it_is_on_the_list_before_it_is_erased(
    session: Session, clean: Engine, comment: UUID
) -> None:
    seen: list[tuple[set[UUID], bool]] = []
    before_erasure(clean, lambda ids: seen.append((set(ids), erased(clean, comment))))

    withdrawn(session, comment)

    assert seen == [({comment}, False)]
    assert erased(clean, comment)


def test_what_is_rolled_back_is_on_no_list(
    session: Session, erasures: Erasures, comment: UUID
) -> None:
    withdraw(session, session.get_one(Comment, comment), now=datetime.now(UTC))
    session.rollback()
    a_comment(session, body="Another.")
    session.commit()

    assert erasures.read() == {}


def test_a_list_that_cannot_be_written_keeps_nobody_from_erasing(
    session: Session, clean: Engine, erasures: Erasures, comment: UUID
) -> None:
    erasures.path.mkdir()

    withdrawn(session, comment)

    assert erased(clean, comment)


def test_it_holds_when_and_which_and_no_word_more(
    session: Session, erasures: Erasures, comment: UUID
) -> None:
    withdrawn(session, comment)

    at = erasures.read()[comment]
    line = f"{at.isoformat(timespec='microseconds')} erased {comment}\n"
    assert erasures.path.read_text() == line
    assert erasures.path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("where", ["of the folder", "that is named", "of a backup"])
def test_a_backup_of_before_does_not_bring_it_back(
    run: Run,
    elsewhere: Run,
    session: Session,
    erasures: Erasures,
    other: Engine,
    comment: UUID,
    backup: Path,
    where: str,
) -> None:
    withdrawn(session, comment)
    given = []
    if where == "that is named":
        given = ["--erasures", str(erasures.path.rename(backup.with_name("list")))]
    elif where == "of a backup":
        later = backup.with_name("tuesday.zip")
        assert run("backup", str(later)).code == 0
        erasures.path.unlink()
        given = ["--erasures", str(later)]

    said = elsewhere("restore", str(backup), *given)

    assert said.code == 0, said.err
    assert "comments 1." in said.err
    assert erased(other, comment)
    assert set(erasures.read()) == {comment}
    assert elsewhere("doctor", "--against", str(backup)).out.count("wrong") == 0


def test_a_post_that_was_withdrawn_since_waits_no_more(
    run: Run, elsewhere: Run, erasures: Erasures, comment: UUID, tmp_path: Path
) -> None:
    gone, stays = UUID(int=8), UUID(int=9)
    spool = erasures.path.with_name("spool")
    spool.mkdir()
    for id_ in (gone, stays):
        (spool / f"1_{id_.hex}_m_t.post").write_text(f"of {comment}")
    run("backup", str(tmp_path / "both.zip"))
    spool.rename(tmp_path / "lost")
    erasures.add({gone: datetime.now(UTC)})

    elsewhere("restore", str(tmp_path / "both.zip"))

    assert [path.name for path in spool.glob("*.post")] == [f"1_{stays.hex}_m_t.post"]


def test_without_a_list_it_is_said_that_it_comes_back(
    elsewhere: Run, other: Engine, comment: UUID, backup: Path
) -> None:
    said = elsewhere("restore", str(backup))

    assert "restore --erasures FILE" in said.err
    assert not erased(other, comment)


def test_what_was_put_back_by_other_means_is_found_and_erased(
    run: Run, clean: Engine, erasures: Erasures, comment: UUID
) -> None:
    erasures.add({comment: datetime.now(UTC)})

    before = run("doctor")
    repaired, after = run("doctor", "--repair"), run("doctor")

    assert "wrong     erasures: 1 comments were erased once" in before.out
    assert "repaired  1 comments are erased again" in repaired.out
    assert "ok        erasures" in after.out
    assert erased(clean, comment)


def test_a_line_that_was_cut_off_counts_for_nothing_and_spoils_none(
    erasures: Erasures, comment: UUID
) -> None:
    erasures.add({comment: datetime.now(UTC)})
    with erasures.path.open("ab") as file:
        file.write(b"2026-11-30T12:00:00.000000+00:00 erased 0198")
    other = UUID(int=7)

    erasures.add({other: datetime.now(UTC)})

    assert set(erasures.read()) == {comment, other}


@pytest.mark.parametrize("text", ["Dear Ada,\n", "2026-11-30 erased everything\n"])
def test_what_is_no_list_is_refused_and_nothing_is_changed(
    run: Run, elsewhere: Run, untouched: str, backup: Path, text: str
) -> None:
    letter = backup.with_name("letter")
    letter.write_text(text)

    said = elsewhere("restore", str(backup), "--erasures", str(letter))

    assert said.code == 1
    assert f"{letter}, line 1: this is no list of erasures" in said.err
    assert elsewhere("restore", str(backup)).code == 0, "the place is empty still"


def test_a_list_that_somebody_changed_is_named(run: Run, erasures: Erasures) -> None:
    erasures.path.write_text("nothing of it\n")

    assert "line 1: this is no list of erasures" in run("doctor").out
