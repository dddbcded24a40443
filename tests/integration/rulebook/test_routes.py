"""The rules and the notice as pages and as JSON, in every version and language."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from commentbox.models import Address, Site
from commentbox.rulebook.document import builtin
from commentbox.rulebook.publish import publish_notice, publish_rulebook
from tests.factories import NOON, a_site
from tests.page import PageClient, json_of

Publish = Callable[..., Any]
#: Path, document, how it is published, the text that is reworded here.
BOTH: list[tuple[str, str, Publish, str]] = [
    ("/rules", "rulebook", publish_rulebook, "intro"),
    ("/privacy", "notice", publish_notice, "sentence"),
]
both = pytest.mark.parametrize(("path", "name", "publish", "text"), BOTH)
TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"


def reworded(name: str, text: str) -> dict[str, Any]:
    new = {"de": "Neu gesagt.", "en": "Said in another way."}
    return builtin(name) | {text: new}


@pytest.mark.usefixtures("site")
def test_the_rules_say_what_holds_since_when(client: PageClient) -> None:
    rules = json_of(client.get("/rules.json"))

    assert (rules["version"], rules["language"]) == (1, "en")
    assert re.fullmatch(TIME, rules["published_at"])
    assert [rule["number"] for rule in rules["rules"]] == [1, 2, 3, 4]
    codes = [rule["code"] for rule in rules["rules"]]
    assert codes == ["topic", "respect", "politics", "spam"]
    for rule in rules["rules"]:
        assert set(rule) == {"number", "code", "title", "text"}
        assert rule["title"]
        assert rule["text"]
    assert all(isinstance(note, str) and note for note in rules["notes"])
    [version] = rules["versions"]
    assert version["version"] == 1
    assert re.fullmatch(TIME, version["published_at"])


@pytest.mark.usefixtures("site")
def test_the_notice_says_what_holds_since_when(client: PageClient) -> None:
    notice = json_of(client.get("/privacy.json"))

    assert (notice["version"], notice["language"]) == (1, "en")
    assert re.fullmatch(TIME, notice["published_at"])
    assert notice["mode"] == "sentence"
    assert notice["sentence"]
    assert "[[" not in notice["sentence"]
    assert notice["text"]
    assert [version["version"] for version in notice["versions"]] == [1]


@both
def test_a_new_version_holds_and_the_old_one_can_be_read(
    client: PageClient,
    session: Session,
    site: Site,
    path: str,
    name: str,
    publish: Publish,
    text: str,
) -> None:
    first = json_of(client.get(f"{path}.json"))
    later = NOON + timedelta(days=30)

    publish(session, site.id, reworded(name, text), now=later, change_note="Shorter.")
    session.commit()

    now = json_of(client.get(f"{path}.json"))
    assert now["version"] == 2
    assert now[text] == "Said in another way."
    assert now["published_at"] == "2026-04-01T12:00:00.000Z"
    assert [(v["version"], v["change_note"]) for v in now["versions"]] == [
        (2, "Shorter."),
        (1, ""),
    ]
    old = json_of(client.get(f"{path}.json?version=1"))
    assert {k: v for k, v in old.items() if k != "versions"} == {
        k: v for k, v in first.items() if k != "versions"
    }
    for version in now["versions"]:
        assert json_of(client.get(version["url"]))["version"] == version["version"]


@both
def test_tag_and_date_tell_of_a_new_version(
    client: PageClient,
    session: Session,
    site: Site,
    path: str,
    name: str,
    publish: Publish,
    text: str,
) -> None:
    before = {url: client.get(url).headers for url in (path, f"{path}.json")}

    later = NOON + timedelta(days=30)
    publish(session, site.id, reworded(name, text), now=later)
    session.commit()

    for url, known in before.items():
        assert client.get(url).headers["ETag"] != known["ETag"]
        by_date = {"If-Modified-Since": known["Last-Modified"]}
        assert client.get(url, headers=by_date).status_code == 200


@both
def test_the_page_shows_every_version(
    client: PageClient,
    session: Session,
    site: Site,
    path: str,
    name: str,
    publish: Publish,
    text: str,
) -> None:
    publish(session, site.id, reworded(name, text), now=NOON, change_note="Shorter.")
    session.commit()

    current, earlier = client.get(path).text, client.get(f"{path}?version=1").text

    assert "Said in another way." in current
    assert "Said in another way." not in earlier
    assert "Shorter." in current
    assert "This is an earlier version." in earlier
    assert "This is an earlier version." not in current


@both
@pytest.mark.parametrize("version", ["0", "2", "-1", "", "x", "1.0", "١", "9" * 5000])
@pytest.mark.usefixtures("site")
def test_a_version_that_is_not_there_is_not_found(
    client: PageClient, path: str, name: str, publish: Publish, text: str, version: str
) -> None:
    del name, publish, text

    for url in (path, f"{path}.json"):
        answer = client.get(url, query_string={"version": version})
        assert answer.status_code == 404


@pytest.mark.parametrize(
    ("lang", "language", "title"),
    [
        ("de", "de", "Beim Thema bleiben"),
        ("en", "en", "To the point"),
        ("DE-at", "de", "Beim Thema bleiben"),
        ("xx", "en", "To the point"),
    ],
)
@pytest.mark.usefixtures("site")
def test_the_address_says_in_which_language(
    client: PageClient, lang: str, language: str, title: str
) -> None:
    rules = json_of(client.get("/rules.json", query_string={"lang": lang}))

    assert rules["language"] == language
    assert rules["rules"][0]["title"] == title
    assert title in client.get("/rules", query_string={"lang": lang}).text


def test_without_one_the_site_does(client: PageClient, session: Session) -> None:
    a_site(session, language="de", address=Address.SIE)
    session.commit()

    rules = json_of(client.get("/rules.json"))

    assert rules["language"] == "de"
    assert "wie Sie mögen" in str(rules)


def test_two_sites_have_rules_of_their_own(
    client: PageClient, session: Session, site: Site
) -> None:
    second = a_site(session, "second", url="https://second.example.org")
    publish_rulebook(session, second.id, reworded("rulebook", "intro"), now=NOON)
    session.commit()

    rules = json_of(client.get("/rules.json?site=second"))

    assert rules["version"] == 2
    assert rules["versions"][0]["url"].endswith("/rules.json?version=2&site=second")
    assert json_of(client.get(f"/rules.json?site={site.name}"))["version"] == 1
    assert client.get("/rules.json").status_code == 404
    assert client.get("/rules?site=third").status_code == 404


def test_without_a_site_there_are_no_rules(client: PageClient) -> None:
    for path in ("/rules", "/rules.json", "/privacy", "/privacy.json"):
        assert client.get(path).status_code == 404
