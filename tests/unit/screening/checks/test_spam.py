"""Spam: many small reasons make a sure one; how it was sent never does alone."""

from __future__ import annotations

import pytest

from commentbox.screening.checks.spam import spam
from tests.unit.screening.drafts import a_draft, finding_of, quotes, score_of

FLAG = 0.5
FILTER = 0.9
LONG = (
    "Das ist ein ganz gewöhnlicher Kommentar zum Artikel, nicht mehr und nicht weniger."
)


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("de", "Geld verdienen im Internet, jetzt anmelden: https://example.com"),
        ("de", "Viagra rezeptfrei kaufen"),
        ("de", "Besucht doch mal meine Seite"),
        ("de", "Kredit ohne Schufa, schreiben Sie mir per WhatsApp"),
        ("en", "Earn $5000 a week from home, click here http://example.com"),
        ("en", "Check out my channel please"),
        ("en", "Cheap viagra pills, buy now"),
        ("en", "I invested in bitcoin with Mrs Mallory and got huge returns"),
    ],
)
def test_advertising_is_flagged(language: str, body: str) -> None:
    assert score_of(spam, body, language) >= FLAG


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("de", "Ich habe das Gerät gekauft, hier der Test: https://example.org/test"),
        ("de", "Gibt es den Adapter auch kostenlos dazu?"),
        ("de", "Die Bank gibt mir keinen Kredit, das Angebot war mies."),
        ("de", LONG),
        ("en", "Thanks, this article helped me a lot."),
        ("en", "The price is too high for a phone without a charger."),
        ("en", "Free software deserves free speech."),
    ],
)
def test_ordinary_comments_are_not_flagged(language: str, body: str) -> None:
    assert score_of(spam, body, language) < 0.4


@pytest.mark.parametrize(
    "body",
    [
        "It is a known bug: https://bugs.debian.org/12345",
        "For the details: www.legislation.gov.uk/ukpga/2010/15",
        "Compare https://arxiv.org/abs/1706.03762 and https://arxiv.org/abs/1810.04805",
        "This video explains it well: https://www.youtube.com/watch?v=dQw4w9WgXcQ",
    ],
)
def test_a_source_is_judged_by_the_number_of_links_alone(body: str) -> None:
    assert score_of(spam, body, "en") < FLAG


def test_words_around_a_link_are_quoted_where_they_stand() -> None:
    body = "Subscribe to https://example.com my channel, earn cash"

    assert {"Subscribe", "channel"} & set(quotes(finding_of(spam, body, "en")))


def test_many_reasons_pass_the_filter_threshold() -> None:
    body = (
        "EARN MONEY ONLINE NOW! Cheap viagra, online casino, free spins: "
        "http://bit.ly/x http://a.example.com http://b.example.com"
    )

    assert score_of(spam, body, "en") >= FILTER


@pytest.mark.parametrize(
    "known",
    [{"repeats": 1000}, {"recent_posts": 1000}, {"repeats": 9, "recent_posts": 99}],
)
def test_how_it_was_sent_is_never_enough(known: dict[str, int]) -> None:
    found = finding_of(spam, LONG, "de", **known)

    assert found is not None
    assert found.score is not None
    assert FLAG <= found.score <= 0.7
    assert found.detail in {"repeats", "speed"}
    assert found.evidence == ()


def test_a_few_posts_in_a_row_say_nothing() -> None:
    assert finding_of(spam, LONG, recent_posts=5) is None


def test_short_texts_repeat_themselves() -> None:
    short = score_of(spam, "Danke!", repeats=3)

    assert 0 < short < FLAG <= score_of(spam, LONG, repeats=3)


def test_a_throw_away_mailbox_weighs_a_little_and_is_never_enough() -> None:
    body = "Visit my shop for cheap watches, best price."
    known, thrown_away = (
        a_draft(body, "en", author_email=f"x@{host}")
        for host in ("example.org", "mailinator.com")
    )
    harmless = a_draft("My lamp has flickered too.", "en", author_email="x@yopmail.com")

    assert score_of(spam, thrown_away) > score_of(spam, known)
    assert 0 < score_of(spam, harmless) < FLAG


def test_what_is_sent_again_and_advertises_weighs_more() -> None:
    body = "Besucht doch mal meine Seite mit schönen Sachen für alle"

    repeated = finding_of(spam, body, repeats=9)

    assert repeated is not None
    assert repeated.score is not None
    assert repeated.score > score_of(spam, body)
    assert repeated.detail == "advertising"


def test_a_filled_honeypot_passes_the_filter_threshold() -> None:
    assert score_of(spam, LONG, honeypot_filled=True) >= FILTER


def test_a_wrong_stamp_alone_does_not() -> None:
    assert 0 < score_of(spam, LONG, stamp_wrong=True) < FLAG


@pytest.mark.parametrize("name", ["www.example.com", "Cheap Viagra", "shop.example.de"])
def test_an_advertising_name_is_flagged(name: str) -> None:
    assert score_of(spam, a_draft(LONG, author_name=name)) >= FLAG


def test_praise_with_a_website_weighs_more_than_praise() -> None:
    body = "Great blog, keep it up"
    draft = a_draft(body, "en", author_url="https://example.com")

    assert score_of(spam, draft) > score_of(spam, body, "en")


def test_shouting_weighs_a_little() -> None:
    assert 0 < score_of(spam, LONG.upper()) < FLAG


def test_shortened_links_weigh_more() -> None:
    short, plain = "Siehe https://bit.ly/abc bitte", "Siehe https://example.org bitte"

    assert score_of(spam, short) > score_of(spam, plain)


def test_the_words_that_decided_are_quoted() -> None:
    found = finding_of(spam, "Toll! Viagra jetzt kaufen: https://example.com")

    assert quotes(found) == ["Viagra", "jetzt kaufen", "https://example.com"]
