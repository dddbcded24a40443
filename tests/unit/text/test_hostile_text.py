"""Whatever is posted, only what the allow-list allows comes out, and feeds parse."""

from __future__ import annotations

from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

import bleach
import html5lib
import pytest
from hypothesis import given

from commentbox.text.sanitise import REL, TAGS, Format, render, sanitise
from tests.hostile import VECTORS, hostile_text, judged

FORMATS: tuple[Format, ...] = ("markdown", "html")
XHTML = "{http://www.w3.org/1999/xhtml}"
MAX_NESTING = 16


def elements(html: str) -> list[ET.Element]:
    fragment = html5lib.parseFragment(html, treebuilder="etree")
    return list(fragment.iter())[1:]


def depth(element: ET.Element) -> int:
    """A ``br`` holds nothing, so it does not nest."""
    return (element.tag != f"{XHTML}br") + max(map(depth, element), default=0)


@pytest.mark.parametrize("format_", FORMATS)
@given(source=hostile_text)
@judged
def test_promise_01_only_allowed_elements_with_safe_links_survive(
    format_: Format, source: str
) -> None:
    html = render(source, format=format_)

    for element in elements(html):
        name = element.tag.removeprefix(XHTML)
        assert name in TAGS
        assert set(element.attrib) == ({"href", "rel"} if name == "a" else set())
        if name == "a":
            assert element.attrib["href"].startswith(("http://", "https://", "mailto:"))
            assert element.attrib["rel"] == REL


@pytest.mark.parametrize("format_", FORMATS)
@given(source=hostile_text)
@judged
def test_promise_01_a_second_judge_changes_nothing(
    format_: Format, source: str
) -> None:
    html = render(source, format=format_)

    judgement = bleach.clean(
        html,
        tags=TAGS,
        attributes={"a": ["href", "rel"]},
        protocols=["http", "https", "mailto"],
    )

    assert judgement == html


@pytest.mark.parametrize("format_", FORMATS)
@given(source=hostile_text)
@judged
def test_sanitising_again_changes_nothing(format_: Format, source: str) -> None:
    html = render(source, format=format_)

    again = sanitise(html)

    assert again == html


@pytest.mark.parametrize("format_", FORMATS)
@given(source=hostile_text)
@judged
def test_promise_04_a_feed_that_holds_it_parses_strictly(
    format_: Format, source: str
) -> None:
    html = str(render(source, format=format_))

    entry = ET.fromstring(f"<content type='html'>{escape(html)}</content>")  # noqa: S314

    assert (entry.text or "") == html


@pytest.mark.parametrize("format_", FORMATS)
@given(source=hostile_text)
@judged
def test_promise_06_nothing_nests_deeper_than_sixteen_levels(
    format_: Format, source: str
) -> None:
    html = render(source, format=format_)

    fragment = html5lib.parseFragment(html, treebuilder="etree")

    assert depth(fragment) - 1 <= MAX_NESTING


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("vector", VECTORS)
def test_promise_01_known_vectors_come_to_nothing(vector: str, format_: Format) -> None:
    html = render(vector, format=format_)

    names = {element.tag.removeprefix(XHTML) for element in elements(html)}
    assert names <= TAGS
    assert "javascript:" not in str([e.attrib for e in elements(html)])
