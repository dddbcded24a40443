"""A publisher changes the site, the rules and the notice; earlier versions stay."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.cli import commands
from commentbox.domain.submission import ConsentMode
from commentbox.models import LogEntry, Site
from tests.factories import an_article
from tests.page import PageClient, json_of


@pytest.fixture
def run(
    database: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, site: Site
) -> CliRunner:
    """A terminal whose settings name the database of the test, with one site in it."""
    monkeypatch.setenv("COMMENTBOX_DATABASE_URL", database)
    monkeypatch.setenv("COMMENTBOX_INSTANCE", str(tmp_path))
    return CliRunner()


def call(run: CliRunner, *words: str) -> Result:
    return run.invoke(commands, list(words))


def a_file(folder: Path, document: object) -> str:
    path = folder / "document.json"
    path.write_text(json.dumps(document), "utf-8")
    return str(path)


def test_a_new_version_of_the_rules_is_in_force_at_once(
    run: CliRunner, client: PageClient, session: Session, tmp_path: Path
) -> None:
    an_article(session)
    session.commit()
    before = client.get("/articles/first").headers["ETag"]
    document = json.loads(call(run, "rules", "show").stdout)
    document["rules"][0]["texts"]["en"]["title"] = "Stay with it"

    made = call(
        run, "rules", "publish", a_file(tmp_path, document), "--note", "A new title"
    )

    assert made.output == "Version 2 is in force.\n"
    now = json_of(client.get("/rules.json"))
    assert now["rules"][0]["title"] == "Stay with it"
    assert [(v["version"], v["change_note"]) for v in now["versions"]] == [
        (2, "A new title"),
        (1, ""),
    ]
    earlier = json_of(client.get("/rules.json?version=1"))
    assert earlier["rules"][0]["title"] == "To the point"
    assert client.get("/articles/first").headers["ETag"] != before


def test_who_agrees_agrees_to_the_newest_notice(
    run: CliRunner, client: PageClient, session: Session, tmp_path: Path
) -> None:
    an_article(session)
    session.commit()
    document = json.loads(call(run, "privacy", "show").stdout)
    document["sentence"]["en"] = "You agree to the [[new notice]]."
    call(run, "privacy", "publish", a_file(tmp_path, document))
    words = {"author_name": "Ada", "body": "Well said.", "consent": True}

    old = client.post(
        "/api/comments?article=first", json={**words, "notice_version": 1}
    )
    new = client.post(
        "/api/comments?article=first", json={**words, "notice_version": 2}
    )

    assert old.status_code == 422
    assert json_of(old)["notice"] == {
        "version": 2,
        "text": "You agree to the new notice.",
    }
    assert new.status_code == 201


@pytest.mark.parametrize("name", ["rules", "privacy"])
def test_the_same_document_is_no_new_version(
    run: CliRunner, name: str, tmp_path: Path
) -> None:
    document = json.loads(call(run, name, "show").stdout)

    again = call(run, name, "publish", a_file(tmp_path, document))

    assert again.exit_code == 1
    assert "in force already" in again.stderr


def test_a_site_is_changed_only_where_it_is_said(
    run: CliRunner, client: PageClient, session: Session
) -> None:
    an_article(session)
    session.commit()
    before = client.get("/articles/first").headers["ETag"]

    changed = call(
        run,
        *("site", "change", "blog", "--consent", "box", "--name-optional"),
        *("--origin", "https://www.example.org/about", "--url", "https://new.example"),
    )

    assert changed.exit_code == 0, changed.output
    site = session.scalars(select(Site)).one()
    assert site.consent_mode is ConsentMode.BOX
    assert site.name_required is False
    assert site.origins == ["https://www.example.org"]
    assert site.url == "https://new.example/"
    assert site.language == "en"
    assert client.get("/articles/first").headers["ETag"] != before


def test_ids_in_feeds_outlive_a_change_of_address(
    run: CliRunner, client: PageClient, session: Session
) -> None:
    article = an_article(session)
    session.commit()
    url = f"/articles/{article.key}/feed.json"
    before = json_of(client.get(url))["_commentbox"]["id"]

    call(run, "site", "change", "blog", "--url", "https://elsewhere.example")

    assert json_of(client.get(url))["_commentbox"]["id"] == before


@pytest.mark.parametrize(
    "words",
    [
        ("--timezone", "Mars/Base"),
        ("--origin", "blog.example.org"),
        ("--url", "ftp://blog.example.org"),
        (),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(
    run: CliRunner, session: Session, words: tuple[str, ...]
) -> None:
    refused = call(run, "site", "change", "blog", *words)

    assert refused.exit_code == 2
    assert session.scalars(select(Site)).one().timezone == "Europe/Berlin"


def test_the_log_knows_what_commands_changed_and_that_nobody_of_the_desk_did(
    run: CliRunner, session: Session, tmp_path: Path
) -> None:
    document = json.loads(call(run, "rules", "show").stdout)
    document["intro"]["en"] = "Read this first."

    call(run, "rules", "publish", a_file(tmp_path, document), "--note", "An intro")
    call(run, "site", "change", "blog", "--max-depth", "3")
    again = call(run, "site", "change", "blog", "--max-depth", "3")

    assert again.output == "Site 'blog' is like that already.\n"
    entries = session.scalars(select(LogEntry).order_by(LogEntry.id)).all()
    assert [(entry.kind, entry.moderator) for entry in entries] == [
        ("rules.published", None),
        ("site.changed", None),
    ]
    assert entries[1].facts == {"max_depth": {"old": 5, "new": 3}}
