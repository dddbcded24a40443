"""Links between the documents lead somewhere, down to the heading."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\((?!https?:|mailto:|/)([^)#\s]*)(?:#([^)\s]+))?\)")
#: Files that are named as paths of the checkout.
NAMED = re.compile(r"`(deploy/[\w./-]+)`")


def anchors(page: Path) -> set[str]:
    """Return what the headings of a page are called in its address."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    plain = [re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings]
    return {words.replace(" ", "-") for words in plain}


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_link_leads_to_a_page_and_a_heading_that_there_are(page: Path) -> None:
    text = page.read_text("utf-8")

    for target, anchor in LINK.findall(text):
        to = (page.parent / target).resolve() if target else page
        assert to.exists(), target
        if anchor and to.suffix == ".md":
            assert anchor in anchors(to), f"{target}#{anchor}"
    for named in NAMED.findall(text):
        assert (ROOT / named).exists(), named
