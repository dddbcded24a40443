"""The small Markdown of a comment: what a reader writes, as (unsanitised) HTML."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock, blockquote, list_block
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline, link
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token

from commentbox.text.bare_links import BareLinks
from commentbox.text.urls import link_target

#: Elements inside each other, the innermost included.
MAX_NESTING: Final = 16
#: Quotes and lists stop here, so that a paragraph with emphasis still fits inside.
MAX_BLOCKS: Final = 10
#: More than any comment needs; what follows stays as it was written.
MAX_LINKS: Final = 100
#: Each bracket and each address is looked at to the end of its paragraph.
MAX_STARTS: Final = 500
RULES: Final = (
    *("fence", "blockquote", "list"),
    *("newline", "escape", "backticks", "strikethrough", "emphasis"),
    *("link", "autolink", "linkify"),
)
BARE_LINKS: Final = BareLinks()
ENDS_PARAGRAPH: Final[RuleOptionsType] = {"alt": ["paragraph", "blockquote", "list"]}
#: A list does not end a list: its next item would begin one of its own.
BEGINS_LIST: Final[RuleOptionsType] = {"alt": ["paragraph", "blockquote"]}
END: Final = Token("end", "", 0)
NUMBERED: Final = re.compile(r"([0-9]{1,9})[.)](?=\s|$)")
SCHEME: Final = re.compile(r"https?$", re.IGNORECASE)


class Comments(MarkdownIt):
    """markdown-it with our rule of what a link is; its text is never rewritten."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        return link_target(url) or ""

    def validateLink(self, url: str) -> bool:  # noqa: N802
        return bool(url)

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802
        return link


def to_html(source: str) -> str:
    """Return a comment's source as HTML; raw HTML in it is shown as text."""
    html: str = MARKDOWN.render(source)
    return html


def _blockquote(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    return state.level < MAX_BLOCKS and blockquote(state, start, end, silent)


def _list(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    if state.level >= MAX_BLOCKS or not _counts_from_one(state, start, end):
        return False
    return list_block(state, start, end, silent)


def _counts_from_one(state: StateBlock, start: int, end: int) -> bool:
    """A year or a date that begins a line would lose its number in a list."""
    number = _number(state, start)
    if number is None or state.sCount[start] < state.blkIndent:
        return True  # bullets, and the next item of a list that is open already
    if number != 1:
        return False
    below = (line for line in range(start + 1, end) if not state.isEmpty(line))
    beside = (line for line in below if state.sCount[line] <= state.sCount[start])
    following = _number(state, next(beside, start))
    return following is None or following <= number + 1


def _number(state: StateBlock, line: int) -> int | None:
    first = state.bMarks[line] + state.tShift[line]
    number = NUMBERED.match(state.src, first, state.eMarks[line])
    return int(number[1]) if number else None


def _link(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    if state.src[state.pos] != "[":
        return False
    return _another_start(state) and link(state, silent)


def _another_start(state: StateInline) -> bool:
    state.env["starts"] = state.env.get("starts", 0) + 1
    return bool(state.env["starts"] <= MAX_STARTS)


def _linkify(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """Take a bare link whole, before emphasis finds its underscores."""
    if state.linkLevel or not state.src.startswith("://", state.pos):
        return False
    if not _another_start(state):
        return False
    before = state.src[max(state.pos - len("https"), 0) : state.pos]
    scheme = match.group() if (match := SCHEME.search(before)) else ""
    found = BARE_LINKS.match_at(state.src, state.pos - len(scheme))
    if not found or not (href := state.md.normalizeLink(found.url)):
        return False
    if not silent:
        state.pending = state.pending[: -len(scheme)]
        opening = state.push("link_open", "a", 1)
        opening.attrs = {"href": href}
        opening.markup = "linkify"
        state.push("text", "", 0).content = found.text
        state.push("link_close", "a", -1).markup = "linkify"
    state.pos = found.last_index
    return True


def _emphasis(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """As in CommonMark, but never inside a word: Leser*innen, f**k."""
    marker = state.src[state.pos]
    if silent or marker not in "*_":
        return False
    run = state.scanDelims(state.pos, canSplitWord=False)
    for _ in range(run.length):
        state.push("text", "", 0).content = marker
        at = len(state.tokens) - 1
        state.delimiters.append(
            Delimiter(ord(marker), run.length, at, -1, run.can_open, run.can_close)
        )
    state.pos += run.length
    return True


def _bounded(state: StateCore) -> None:
    """Turn markup that nests too deep, or a link too many, back into its text."""
    links = 0
    for block in state.tokens:
        depth = block.level
        closers: list[str | None] = []  # None closes an element that was kept
        for token, following in pairwise([*(block.children or []), END]):
            token.tag = "del" if token.tag == "s" else token.tag
            if token.nesting == 1:
                links += token.tag == "a"
                room = depth < MAX_NESTING - 1 and links <= MAX_LINKS
                fits = room and following.type != "link_close"
                opener, closer = ("", None) if fits else _as_written(token)
                closers.append(closer)
                depth += fits
                if not fits:
                    _become_text(token, opener)
            elif token.nesting == -1:
                closer = closers.pop()
                depth -= closer is None
                if closer is not None:
                    _become_text(token, closer)


def _as_written(token: Token) -> tuple[str, str]:
    if token.tag != "a":
        return token.markup, token.markup
    if token.markup == "linkify":
        return "", ""
    if token.markup == "autolink":
        return "<", ">"
    return "[", f"]({token.attrs['href']})"


def _become_text(token: Token, content: str) -> None:
    token.type, token.tag, token.nesting, token.content = "text", "", 0, content


def make_parser() -> MarkdownIt:
    """Return what reads a comment; any number of threads may share it."""
    parser = Comments("zero", {"breaks": True, "linkify": True}).enable(RULES)
    parser.linkify = BARE_LINKS
    parser.block.ruler.at("blockquote", _blockquote, ENDS_PARAGRAPH)
    parser.block.ruler.at("list", _list, BEGINS_LIST)
    parser.inline.ruler.at("link", _link)
    parser.inline.ruler.at("linkify", _linkify)
    parser.inline.ruler.at("emphasis", _emphasis)
    parser.core.ruler.push("bounded", _bounded)
    _settle(parser)
    return parser


def _settle(parser: MarkdownIt) -> None:
    """Have each list of rules made now, before threads share the parser.

    It is made when it is first asked for, and whoever asks meanwhile gets what there is
    of it: a text that loses its marks, or all of it.
    """
    inline = parser.inline
    for ruler in (parser.core.ruler, parser.block.ruler, inline.ruler, inline.ruler2):
        ruler.getRules()


MARKDOWN: Final = make_parser()
