from __future__ import annotations

from time import process_time
from unicodedata import category, is_normalized
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

import pytest
from hypothesis import given

from commentbox.text.incoming import tidy, tidy_line, xml_safe
from tests.hostile import hostile_line, hostile_text, judged


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("  Hallo \n\n", "Hallo"),
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("a\ud800b", "a\ufffdb"),
        ("a\x00\x01\x0b\ufffe\uffffb", "ab"),
        ("a\tb", "a\tb"),
        ("u\u0308ber", "über"),
        ("\u200b", "\u200b"),  # white space only; hidden text is the screening's
        ("👩\u200d💻", "👩\u200d💻"),
        ("\x01 \x01", ""),
        ("", ""),
    ],
)
def test_promise_02_a_text_is_made_valid_composed_and_trimmed(
    sent: str, stored: str
) -> None:
    assert tidy(sent) == stored


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("  Ada \t Lovelace\n", "Ada Lovelace"),
        ("Ada\u00a0\u2003Lovelace\u2028", "Ada Lovelace"),
        ("\u202eadA\u202c", "adA"),
        ("Gr\u200bace\ufeff\u00ad", "Grace"),
        ("G\u115f\u3164\u2800race\u034f", "Grace"),
        ("\u200d\u200c", ""),
        ("\u0301Ada", "Ada"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क्\u200dष", "क्\u200dष"),
        ("a\u200cb", "ab"),
        ("กิตติพันธ์", "กิตติพันธ์"),
        ("A" + "\u0330" * 50, "A" + "\u0330" * 8),
        ("n\u0330" * 20, "n\u0330" * 8 + "n" * 12),
        ("ก" + "็" * 50, "ก" + "็" * 8),
        ("Zoë Ångström", "Zoë Ångström"),
    ],
)
def test_a_line_has_nothing_hidden_and_few_marks(sent: str, stored: str) -> None:
    assert tidy_line(sent) == stored


@given(text=hostile_text)
@judged
def test_a_tidy_text_stays_as_it_is_and_fits_into_xml(text: str) -> None:
    stored = tidy(text)

    assert tidy(stored) == stored == stored.strip()
    assert is_normalized("NFC", stored)
    assert "\r" not in stored
    element = ET.fromstring(f"<x>{escape(stored)}</x>")  # noqa: S314
    assert (element.text or "") == stored


@given(name=hostile_line)
@judged
def test_a_tidy_line_stays_as_it_is_and_hides_nothing(name: str) -> None:
    stored = tidy_line(name)

    assert tidy_line(stored) == stored == " ".join(stored.split())
    hidden = {ch for ch in stored if category(ch) in {"Cc", "Cf", "Cs", "Zl", "Zp"}}
    assert hidden <= {"\u200c", "\u200d"}


@given(text=hostile_text)
@judged
def test_promise_02_nothing_but_forbidden_characters_is_cut(text: str) -> None:
    assert len(xml_safe(text)) >= sum(ch.isprintable() for ch in text)


@pytest.mark.parametrize("marks", ["\u0301\u0316", "\u0f73", "\u0344\u0316", "\u0301"])
def test_a_tower_of_marks_costs_linear_time(marks: str) -> None:
    tower = ("a" + marks * 130_000)[:130_000]

    began = process_time()
    stored = tidy(tower)

    assert process_time() - began < 1
    assert is_normalized("NFC", stored[:2000])
