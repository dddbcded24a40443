"""Reading: words with their places, in both forms of a text."""

from __future__ import annotations

from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commentbox.screening.reading import Text, tokenise
from tests.hostile import judged
from tests.unit.screening.drafts import a_draft


def test_words_know_sentence_and_clause() -> None:
    tokens = list(tokenise("Ja, das geht. Und wie?"))

    assert [(t.word, t.sentence, t.clause) for t in tokens] == [
        ("ja", 0, 0),
        ("das", 0, 1),
        ("geht", 0, 1),
        ("und", 1, 2),
        ("wie", 1, 2),
    ]


def test_a_capital_counts_where_no_sentence_begins() -> None:
    tokens = list(tokenise("Das sind die Grünen. Grünen wir?"))

    assert [t.word for t in tokens if t.capital] == ["grünen"]


def test_an_undisguised_text_is_read_once() -> None:
    assert len(Text(a_draft("Straßen sind GRÜN, don’t you think?")).forms) == 1


def test_a_disguised_word_is_read_with_its_place() -> None:
    text = Text(a_draft("Ein 1d10t!"))

    [_, undisguised] = text.forms

    assert [(t.word, t.start, t.end) for t in undisguised] == [
        ("ein", 0, 3),
        ("idiot", 4, 9),
    ]


@pytest.mark.parametrize(
    ("given", "language"), [("de", "de"), ("de-AT", "de"), ("EN_gb", "en"), ("", "")]
)
def test_the_language_is_the_primary_subtag(given: str, language: str) -> None:
    assert Text(a_draft("x", given)).language == language


def test_one_character_cannot_stand_for_endless_words() -> None:
    text = Text(a_draft("ﷺ" * 100))

    assert len(text.undisguised_tokens) <= 51


@pytest.mark.parametrize(
    ("body", "mended"),
    [
        ("Nichts ist hier versteckt!", "Nichts ist hier versteckt!"),
        ("Du 1d10t, geh HEIM!", "Du idiot, geh HEIM!"),
        ("Du I.d.i.o.t, geh heim!", "Du Idiot, geh heim!"),
        ("Straße und 1d10t", "Straße und idiot"),
        ("", ""),
    ],
)
def test_only_words_in_disguise_are_put_right(body: str, mended: str) -> None:
    assert Text(a_draft(body)).mended == mended


@judged
@given(st.text(max_size=200))
def test_any_text_can_be_mended(body: str) -> None:
    text = Text(a_draft(body))

    assert len(text.mended) <= 40 * len(body) + 40


@judged
@given(st.text(alphabet="aAäÄßſİΣσςⒶⅧé ’'.!?,-_0\u0301\u200b\n"))
def test_the_words_of_the_normalised_form_know_where_they_stood(body: str) -> None:
    text = Text(a_draft(body))
    form = text.undisguised

    found = list(islice(tokenise(form.text), len(body) // 2 + 1))

    spans = [form.span(token.start, token.end) for token in found]
    assert [(t.start, t.end) for t in text.undisguised_tokens] == spans
    said = [(t.word, t.sentence, t.clause) for t in found]
    assert [(t.word, t.sentence, t.clause) for t in text.undisguised_tokens] == said


def test_a_text_without_disguise_is_read_once() -> None:
    text = Text(a_draft("Die Brücke ist GESPERRT. Wer zahlt?"))

    assert text.undisguised_tokens is text.tokens


def test_links_are_looked_for_once() -> None:
    text = Text(a_draft("Siehe https://example.org/a und example.de"))

    assert [link.host for link in text.links] == ["example.org", "example.de"]
    assert text.links is text.links
