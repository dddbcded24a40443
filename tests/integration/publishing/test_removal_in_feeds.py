"""What becomes of a comment reaches whoever has a copy of it, and nobody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.integration.people import Ada, Grace, Written
from tests.integration.publishing.test_feeds import FORMATS, entries
from tests.page import PageClient

FEEDS = ["/articles/first/feed", "/feed"]


def told(client: PageClient, url: str, written: Written) -> dict[str, Any] | None:
    found = [e for e in entries(client, url) if e["id"].endswith(written.id)]
    assert len(found) < 2
    return found[0] if found else None


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("path", FEEDS)
def test_a_removed_comment_comes_again_and_says_under_which_rule(
    ada: Ada, grace: Grace, path: str, format_: str
) -> None:
    written, later = ada.writes("Gone words.", author_name="Adaline"), ada.writes()
    grace.approves(written, later)
    before = told(ada.client, f"{path}.{format_}", written)

    grace.decided(written, "removed")

    after = told(ada.client, f"{path}.{format_}", written)
    assert before
    assert after
    assert after["id"] == before["id"]
    assert "rule 2, " in after["html"]
    assert "Adaline" not in str(after)
    assert entries(ada.client, f"{path}.{format_}")[0] == after


@pytest.mark.parametrize("format_", FORMATS)
def test_a_removal_that_is_undone_brings_the_text_back(
    ada: Ada, grace: Grace, format_: str
) -> None:
    written = ada.writes("Back again.")
    grace.approves(written)
    grace.decided(written, "removed")

    grace.approves(written)

    [entry] = entries(ada.client, f"/feed.{format_}")
    assert "Back again." in entry["html"]
    assert "deleted-entry" not in ada.client.get("/feed.atom").text


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("path", FEEDS)
def test_a_withdrawn_comment_leaves_an_empty_entry_with_or_without_replies(
    ada: Ada, grace: Grace, path: str, format_: str
) -> None:
    alone = ada.writes("Gone words.", author_name="Adaline")
    answered = ada.writes("More words.", author_name="Adaline")
    reply = ada.writes("A reply.", parent=answered.id)
    grace.approves(alone, answered, reply)

    ada.withdraws(alone)
    ada.withdraws(answered)

    text = ada.client.get(f"{path}.{format_}").text
    for secret in ("Gone words", "More words", "Adaline"):
        assert secret not in text
    for written in (alone, answered):
        entry = told(ada.client, f"{path}.{format_}", written)
        assert entry
        assert "withdrawn by its author" in entry["html"]
        assert entry["author"] == "blog"


@pytest.mark.parametrize("format_", FORMATS)
def test_what_nobody_has_seen_is_not_told_when_it_goes(
    ada: Ada, grace: Grace, format_: str
) -> None:
    grace.approves(ada.writes("A public word."))
    waiting, rejected, hidden = ada.writes(), ada.writes(), ada.writes()
    below, removed_below = (ada.writes(parent=hidden.id) for _ in range(2))
    grace.approves(below, removed_below)
    grace.decided(rejected, "rejected")
    before = ada.client.get(f"/feed.{format_}").data

    grace.decided(removed_below, "removed")
    for written in (waiting, rejected, below):
        ada.withdraws(written)
    assert ada.client.get(f"/feed.{format_}").data == before

    # Nor does it come to light when what hid it comes into view.
    grace.approves(hidden)
    assert told(ada.client, f"/feed.{format_}", below) is None
    assert told(ada.client, f"/feed.{format_}", removed_below) is None


@pytest.mark.parametrize("format_", FORMATS)
def test_spam_that_was_public_takes_its_notices_along(
    ada: Ada, grace: Grace, format_: str
) -> None:
    top = ada.writes("Spam.")
    reply = ada.writes("A reply.", parent=top.id)
    grace.approves(top, reply)
    ada.withdraws(reply)

    grace.decided(top, "spam")

    assert entries(ada.client, f"/feed.{format_}") == []


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("path", [*FEEDS, "/comments/{}/feed"])
def test_who_asks_again_learns_of_every_change_and_of_nothing_else(
    ada: Ada, grace: Grace, path: str, format_: str
) -> None:
    top = ada.writes("The top.")
    older, newer = (ada.writes(parent=top.id) for _ in range(2))
    grace.approves(top, newer)
    url = f"{path.format(top.id)}.{format_}"
    steps: list[Callable[[], object]] = [
        lambda: grace.approves(older),
        lambda: (
            ada.edits(newer, "New."),
            grace.decided(newer, "approved", revision=2),
        ),
        lambda: grace.decided(older, "removed"),
        lambda: ada.withdraws(newer),
    ]

    for step in steps:
        known = ada.client.get(url).headers
        by_tag = {"If-None-Match": known["ETag"]}
        by_date = {"If-Modified-Since": known["Last-Modified"]}
        again = ada.client.get(url, headers=by_tag)
        assert (again.status_code, again.data) == (304, b"")

        step()

        for asked in (by_tag, by_date):
            assert ada.client.get(url, headers=asked).status_code == 200
