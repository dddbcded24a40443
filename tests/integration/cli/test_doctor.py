"""``commentbox doctor``: it finds each fault that is planted, and mends what it can."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, delete, select, text, update
from sqlalchemy.orm import Session

from commentbox.articles import search_index
from commentbox.articles.put_article import ArticleFacts
from commentbox.articles.sightings import register
from commentbox.articles.site_lists import note_failure
from commentbox.checkup import machine
from commentbox.domain.states import State
from commentbox.extensions import make_engine
from commentbox.housekeeping import index_texts
from commentbox.jobs.queue import enqueue
from commentbox.models import (
    Article,
    Comment,
    Decision,
    FindingRow,
    FoundText,
    IntendedDecision,
    LaneCount,
    LayerVersion,
    ListKind,
    NetworkKey,
    Page,
    Site,
    SiteList,
)
from commentbox.models.lanes import lane_counts
from commentbox.moderation.decide import Intent
from commentbox.moderation.intend import intend
from commentbox.outside.refusals import Refused
from commentbox.posting.author import edit, withdraw
from tests.factories import (
    NOON,
    NOTHING_FOUND,
    SECRET_KEY,
    a_comment,
    an_article,
    held_back,
    the_moderator,
    the_site,
)
from tests.integration.cli.conftest import Run
from tests.integration.intruder import behind
from tests.integration.people import nothing_stored
from tests.marks import held, mark_of

NAMES = (
    *("settings", "proxies", "second tier"),
    *("instance folder", "disk", "files", "spool"),
    *("database", "integrity", "clock"),
    *("counts of lanes", "counts of comments", "search"),
    *("decisions to carry out", "keys of network hashes", "jobs", "what was learnt"),
    *("lists of articles", "addresses of articles", "log", "erasures", "sites"),
)

Plant = Callable[[Session], None]


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMENTBOX_SECRET_KEY", SECRET_KEY)
    monkeypatch.setenv("COMMENTBOX_BASE_URL", "https://comments.example.org")
    monkeypatch.setenv("COMMENTBOX_TRUSTED_PROXIES", "127.0.0.1")


@pytest.fixture
def busy(session: Session, site: Site) -> Article:
    """A site where something stands in every lane."""
    article = an_article(session, site=site)
    for state in State:
        a_comment(session, article, state=state)
    top = a_comment(session, article, state=State.APPROVED)
    a_comment(session, article, parent=top, state=State.APPROVED)
    edit(session, top, "Said better.", NOTHING_FOUND, now=datetime.now(UTC))
    withdraw(session, a_comment(session, article), now=datetime.now(UTC))
    session.commit()
    return article


def a_wrong_lane(session: Session) -> None:
    session.execute(
        update(LaneCount).where(LaneCount.state == State.PENDING).values(count=17)
    )


def a_missing_lane(session: Session) -> None:
    session.execute(delete(LaneCount).where(LaneCount.state == State.REMOVED))


def a_wrong_article(session: Session) -> None:
    session.execute(update(Article).values(comment_count=99))


def a_text_that_cannot_be_found(session: Session) -> None:
    session.execute(delete(FoundText))


def an_erased_text_that_can_be_found(session: Session) -> None:
    gone = session.scalars(
        select(Comment).where(Comment.erased_at.is_not(None))
    ).first()
    assert gone is not None
    session.add(
        FoundText(site_id=gone.site_id, comment_id=gone.id, revision=1, text="ada")
    )


def an_overdue_decision(session: Session) -> None:
    intend(
        session,
        a_comment(session).id,
        Intent(to=State.APPROVED, revision=1),
        moderator=the_moderator(session, the_site(session).id),
        now=datetime.now(UTC) - timedelta(minutes=2),
        delay=timedelta(seconds=10),
    )


def an_old_key(session: Session) -> None:
    made_at = datetime.now(UTC) - timedelta(days=8)
    site_id = the_site(session).id
    session.add(NetworkKey(site_id=site_id, key="k", made_at=made_at))


def a_layer_of_other_models(session: Session) -> None:
    site = the_site(session)
    session.add(
        LayerVersion(
            site_id=site.id,
            version=1,
            base="another",
            digest="d" * 64,
            blob=b"",
            accepted=True,
            trained_on=80,
            judged_by=50,
            trained_at=NOON,
        )
    )
    site.layer_version = 1


def a_layer_that_is_gone(session: Session) -> None:
    the_site(session).layer_version = 7


def an_overdue_job(session: Session) -> None:
    ago = datetime.now(UTC) - timedelta(minutes=20)
    enqueue(session, "page", "1", {"page": 1}, now=ago)


def a_list(session: Session, **values: Any) -> SiteList:
    soon = datetime.now(UTC) + timedelta(hours=1)
    facts = {"url": "https://blog.example.org/s.xml", "next_at": soon, **values}
    row = SiteList(site_id=the_site(session).id, kind=ListKind.SITEMAP, **facts)
    session.add(row)
    return row


def a_list_that_fails(session: Session) -> None:
    note_failure(a_list(session), Refused("it answers 404"), now=datetime.now(UTC))


def an_overdue_list(session: Session) -> None:
    a_list(session, next_at=datetime.now(UTC) - timedelta(minutes=20))


def a_page_of_another_key(session: Session) -> None:
    article = session.scalars(select(Article)).first()
    assert article is not None
    page = Page(
        site_id=article.site_id,
        url="https://blog.example.org/p",
        url_hash="h" * 64,
        created_at=NOON,
    )
    session.add(page)
    facts = ArticleFacts(url=article.url, title="Another")
    register(session, page, {"another": facts}, now=NOON)


def a_decision_that_was_changed(session: Session) -> None:
    session.execute(
        update(Decision).where(Decision.to_state == State.REMOVED).values(waited_s=7)
    )


def a_comment_of_the_future(session: Session) -> None:
    session.execute(update(Comment).values(posted_at=datetime(2099, 1, 1, tzinfo=UTC)))


MENDED = [
    (a_wrong_lane, "counts of lanes: blog, lane pending: 17, in truth 2"),
    (a_missing_lane, "counts of lanes: blog, lane removed: None, in truth 1"),
    (a_wrong_article, "counts of comments: blog, article first: 99, in truth 3"),
    (a_text_that_cannot_be_found, "search: 9 texts cannot be found"),
    (an_erased_text_that_can_be_found, "search: 1 erased texts can be found"),
]
NAMED = [
    (an_overdue_decision, "decisions to carry out: 1 are overdue"),
    (a_layer_of_other_models, "what was learnt: blog: rests, since the shipped"),
    (a_layer_that_is_gone, "what was learnt: blog: version 7 is not there"),
    (an_overdue_job, "jobs: 1 of the kind page are overdue: no process"),
    (
        a_list_that_fails,
        "lists of articles: sitemap of blog: https://blog.example.org/s.xml: it answers"
        " 404 (tried 2",
    ),
    (an_overdue_list, "lists of articles: sitemap of blog: was due 2"),
    (
        a_page_of_another_key,
        "addresses of articles: https://blog.example.org/p: it names the key 'another',"
        " and its address belongs to 'first' (read 2026-03-02 12:00 UTC)",
    ),
    (an_old_key, "keys of network hashes: that of blog is older than 7 days"),
    (a_decision_that_was_changed, "log: blog: entry 6 (decision "),
    (a_comment_of_the_future, "clock: a comment has a time of the future: 2099-01-01"),
]


@pytest.mark.usefixtures("busy")
def test_where_all_is_well_each_check_says_so(run: Run) -> None:
    said = run("doctor")

    assert said.code == 0
    assert said.out.splitlines() == [f"ok        {name}" for name in NAMES]


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize(("plant", "line"), [*MENDED, *NAMED])
def test_each_fault_is_found_and_nothing_is_changed(
    run: Run, session: Session, plant: Plant, line: str
) -> None:
    plant(session)
    session.commit()
    assert session.bind is not None

    with nothing_stored(session.get_bind().engine):
        said = run("doctor")

    assert said.code == 1
    assert f"wrong     {line}" in said.out
    assert said.out.count("wrong") == 1
    assert said.out.count("→ ") == 1


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize(("plant", "line"), MENDED)
def test_what_can_be_mended_is(
    run: Run, session: Session, plant: Plant, line: str
) -> None:
    plant(session)
    session.commit()

    mended, after = run("doctor", "--repair"), run("doctor")

    assert (mended.code, after.code) == (0, 0)
    assert mended.out.count("repaired  ") == 1
    assert "repaired" not in after.out


@pytest.mark.usefixtures("busy")
def test_what_a_list_came_to_is_said_where_all_is_well(
    run: Run, session: Session
) -> None:
    row = a_list(session, next_at=datetime(2099, 1, 1, tzinfo=UTC))
    row.read_at, row.listed, row.fetched, row.left_over = NOON, 312, 2, 7
    row.moved_to = "https://blog.example.org/wp-sitemap.xml"
    session.commit()

    said = run("doctor")

    assert said.code == 0
    assert said.out.splitlines()[-1].strip() == (
        "sitemap of blog, read 2026-03-02 12:00 UTC: 312 pages, 2 of them new, 7 left"
        " for later, found at https://blog.example.org/wp-sitemap.xml;"
        " next 2099-01-01 00:00 UTC"
    )


@pytest.mark.usefixtures("busy")
def test_only_people_and_other_commands_mend_the_rest(
    run: Run, session: Session
) -> None:
    # A site has one sitemap.
    for plant, _line in NAMED:
        if plant is not an_overdue_list:
            plant(session)
    session.commit()

    said = run("doctor", "--repair")

    assert said.code == 1
    assert "repaired" not in said.out
    assert session.scalars(select(IntendedDecision)).one().overtaken_at is None


def test_the_counters_are_right_again(
    run: Run, session: Session, busy: Article
) -> None:
    true = lane_counts(session, busy.site_id)
    version = busy.version
    for plant in (a_wrong_lane, a_missing_lane, a_wrong_article):
        plant(session)
    session.commit()

    run("doctor", "--repair")

    session.expire_all()
    assert lane_counts(session, busy.site_id) == true
    assert busy.comment_count == 3
    assert busy.version == version + 1, "readers see the count"


def test_texts_are_found_as_before(run: Run, session: Session, site: Site) -> None:
    comment = a_comment(
        session,
        author_name="Ada",
        author_email="ada@example.org",
        body="A lamp.",
        verdict=held_back("respect"),
    )
    session.commit()
    before = session.scalars(select(FoundText)).one().text
    session.execute(delete(FoundText))
    session.commit()

    run("doctor", "--repair")

    session.expire_all()
    found = session.scalars(select(FoundText)).one()
    assert (found.text, found.comment_id) == (before, comment.id)
    assert found.site_id == site.id
    assert len(session.scalars(select(FindingRow)).all()) == 1


def test_many_faults_are_counted(run: Run, session: Session, site: Site) -> None:
    for n in range(8):
        an_article(session, f"a{n}", site=site)
    session.execute(update(Article).values(comment_count=1))
    session.commit()

    said = run("doctor")

    assert said.out.count("counts of comments: blog") == 5
    assert "counts of comments: and 3 more" in said.out


def test_a_second_tier_that_fails_is_named(tmp_path: Path) -> None:
    # In a process of its own: in this one the encoder may be at work.
    package = tmp_path / "commentbox_encoder"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "encoder.npz").write_bytes(b"not what it was")

    said = subprocess.run(
        [sys.executable, "-m", "commentbox", "doctor"],
        env={**os.environ, "PYTHONPATH": f"{tmp_path}:."},
        capture_output=True,
        text=True,
        check=False,
    )

    assert "wrong     second tier: is installed and does not work" in said.stdout
    assert "COMMENTBOX_ENCODER=off" in said.stdout


def test_before_the_upgrade_it_says_what_to_do(
    terminal: Run, untouched: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMMENTBOX_DATABASE_URL", untouched)

    said = terminal("doctor")

    assert said.code == 1
    assert "wrong     database: " in said.out
    assert "commentbox db upgrade" in said.out
    assert "counts" not in said.out


def test_looking_makes_no_database(terminal: Run, tmp_path: Path) -> None:
    said = terminal("doctor", "--repair")

    assert said.code == 1
    assert "there is no database yet" in said.out
    assert not (tmp_path / "instance").exists()


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("COMMENTBOX_SECRET_KEY", None, "COMMENTBOX_SECRET_KEY is not set"),
        ("COMMENTBOX_SECRET_KEY", "short", "COMMENTBOX_SECRET_KEY: must have"),
        ("COMMENTBOX_BASE_URL", None, "COMMENTBOX_BASE_URL is not set"),
        ("COMMENTBOX_BASE_URL", "comments", "COMMENTBOX_BASE_URL: must be"),
        ("COMMENTBOX_BASE_URL", "http://blog.example", "COMMENTBOX_BASE_URL begins"),
    ],
)
def test_what_is_wrong_with_the_settings_is_named(
    run: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str | None, line: str
) -> None:
    if value is None:
        monkeypatch.delenv(name)
    else:
        monkeypatch.setenv(name, value)

    said = run("doctor")

    assert said.code == 1
    assert f"wrong     settings: {line}" in said.out
    assert SECRET_KEY not in said.out


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ("", "proxies: none is trusted, yet one stands before an https address"),
        ("0.0.0.0/0", "proxies: 0.0.0.0/0 is everybody"),
        ("10.0.0.1,::/0", "proxies: ::/0 is everybody"),
    ],
)
def test_proxies_that_do_not_fit_are_named(
    run: Run, monkeypatch: pytest.MonkeyPatch, value: str, line: str
) -> None:
    monkeypatch.setenv("COMMENTBOX_TRUSTED_PROXIES", value)

    said = run("doctor")

    assert said.code == 1
    assert f"wrong     {line}" in said.out
    assert said.out.count("wrong") == 1


def test_a_box_that_browsers_would_not_load_is_named(
    run: Run, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    the_site(session)
    session.commit()
    monkeypatch.setenv("COMMENTBOX_BASE_URL", "http://comments.example.org")
    unsafe = run("doctor")
    monkeypatch.setenv("COMMENTBOX_BASE_URL", "http://127.0.0.1:8431")

    here = run("doctor")

    assert "wrong     sites: blog: pages of https://blog.example.org are" in unsafe.out
    assert here.code == 0


def test_a_folder_that_others_may_look_into_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "instance").mkdir(mode=0o755)

    said = run("doctor")

    assert said.code == 1
    assert "wrong     instance folder: others on this machine may look" in said.out


def test_a_folder_that_takes_nothing_is_named(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMMENTBOX_INSTANCE", "/proc")

    said = run("doctor")

    assert "wrong     instance folder: nothing can be written to /proc: " in said.out


def test_a_disk_that_is_nearly_full_is_named(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "ROOM", 1 << 60)

    said = run("doctor")

    assert said.code == 1
    assert "wrong     disk: only " in said.out


def test_a_file_of_the_future_is_named(run: Run, tmp_path: Path) -> None:
    spooled = tmp_path / "instance" / "spool" / "1.post"
    spooled.parent.mkdir(parents=True, mode=0o700)
    spooled.parent.parent.chmod(0o700)
    spooled.touch()
    os.utime(spooled, (4_070_908_800, 4_070_908_800))

    said = run("doctor")

    assert said.code == 1
    assert f"wrong     files: {spooled} was changed in the future: 2099" in said.out


@pytest.mark.usefixtures("busy")
def test_what_belongs_to_nothing_or_is_not_valid_is_named(
    run: Run, clean: Engine
) -> None:
    sound, broken = "ix_job_due_at", "an index is not valid: ix_job_due_at"
    if clean.dialect.name == "sqlite":
        broken = "purged, row 99: what it belongs to (site) is missing"
        behind(clean, "INSERT INTO purged VALUES (99, 0, NULL, 0, 0)")
    else:
        invalid(clean, sound, "false")

    said = run("doctor")

    if clean.dialect.name == "postgresql":
        invalid(clean, sound, "true")
    assert said.code == 1
    assert f"wrong     integrity: {broken}" in said.out
    assert "commentbox restore FILE" in said.out


def invalid(engine: Engine, index: str, valid: str) -> None:
    query = (
        "UPDATE pg_index SET indisvalid = :valid WHERE indexrelid = :index ::regclass"
    )
    query = query.replace(":valid", valid).replace(":index", f"'{index}'")
    with engine.begin() as connection:
        connection.execute(text(query))


def test_a_damaged_file_is_told_and_everything_else_looked_at(
    run: Run, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not database.startswith("sqlite"):
        pytest.skip("PostgreSQL keeps its files to itself")
    path = tmp_path / "damaged.db"
    monkeypatch.setenv("COMMENTBOX_DATABASE_URL", f"sqlite:///{path}")
    assert run("db", "upgrade").code == 0
    engine = make_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        page = connection.scalar(
            text("SELECT rootpage FROM sqlite_master WHERE name = 'site'")
        )
        size = connection.scalar(text("PRAGMA page_size"))
    engine.dispose()
    assert page is not None
    assert size is not None
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)

    said = run("doctor")

    assert said.code == 1
    assert "wrong     integrity: " in said.out
    assert "wrong     counts of lanes: cannot be looked at: " in said.out
    assert "ok        jobs" in said.out


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize(
    ("planted", "line"),
    [
        (
            "INSERT INTO search_index(search_index) VALUES ('delete-all')",
            "9 texts are not in the index",
        ),
        (
            "UPDATE search_index_mark SET last = 2",
            "7 texts are in the index that should not be",
        ),
        (
            "INSERT INTO search_index(search_index, rowid, text)"
            " SELECT 'delete', id, text FROM search_text WHERE id = 3;"
            "INSERT INTO search_index(rowid, text) VALUES (3, 'other words')",
            "1 of 9 texts are not found by their words",
        ),
    ],
    ids=["missing", "too many", "other words"],
)
def test_an_index_that_differs_from_the_texts_is_made_anew(
    run: Run, clean: Engine, monkeypatch: pytest.MonkeyPatch, planted: str, line: str
) -> None:
    if clean.dialect.name != "sqlite":
        pytest.skip("PostgreSQL keeps its index in step by itself")
    monkeypatch.setattr(search_index, "BATCH", 1)
    index_texts(clean)
    for statement in planted.split(";"):
        behind(clean, statement)

    found = run("doctor")
    repaired = run("doctor", "--repair")

    assert found.code == 1
    assert f"wrong     search: {line}" in found.out
    assert "repaired  the index of the search is made anew" in repaired.out
    assert repaired.code == 0
    assert len(held(clean)) == mark_of(clean) == 9


@pytest.mark.usefixtures("busy")
def test_programs_are_told_as_json(run: Run, session: Session) -> None:
    well = json.loads(run("doctor", "--json").out)
    a_wrong_lane(session)
    an_overdue_decision(session)
    session.commit()

    said = run("doctor", "--json", "--repair")

    answer = json.loads(said.out)
    assert well["well"] is True
    assert [check["name"] for check in well["checks"]] == list(NAMES)
    assert (said.code, answer["well"]) == (1, False)
    assert answer["repaired"] == ["blog, lane pending: 18, in truth 3"]
    (wrong,) = [check for check in answer["checks"] if not check["well"]]
    assert wrong["name"] == "decisions to carry out"
    assert wrong["wrong"] == ["1 are overdue: no process is serving"]
    assert wrong["advice"].startswith("start commentbox serve")
