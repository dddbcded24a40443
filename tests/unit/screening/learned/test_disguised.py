"""A disguise that is undone changes next to nothing; quoting an insult changes much."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from commentbox.screening import encoder
from commentbox.screening.checks.respect import respect
from commentbox.screening.learned.features import features
from commentbox.screening.learned.quoting import talked_about
from commentbox.screening.reading import Text
from tests.unit.screening.drafts import a_draft, score_of
from training.probes.disguises import WORD, own
from training.probes.kinds import KINDS, disguised

#: What undoing takes away without a trace.
TRACELESS = (
    *("zero width", "homoglyphs", "d.o.t.s", "u_n_d_e_r", "h-y-p-h-e-n"),
    *("line breaks", "full width", "drawn ooout"),
)
SENTENCES = [*own("insults.txt", 1), *own("harmless.txt", 0)]


@pytest.fixture(autouse=True)
def first_tier_only() -> Iterator[None]:
    encoder.disable()
    yield
    encoder.enable()


@pytest.mark.parametrize("kind", TRACELESS)
def test_a_text_with_the_same_form_has_the_same_score(kind: str) -> None:
    assert kind in KINDS
    same = 0
    for seed, sentence in enumerate(SENTENCES):
        words = [match.span() for match in WORD.finditer(sentence.text)]
        hidden = disguised(sentence.text, words, kind, seed)
        plain, undone = (
            Text(a_draft(text, sentence.language)) for text in (sentence.text, hidden)
        )
        if plain.undisguised.text == undone.undisguised.text:
            same += 1
            scores = [
                score_of(respect, t.body, sentence.language) for t in (plain, undone)
            ]
            assert scores[0] == pytest.approx(scores[1], abs=0.1), hidden

    assert same > len(SENTENCES) / 2


@pytest.mark.parametrize("kind", TRACELESS)
def test_the_numbers_of_a_text_are_those_of_its_form(kind: str) -> None:
    body = "Liebe Leute, das haben Sie doch NIE gesagt... Oder? Nein!!! Es waren 12."
    words = [match.span() for match in WORD.finditer(body)]
    plain, undone = (
        Text(a_draft(text)) for text in (body, disguised(body, words, kind, 1))
    )
    assert plain.undisguised.text == undone.undisguised.text

    assert features(undone).surface == features(plain).surface


@pytest.mark.parametrize(
    ("body", "quoted"),
    [
        ("Er hat sie „Drecksau“ genannt, das geht nicht.", ["„Drecksau“"]),
        ('They called her a "bitch", how sad.', ['"bitch"']),
        ("„Drecksau“", []),
        ("So eine „Drecksau“ ist das.", []),
        ("Du bist eine „Drecksau“, wie man so sagt.", []),
        ("Niemand wurde hier eine Drecksau genannt.", []),
    ],
)
def test_a_quotation_is_talked_about_where_the_text_says_so(
    body: str, quoted: list[str]
) -> None:
    text = Text(a_draft(body))

    assert [body[start:end] for start, end in talked_about(text)] == quoted


@pytest.mark.parametrize(
    ("meant", "reported", "language"),
    [
        ("So eine „Drecksau“ ist das.", "Er hat sie „Drecksau“ genannt.", "de"),
        ("What a “bitch” she is.", "They called her a “bitch”, how sad.", "en"),
    ],
)
def test_quotation_marks_alone_excuse_nothing(
    meant: str, reported: str, language: str
) -> None:
    assert score_of(respect, meant, language) >= 0.5
    assert score_of(respect, reported, language) < 0.5
