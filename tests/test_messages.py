"""Every text that people read is said in German, in both tones."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[1]
LOCALE = ROOT / "commentbox" / "locale"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))

#: As ``make messages`` has them.
KEYWORDS = {**DEFAULT_KEYWORDS, "_": None, "N_": None, "ngettext": (1, 2)}


@pytest.fixture(scope="module")
def messages() -> set[str]:
    """Return every text in code and templates; of a plural the form for one."""
    mappings = PROJECT["tool"]["babel"]["mappings"]
    found = extract_from_dir(
        ROOT,
        method_map=[(m["pattern"], m["method"]) for m in mappings],
        options_map={
            m["pattern"]: {k: str(v) for k, v in m.items() if k == "silent"}
            for m in mappings
        },
        keywords=KEYWORDS,
    )
    return {texts(message)[0] for _file, _line, message, _notes, _context in found}


def texts(of: str | Iterable[str | None] | None) -> list[str]:
    """Return one text, or the forms of a plural, as a list."""
    return [of] if isinstance(of, str) else [text or "" for text in of or ()]


def translated(language: str) -> dict[str, Message]:
    """Return what a catalogue translates, by its text in the code."""
    with (LOCALE / language / "LC_MESSAGES" / "commentbox.po").open("rb") as file:
        catalogue: Catalog = read_po(file)
    return {
        texts(entry.id)[0]: entry
        for entry in catalogue
        if texts(entry.id)[0] and texts(entry.string) and all(texts(entry.string))
    }


def gaps(*forms: str) -> set[str]:
    return {gap for text in forms for gap in re.findall(r"%\(\w+\)s", text)}


def test_every_text_has_its_german(messages: set[str]) -> None:
    assert len(messages) > 100
    assert sorted(messages - translated("de").keys()) == []


def test_what_is_said_no_more_is_not_translated_any_more(messages: set[str]) -> None:
    assert sorted(translated("de").keys() - messages) == []


def test_formal_german_holds_only_what_differs() -> None:
    common, formal = translated("de"), translated("de_formal")

    assert formal
    assert sorted(formal.keys() - common.keys()) == []
    same = [id_ for id_ in formal if formal[id_].string == common[id_].string]
    assert same == []


@pytest.mark.parametrize("language", ["de", "de_formal"])
def test_a_translation_fills_in_what_its_text_does(language: str) -> None:
    for entry in translated(language).values():
        known, said = texts(entry.id), texts(entry.string)

        assert gaps(*said) == gaps(*known), entry.id
        # The form for many says how many; that for one may do so in words.
        assert gaps(said[-1]) == gaps(known[-1]), entry.id
        assert len(said) == len(known), entry.id
        assert "fuzzy" not in entry.flags, entry.id


@pytest.mark.parametrize("language", ["de", "de_formal"])
def test_a_translation_brings_no_markup_of_its_own(language: str) -> None:
    for entry in translated(language).values():
        marked = re.findall(r"<[^>]*>|&\w+;", " ".join(texts(entry.string)))

        assert set(marked) <= set(
            re.findall(r"<[^>]*>|&\w+;", " ".join(texts(entry.id)))
        )


def test_du_and_sie_do_not_mix() -> None:
    du = re.compile(r"\b(du|dich|dir|dein\w*)\b", re.IGNORECASE)
    sie = re.compile(r"\b(Ihnen|Ihr|Ihre[mnrs]?)\b")

    informal = [
        e for e in translated("de").values() if sie.search(" ".join(texts(e.string)))
    ]
    formal = [
        e
        for e in translated("de_formal").values()
        if du.search(" ".join(texts(e.string)))
    ]

    assert [e.id for e in informal] == []
    assert [e.id for e in formal] == []
