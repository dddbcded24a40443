"""The log as a file: complete, for spreadsheets and programs, and safe to open."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from commentbox.domain.states import State
from commentbox.models import Decision, Moderator, Site, log
from commentbox.moderation.journal import reading
from commentbox.moderation.journal.export import ADDRESS, COLUMNS, as_csv, as_json
from commentbox.moderation.journal.filter import LogFilter
from commentbox.moderation.journal.reading import About, Entry, read_all
from tests.desk import sign_in
from tests.factories import NOON, a_comment, a_moderator, decided
from tests.hostile import hostile_line, judged
from tests.page import PageClient
from tests.unit.moderation.test_log_wording import a_change, a_decision

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=HYPERLINK(1)", "＝1+1")


@pytest.fixture
def grace(session: Session, site: Site) -> Moderator:
    grace = a_moderator(session)
    session.commit()
    return grace


@pytest.fixture
def desk(client: PageClient, grace: Moderator) -> PageClient:
    sign_in(client)
    return client


def table(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def an_entry(name: str, **values: Any) -> Entry:
    decision = a_decision(State.APPROVED)
    decision.id = 1
    for field, value in values.items():
        setattr(decision, field, value)
    about = About(name=name, erased=False, title="A lamp", article="first")
    return Entry(row=decision, about=about)


def test_both_files_hold_the_whole_log(
    desk: PageClient, session: Session, site: Site, grace: Moderator
) -> None:
    comment = a_comment(session, author_name="Ädä", author_email="ada@example.org")
    decided(
        *(session, comment, State.REJECTED),
        rule="respect",
        note="Not here.",
        now=NOON + timedelta(minutes=12),
    )
    log(
        *(session, "people.invited"),
        site_id=site.id,
        moderator=grace,
        now=NOON + timedelta(hours=1),
        subject="heidi@example.org",
        role="moderator",
        email="heidi@example.org",
    )
    session.commit()

    as_table, as_array = desk.get("/desk/log.csv"), desk.get("/desk/log.json")

    for answer in (as_table, as_array):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
        assert b"example.org" not in answer.data
        assert b"Well said." not in answer.data
    assert as_table.mimetype == "text/csv"
    assert as_array.mimetype == "application/json"
    assert as_table.data.startswith(b"\xef\xbb\xbf")
    change, decision = json.loads(as_array.data)
    assert tuple(change) == tuple(decision) == COLUMNS
    assert decision == {
        **dict.fromkeys(COLUMNS),
        "time": "2026-03-02T12:12:00.000Z",
        "kind": "decision",
        "by": "Grace",
        "automated": False,
        "comment": str(comment.id),
        "revision": 1,
        "author": "Ädä",
        "article": "first",
        "from": "pending",
        "to": "rejected",
        "rule": "respect",
        "rulebook_version": 1,
        "waited_s": 720,
        "via": "api",
        "note": "Not here.",
    }
    assert (change["kind"], change["facts"]) == (
        "people.invited",
        {"role": "moderator"},
    )
    first, second = table(as_table.data)
    assert first["time"] == "2026-03-02T13:00:00.000Z"
    assert (second["author"], second["waited_s"]) == ("Ädä", "720")
    assert second["batch"] == ""


def test_the_filter_holds_for_the_file_too(
    desk: PageClient, session: Session, grace: Moderator
) -> None:
    a_comment(session, state=State.APPROVED)
    a_comment(session, state=State.REJECTED)
    session.commit()

    rows = table(desk.get("/desk/log.csv?to=rejected&lang=de").data)

    assert [row["to"] for row in rows] == ["rejected"]


def test_an_empty_log_is_an_empty_file(desk: PageClient) -> None:
    assert json.loads(desk.get("/desk/log.json").data) == []
    assert table(desk.get("/desk/log.csv").data) == []


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_begins_a_formula(text: str) -> None:
    change = a_change(text, text, reason=text)
    change.id = 1
    entries = [an_entry(text, note=text, rule=text), Entry(row=change, about=None)]

    data = b"".join(as_csv(entries))

    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    cells = [cell for row in rows for cell in row]
    assert [cell for cell in cells if cell.startswith(tuple("=+-@\t\r＝"))] == []
    assert f"'{text}" in cells


@given(name=hostile_line, note=hostile_line)
@example(name="Ada\r\n=1", note='","')
@example(name="\ud800", note="\x00")
@judged
def test_whatever_somebody_is_called_both_files_can_be_read(
    name: str, note: str
) -> None:
    entry = an_entry(name, note=note)

    row = table(b"".join(as_csv([entry, entry])))[0]
    objects = json.loads(b"".join(as_json([entry, entry])))

    sent = ADDRESS.sub("…", name).encode("utf-8", "replace").decode()
    assert objects[0]["author"] == sent
    assert row["author"].removeprefix("'") == sent.removeprefix("'")
    assert len(objects) == 2


@given(st.text())
@judged
def test_no_address_of_anybody_goes_along(text: str) -> None:
    change = a_change("moon.landed", f"{text} ada@example.org", by=["x@y.z"])
    change.id = 1

    data = b"".join(as_json([Entry(row=change, about=None)]))

    assert b"example.org" not in data
    assert b"x@y.z" not in data


def test_who_has_signed_with_an_address_goes_along_without_it() -> None:
    entry = an_entry("ada@example.org", note="Write to ada@example.org.")

    [said] = json.loads(b"".join(as_json([entry])))

    assert (said["author"], said["note"]) == ("…", "Write to …")


def test_an_erased_comment_goes_without_its_name() -> None:
    change = a_change("text.redacted", "Ada", reason="Ada")
    change.id = 1
    gone = About(name="Ada", erased=True, title="A lamp", article="first")
    decision = an_entry("x").row

    data = b"".join(as_json(Entry(row=r, about=gone) for r in (change, decision)))

    assert b"Ada" not in data


@pytest.fixture
def statements(clean: Engine) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_c: Any, _k: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(clean, "before_cursor_execute", note)
    yield seen
    event.remove(clean, "before_cursor_execute", note)


def test_a_long_log_is_read_a_batch_at_a_time(
    session: Session,
    site: Site,
    grace: Moderator,
    statements: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for n in range(10):
        now = NOON + timedelta(minutes=n)
        log(session, "moon.landed", site_id=site.id, moderator=grace, now=now)
    session.commit()
    monkeypatch.setattr(reading, "BATCH", 3)
    wanted = LogFilter.read(site, {})
    lines = as_json(read_all(session, wanted))
    statements.clear()

    next(lines)

    assert sum("FROM log_entry" in s for s in statements) == 1
    assert len(list(lines)) == 10
    assert len(session.identity_map) == 0


def test_a_decision_of_a_machine_is_nobodys(desk: PageClient, session: Session) -> None:
    a_comment(session, state=State.FILTERED)
    session.commit()

    (row,) = json.loads(desk.get("/desk/log.json").data)

    assert (row["by"], row["automated"], row["via"]) == (None, True, "screening")
    assert session.query(Decision).one().automated
