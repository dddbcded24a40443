"""The demo's little site: its articles and comments fit together."""

from __future__ import annotations

import json
import re
from collections import Counter
from importlib.resources import files
from typing import Any

import pytest

OUTCOMES = {"approved", "pending", "rejected", "spam", "removed", "withdrawn"}
#: What a reader sees hanging in the thread, be it as a tombstone.
IN_THE_THREAD = {"approved", "removed", "withdrawn"}
FIELDS = {
    "ref",
    "article",
    "parent",
    "author",
    "hours_ago",
    "body",
    "email",
    "url",
    "outcome",
    "rule",
    "note",
    "edited_to",
    "same_as",
}
ARTICLE_TAGS = {"p", "h2", "ul", "ol", "li", "em", "strong", "code", "blockquote"}
MAX_BODY = 10_000
#: Reserved for examples (RFC 2606): nobody is written to, nobody is advertised.
EXAMPLE_HOSTS = {"example.org", "example.com"}


def _load(folder: str, name: str) -> Any:
    path = files("commentbox").joinpath(*folder.split("/")) / name
    return json.loads(path.read_text("utf-8"))


ARTICLES: list[dict[str, Any]] = _load("demo/content", "articles.json")
COMMENTS: list[dict[str, Any]] = _load("demo/content", "comments.json")
DEEDS: list[dict[str, Any]] = _load("demo/content", "desk.json")
SITE: dict[str, Any] = _load("demo/content", "site.json")
RULES = {rule["code"] for rule in _load("rulebook/defaults", "rulebook.json")["rules"]}

BY_KEY = {article["key"]: article for article in ARTICLES}
BY_REF = {comment["ref"]: comment for comment in COMMENTS}

each_article = pytest.mark.parametrize("article", ARTICLES, ids=lambda a: str(a["key"]))
each_comment = pytest.mark.parametrize("comment", COMMENTS, ids=lambda c: str(c["ref"]))


def _ancestors(comment: dict[str, Any]) -> list[dict[str, Any]]:
    above: list[dict[str, Any]] = []
    while comment["parent"] is not None:
        comment = BY_REF[comment["parent"]]
        assert comment not in above, f"{comment['ref']} is its own ancestor"
        above.append(comment)
    return above


def _answered(outcome: str) -> set[str]:
    """Return the refs of comments of one outcome that have public replies."""
    return {
        reply["parent"]
        for reply in COMMENTS
        if reply["outcome"] == "approved"
        and reply["parent"] is not None
        and BY_REF[reply["parent"]]["outcome"] == outcome
    }


def test_keys_and_refs_are_unique() -> None:
    assert len(BY_KEY) == len(ARTICLES)
    assert len(BY_REF) == len(COMMENTS)


def test_the_site_has_german_and_english_articles() -> None:
    languages = Counter(article["language"] for article in ARTICLES)

    assert languages == {"de": 4, "en": 2}
    assert SITE["language"] == "de"


@each_article
def test_an_article_is_a_readable_length_by_an_author_of_the_site(
    article: dict[str, Any],
) -> None:
    words = re.sub(r"<[^>]+>", " ", article["body_html"]).split()
    tags = set(re.findall(r"</?([a-z0-9]+)", article["body_html"]))

    assert 250 <= len(words) <= 450
    assert tags <= ARTICLE_TAGS
    assert article["author"] in SITE["authors"]


@each_comment
def test_a_comment_has_its_fields_and_a_known_outcome(comment: dict[str, Any]) -> None:
    assert FIELDS <= set(comment) <= FIELDS | {"blind"}
    assert comment["outcome"] in OUTCOMES
    assert 1 <= len(comment["body"]) <= MAX_BODY
    assert comment["body"] == comment["body"].strip()


@each_comment
def test_a_comment_is_younger_than_its_article(comment: dict[str, Any]) -> None:
    published_hours_ago = BY_KEY[comment["article"]]["published_days_ago"] * 24

    assert 0 < comment["hours_ago"] < published_hours_ago


@pytest.mark.parametrize("reply", [c for c in COMMENTS if c["parent"] is not None])
def test_a_reply_is_younger_than_its_parent_and_under_the_same_article(
    reply: dict[str, Any],
) -> None:
    parent = BY_REF[reply["parent"]]

    assert parent["article"] == reply["article"]
    assert parent["hours_ago"] > reply["hours_ago"]


@each_comment
def test_only_a_refusal_names_a_rule_and_says_why(comment: dict[str, Any]) -> None:
    refused = comment["outcome"] in {"rejected", "removed"}

    assert comment["rule"] in (RULES if refused else {None})
    assert bool(comment["note"]) == refused


@each_comment
def test_an_edit_waits_only_under_a_public_comment(comment: dict[str, Any]) -> None:
    edit = comment["edited_to"]

    assert edit is None or comment["outcome"] == "approved"
    assert edit != comment["body"]


@each_comment
def test_an_approved_comment_hangs_where_readers_find_it(
    comment: dict[str, Any],
) -> None:
    above = {ancestor["outcome"] for ancestor in _ancestors(comment)}

    assert comment["outcome"] != "approved" or above <= IN_THE_THREAD


@each_comment
def test_addresses_belong_to_nobody(comment: dict[str, Any]) -> None:
    text = "\n".join(filter(None, [comment["body"], comment["url"]]))
    hosts = set(re.findall(r"https?://([^/\s)?]+)", text))

    assert hosts <= EXAMPLE_HOSTS
    assert comment["email"] is None or comment["email"].endswith("@example.org")


def test_there_is_something_in_every_lane_and_much_to_read() -> None:
    outcomes = Counter(comment["outcome"] for comment in COMMENTS)

    assert set(outcomes) == OUTCOMES
    assert outcomes["approved"] >= 60
    assert outcomes["pending"] >= 12
    assert sum(comment["edited_to"] is not None for comment in COMMENTS) == 2


def test_one_article_is_lively_one_has_a_single_comment_and_one_has_none() -> None:
    counts = Counter(comment["article"] for comment in COMMENTS)
    per_article = sorted(counts[key] for key in BY_KEY)

    assert per_article[:2] == [0, 1]
    assert per_article[-1] >= 40


def test_one_thread_is_a_level_deeper_than_the_page_shows() -> None:
    levels = [1 + len(_ancestors(c)) for c in COMMENTS if c["outcome"] == "approved"]

    assert max(levels) >= 6


def test_a_removed_and_a_withdrawn_comment_leave_their_replies_standing() -> None:
    assert _answered("removed")
    assert _answered("withdrawn")


def test_a_name_of_the_staff_is_borrowed_only_where_a_moderator_must_notice() -> None:
    borrowed = [c["outcome"] for c in COMMENTS if c["author"] in SITE["authors"]]

    assert borrowed == ["pending"]


@pytest.mark.parametrize("comment", [c for c in COMMENTS if c["same_as"]])
def test_a_comment_proves_itself_by_an_earlier_one(comment: dict[str, Any]) -> None:
    earlier = BY_REF[comment["same_as"]]

    assert earlier["author"] == comment["author"]
    assert earlier["hours_ago"] > comment["hours_ago"]


@pytest.mark.parametrize("deed", [d for d in DEEDS if "on" in d])
def test_a_deed_comes_after_the_comment_it_is_about(deed: dict[str, Any]) -> None:
    assert deed["hours_ago"] < BY_REF[deed["on"]]["hours_ago"]


def test_what_is_hidden_stands_in_the_text() -> None:
    hidden = [d for d in DEEDS if d["kind"] == "redaction"]

    assert all(d["passage"] in BY_REF[d["on"]]["body"] for d in hidden)
    assert all(d["rule"] in RULES for d in hidden)
