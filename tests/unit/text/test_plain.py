from __future__ import annotations

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commentbox.text.incoming import tidy
from commentbox.text.plain import excerpt, plain
from commentbox.text.sanitise import render
from tests.hostile import hostile_text, judged


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a</p>\n<p>b</p>", "a\n\nb"),
        ("<p>a<br>\nb</p>", "a\nb"),
        ("<ul>\n<li>a</li>\n<li>b</li>\n</ul>", "a\nb"),
        ("a <em>b</em>  \n c", "a b c"),
        ("<pre><code>a\n  b\n</code></pre>", "a\nb"),
        ("<tr><td>a</td><td>b</td></tr>", "a  b"),
        ("1 &lt; 2 &amp;amp; &uuml;", "1 < 2 &amp; ü"),
        ("&lt;b&gt;", "<b>"),
        ("a<script>b()</script><style>c{}</style><!-- d -->e", "ae"),
        ("<head><title>x</title></head><body>y</body>", "y"),
        ("<header>x</header>", "x"),
        ("<a title='a > b' href=\"c>d\">e</a>", "e"),
        ("<p title=it's>a</p>b", "a\n\nb"),
        ("a < b > c", "a < b > c"),
        ("<!DOCTYPE html><?php x ?>a<![CDATA[b]]>", "a"),
        ("a<script>b", "a"),
        ("a<!-- b", "a"),
        ("a<p", "a"),
        ("a&#x1;&#xD800;\ud800b", "a\ufffd\ufffdb"),
        ("", ""),
    ],
)
def test_html_is_read_as_a_reader_would(html: str, text: str) -> None:
    assert plain(html) == text


@given(source=hostile_text)
@judged
def test_a_parser_reads_the_same_words(source: str) -> None:
    html = render(source, format="html")

    text = plain(html)

    parsed = html5lib.parseFragment(html, treebuilder="etree").itertext()
    assert words(text) == words("".join(parsed))
    assert "\n\n\n" not in text


def words(text: str) -> str:
    return tidy("".join(text.split()))


@pytest.mark.parametrize(
    ("text", "length", "cut"),
    [
        ("Hallo Welt", 20, "Hallo Welt"),
        ("Hallo  schöne\n\nWelt", 20, "Hallo schöne Welt"),
        ("Hallo schöne Welt", 14, "Hallo schöne…"),
        ("Hallo, schöne Welt", 10, "Hallo…"),
        ("Donaudampfschiff", 6, "Donau…"),
        ("", 5, ""),
    ],
)
def test_an_excerpt_ends_at_a_word(text: str, length: int, cut: str) -> None:
    assert excerpt(text, length) == cut


@given(text=hostile_text, length=st.integers(1, 300))
@judged
def test_an_excerpt_is_never_longer_than_asked(text: str, length: int) -> None:
    assert len(excerpt(text, length)) <= length
