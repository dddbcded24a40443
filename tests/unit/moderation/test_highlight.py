"""Marked text: every character stays, and none of it becomes markup."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from commentbox.domain.verdict import Evidence, Finding, Outcome
from commentbox.moderation.highlight import Span, highlight, spans_of
from tests.hostile import hostile_line, hostile_text, judged


class Reader(HTMLParser):
    """Reads what ``highlight`` wrote as a browser does: its markup, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.markup: set[str] = set()
        self.text = ""
        self.unseen = False
        self.feed(str(html))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.markup |= {tag, *(name for name, _ in attrs)}
        self.unseen = self.unseen or tag == "span"

    def handle_endtag(self, tag: str) -> None:
        self.unseen = self.unseen and tag != "span"

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.text += data

    def handle_decl(self, decl: str) -> None:
        self.markup.add(decl)

    def handle_comment(self, data: str) -> None:
        self.markup.add(data)

    def handle_pi(self, data: str) -> None:
        self.markup.add(data)


@st.composite
def cases(draw: st.DrawFn) -> tuple[str, list[Span]]:
    """A text with spans that fit, overlap, run over its ends or are about another."""
    source = draw(hostile_text)
    place = st.integers(min_value=-2, max_value=len(source) + 2)
    ends = draw(
        st.lists(st.tuples(place, place, hostile_line, st.booleans()), max_size=6)
    )
    return source, [
        Span(start, end, source[start:end] if fits else label, label)
        for start, end, label, fits in ends
    ]


def a_span(source: str, text: str, label: str = "Respect") -> Span:
    start = source.index(text)
    return Span(start, start + len(text), text, label)


def test_the_words_that_decided_are_marked_and_named() -> None:
    source = "You idiot, you."

    marked = highlight(source, [a_span(source, "idiot")])

    assert marked == (
        'You <mark title="Respect">idiot'
        '<span class="unseen"> [Respect]</span></mark>, you.'
    )


def test_what_readers_do_not_see_looks_different_whatever_else_is_there() -> None:
    source = "You idiot, you."
    hidden = Span(4, 9, "idiot", "hidden", cut=True)

    marked = highlight(source, [a_span(source, "idiot"), hidden])

    assert '<mark class="cut" title="Respect, hidden">idiot' in marked


def test_only_what_reached_a_threshold_is_marked_and_named_for_what_it_is() -> None:
    words = (Evidence("idiot", 0, 5, 1.0),)
    found = Finding(check="respect", score=0.9, evidence=words, outcome=Outcome.FLAG)
    noted = Finding(check="topic", score=0.9, evidence=words)

    assert spans_of([found, noted]) == [Span(0, 5, "idiot", "Insult")]


def test_without_spans_the_text_is_only_escaped() -> None:
    assert highlight("a < b", []) == Markup("a &lt; b")


def test_where_spans_overlap_both_are_named() -> None:
    source = "call 030 123456 now"
    spans = [a_span(source, "030 123456", "Phone"), a_span(source, "call 030", "Word")]

    marked = highlight(source, spans)

    assert '<mark title="Phone, Word">030' in marked
    assert '<mark title="Phone"> 123456' in marked


def test_what_was_found_twice_is_named_once() -> None:
    source = "idiot"

    marked = highlight(source, [a_span(source, "idiot"), a_span(source, "idiot")])

    assert '<mark title="Respect">' in marked


@pytest.mark.parametrize(
    "span",
    [
        Span(4, 7, "was", "Respect"),
        Span(4, 4, "", "Respect"),
        Span(0, -7, "You are", "Respect"),
        Span(8, 99, "right.", "Respect"),
    ],
)
def test_a_span_that_does_not_fit_marks_nothing(span: Span) -> None:
    assert highlight("You are right.", [span]) == "You are right."


@judged
@given(cases())
def test_no_text_is_lost_and_none_becomes_markup(case: tuple[str, list[Span]]) -> None:
    source, spans = case

    seen = Reader(highlight(source, spans))

    assert seen.markup <= {"mark", "title", "span", "class"}
    assert seen.text == source
