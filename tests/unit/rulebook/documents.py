"""Any rule book and any notice that a publisher might have, for Hypothesis."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from commentbox.rulebook.check import CHECKS
from commentbox.rulebook.editor.fields import is_tone, paragraphs
from commentbox.text.incoming import tidy, tidy_line

LINE = st.text(max_size=30).map(tidy_line).filter(bool)
TEXT = st.text(max_size=60).map(tidy).filter(bool)
PARAGRAPH = TEXT.filter(lambda text: paragraphs(text) == [text])
LINES = st.lists(LINE, min_size=1, max_size=3)
CODE = st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True)
VARIANTS = st.sampled_from(
    [("de",), ("de", "en"), ("de", "de-formal", "en"), ("de", "en", "fr", "pt-BR")]
)


@st.composite
def groups(
    draw: st.DrawFn, variants: tuple[str, ...], one: st.SearchStrategy[Any]
) -> dict[str, Any]:
    """A text in each language; a tone of one may be missing."""
    kept = [v for v in variants if not is_tone(v) or draw(st.booleans())]
    return {v: draw(one) for v in kept}


@st.composite
def bindings(draw: st.DrawFn, check: str) -> dict[str, Any]:
    flag = draw(st.floats(0, 1))
    hold = draw(st.none() | st.floats(flag, 1))
    return {"check": check, "flag_from": flag, "filter_from": hold}


@st.composite
def rulebooks(draw: st.DrawFn) -> dict[str, Any]:
    variants = draw(VARIANTS)
    codes = draw(st.lists(CODE, min_size=1, max_size=4, unique=True))
    rules = []
    for number, code in enumerate(codes, start=1):
        others = [check for check in CHECKS if check != "spam"]
        bound = draw(st.lists(st.sampled_from(others), unique=True, max_size=3))
        if number == 1:
            bound.append("spam")
        words = st.fixed_dictionaries({"title": LINE, "text": TEXT})
        rule = {
            "number": number,
            "code": code,
            "texts": draw(groups(variants, words)),
            "checks": [draw(bindings(check)) for check in bound],
        }
        if draw(st.booleans()):
            rule["reasons"] = draw(groups(variants, LINES))
        # What a later commentbox may know, or the publisher's own programs.
        if draw(st.booleans()):
            rule["colour"] = draw(TEXT)
        rules.append(rule)
    notes = draw(groups(variants, LINES))
    if draw(st.booleans()):
        notes = {v: [] for v in notes if not is_tone(v)}
    return {"rules": rules, "notes": notes, "intro": draw(groups(variants, TEXT))}


@st.composite
def notices(draw: st.DrawFn) -> dict[str, Any]:
    variants = draw(VARIANTS)
    size = draw(st.integers(1, 3))
    part = st.fixed_dictionaries(
        {"heading": LINE, "paragraphs": st.lists(PARAGRAPH, max_size=3)}
    )
    parts = st.lists(part, min_size=size, max_size=size)
    sentences = {
        name: draw(groups(variants, TEXT))
        for name in ("sentence", "box", "notice_only")
    }
    return {**sentences, "text": draw(groups(variants, parts)), "of": draw(TEXT)}
