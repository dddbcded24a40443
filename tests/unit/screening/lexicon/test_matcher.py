"""The lexicons: what an entry finds, and that each of ours finds something."""

from __future__ import annotations

import re

import pytest

from commentbox.screening.lexicon.matcher import HARMLESS, IDLE, Lexicon, lexicon
from commentbox.screening.lexicon.source import Entry, Source, read
from commentbox.screening.reading import tokenise, words

CLASSES = {"people": frozenset({"leute", "typen"})}


def of_one(pattern: str, *, own: bool = False) -> Lexicon:
    entry = Entry(pattern, "insult", 0.5, 0.7, "de", own_language_only=own)
    return Lexicon(Source((entry,), CLASSES))


def found(pattern: str, text: str, language: str = "de", *, own: bool = False) -> bool:
    return bool(of_one(pattern, own=own).find(tuple(tokenise(text)), language))


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("trottel", "Diese Trotteln"),
        ("=trottel", "Ein Trottel"),
        ("blöd", "der bloede Kerl"),
        ("*trottel", "Ein Riesentrottel"),
        ("schei*", "Scheibenkleister"),
        ("^horst", "Der Horst"),
        ("halt|haltet .. klappe", "Haltet einfach die Klappe"),
        ("alle <people>", "Alle Leute"),
        ("~dumm frage", "dumme Frage"),
        ("geh doch$", "Geh doch, los"),
        ("geh doch$", "Geh doch"),
        ("du schei*", "Du Scheich"),
    ],
)
def test_an_entry_finds_what_it_says(pattern: str, text: str) -> None:
    assert found(pattern, text)
    assert of_one(pattern).may_find(words(text))


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("=trottel", "Ein Trottelchen"),
        ("trottel", "Ein Riesentrottel"),
        ("^horst", "ein horst im Wald"),
        ("^horst", "Horst schreibt"),
        ("halt .. klappe", "Halt. Die Klappe klemmt"),
        ("halt .. klappe", "Halt doch mal bitte die Klappe auf"),
        ("geh doch$", "Geh doch heim"),
        ("alle <people>", "Alle Kinder"),
    ],
)
def test_an_entry_finds_nothing_else(pattern: str, text: str) -> None:
    assert not found(pattern, text)


@pytest.mark.parametrize(
    "pattern",
    ["trottel", "schei*", "*trottel", "^horst", "alle <people>", "geh doch$"],
)
def test_of_most_texts_their_words_say_that_there_is_nothing(pattern: str) -> None:
    assert not of_one(pattern).may_find(words("Alle Kinder gehen doch in die Schule"))


def test_a_foreign_false_friend_is_left_alone() -> None:
    assert found("mist", "So ein Mist", "de", own=True)
    assert not found("mist", "Mist on the lake", "en", own=True)


def test_nothing_counts_within_something_harmless() -> None:
    entries = (
        Entry("dumm", "quality", 0.3, 0.7, "de"),
        Entry("dumm gelaufen", HARMLESS, 0.0, 0.0, "de"),
    )
    tokens = tuple(tokenise("Dumm gelaufen, wie dumm"))

    hits = Lexicon(Source(entries, {})).find(tokens, "de")

    assert [(h.entry.kind, h.first) for h in hits] == [(HARMLESS, 0), ("quality", 3)]


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("name", ["respect", "politics", "spam"])
def test_each_entry_of_ours_is_found_in_its_own_words(name: str, language: str) -> None:
    source = read(name, language)
    assert len(source.entries) > 80

    for entry in source.entries:
        text = _example(
            entry.pattern, {k: sorted(v)[0] for k, v in source.classes.items()}
        )
        alone = Lexicon(Source((entry,), source.classes))
        hits = alone.find(tuple(tokenise(text)), language)
        assert hits, f"{entry.pattern!r} does not find {text!r}"
        assert alone.may_find(words(text)), f"{entry.pattern!r} rules out {text!r}"


@pytest.mark.parametrize("name", ["respect", "politics", "spam"])
def test_weights_are_probabilities(name: str) -> None:
    for language in ("de", "en"):
        for entry in read(name, language).entries:
            assert 0 <= entry.weight <= entry.aimed < 1


def test_the_lexicon_is_read_once() -> None:
    assert lexicon("respect") is lexicon("respect")


def _example(pattern: str, classes: dict[str, str]) -> str:
    """Return a text that ``pattern`` describes: the first of each choice."""
    parts = [part.split("|")[0] for part in pattern.rstrip("$").split() if part != ".."]
    parts = [classes[w.strip("<>")] if w.startswith("<") else w for w in parts]
    text = " ".join(word.strip("=~*") for word in parts)
    # A name needs a word before it and its capital.
    return re.sub(r"^\^(\w)", lambda m: "der " + m[1].upper(), text)


def test_a_lexicon_keeps_no_more_words_than_a_language_has() -> None:
    known = of_one("trottel")
    for number in range(0, 3 * IDLE, 100):
        said = " ".join(f"wort{n}" for n in range(number, number + 100))
        known.find(tuple(tokenise(said)), "de")
        assert known.find(tuple(tokenise("Trottel")), "de")

    assert len(known._idle) <= IDLE + 100
