"""What is cut out is gone, says so, and opens no door."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commentbox.text.incoming import tidy
from commentbox.text.plain import plain
from commentbox.text.redact import Gap, redacted
from commentbox.text.sanitise import render, sanitise
from tests.hostile import hostile_line, hostile_text, judged

MARK = "[… removed by Grace: rule 2]"
SHOWN = f"<em>{MARK}</em>"
WORD = re.compile(r"\w{3,}")


def cut(source: str, *passages: str, mark: str = MARK) -> str:
    gaps = [
        Gap(source.index(each), source.index(each) + len(each), mark)
        for each in passages
    ]
    return str(redacted(source, gaps, format="markdown"))


@pytest.mark.parametrize(
    ("source", "passages", "html"),
    [
        ("You fool, you.", ["fool"], f"<p>You {SHOWN}, you.</p>\n"),
        # Touching and overlapping passages leave one gap.
        ("one two three", ["one ", "two"], f"<p>{SHOWN} three</p>\n"),
        ("one two three", ["one two", "two three"], f"<p>{SHOWN}</p>\n"),
        # Markup around it goes on as it was.
        ("You *fool* there", ["fool"], f"<p>You <em>{SHOWN}</em> there</p>\n"),
        ("`a fool b`", ["fool"], f"<p><code>a {SHOWN} b</code></p>\n"),
        (
            "> a fool\n> he is\n\nYes.",
            ["fool\n> he is"],
            f"<blockquote>\n<p>a {SHOWN}</p>\n</blockquote>\n<p>Yes.</p>\n",
        ),
        # A link that lost a part of its address leads nowhere, and says so.
        ("See [it](https://e.example/fool).", ["fool"], f"<p>See it {SHOWN}.</p>\n"),
        (
            "See https://e.example/fool now",
            ["fool"],
            f"<p>See https://e.example/{SHOWN} now</p>\n",
        ),
        # The mark is not the text of a link that the author did not write.
        ("fool(https://e.example/", ["fool"], None),
        # Even where no reader would have seen the words.
        ("```fool\nx\n```", ["fool"], f"<pre><code>x\n</code></pre>\n<p>{SHOWN}</p>"),
    ],
)
def test_a_gap_is_marked_wherever_it_is(
    source: str, passages: list[str], html: str | None
) -> None:
    rendered = cut(source, *passages)

    assert html in {rendered, None}
    assert "fool" not in rendered
    assert MARK in plain(rendered)


def test_overlapping_gaps_name_all_who_cut() -> None:
    gaps = [Gap(0, 7, "[… Grace]"), Gap(4, 13, "[… Heidi]")]

    html = redacted("one two three", gaps, format="markdown")

    assert plain(html) == "[… Grace] [… Heidi]"


def test_a_name_in_the_mark_is_only_a_name() -> None:
    mark = "[… removed by *G* <b>`x`</b> [a](https://e.example/) \ue000: rule 2]"

    html = cut("You fool, `fool`, \ue000.", "fool", mark=mark)

    assert plain(html).startswith(f"You {mark}, fool")
    assert "<a" not in html


def test_gaps_outside_of_the_text_change_nothing() -> None:
    gaps = [Gap(40, 50, MARK), Gap(3, 3, MARK), Gap(-4, 0, MARK)]

    assert redacted("You fool.", gaps, format="markdown") == "<p>You fool.</p>\n"


def test_an_imported_text_is_cut_likewise() -> None:
    source = '<p>You <a href="https://e.example/fool">fool</a></p>'
    start = source.index("fool")

    html = redacted(source, [Gap(start, start + 4, MARK)], format="html")

    assert html == f"<p>You fool {SHOWN}</p>"


@st.composite
def cases(draw: st.DrawFn) -> tuple[str, list[Gap]]:
    source = tidy(draw(hostile_text))
    place = st.integers(min_value=0, max_value=len(source))
    spans = draw(st.lists(st.tuples(place, place, hostile_line), max_size=4))
    return source, [Gap(min(a, b), max(a, b), mark) for a, b, mark in spans]


@judged
@given(cases(), st.sampled_from(["markdown", "html"]))
def test_no_word_that_was_cut_out_is_left_and_all_of_it_is_safe(
    case: tuple[str, list[Gap]], form: str
) -> None:
    source, gaps = case

    html = redacted(source, gaps, format=form)  # type: ignore[arg-type]

    inside = {at for gap in gaps for at in range(gap.start, gap.end)}
    rest = "".join(ch if at not in inside else "\n" for at, ch in enumerate(source))
    # Words as code, since the sanitiser writes some of its own (rel, noopener).
    marks = "".join(gap.mark for gap in gaps)
    left = f"{rest}{render(rest, format=form)}{marks}{sanitise(marks)}"  # type: ignore[arg-type]
    gone = {w for g in gaps for w in WORD.findall(source[g.start : g.end])}
    shown = plain(str(html))
    assert not [word for word in gone if word not in left and word in shown]
    assert sanitise(str(html)) == html
