"""Hostile texts for property tests: what attackers, bots and broken editors send."""

from __future__ import annotations

from typing import Final

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

#: For each property: short enough for every run of the suite.
judged: Final = settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

#: Ways into a page that have worked somewhere: handlers, schemes, parsers that differ.
VECTORS: Final = (
    "<script>alert(1)</script>",
    "<ScRiPt >alert(1)</sCrIpT\t>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script src=//x.example></script",
    "<img src=x onerror=alert(1)>",
    '"><img src=x onerror=alert(1)>',
    "<img/src/onerror=alert(1)//",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<svg><foreignObject><p>x</p></foreignObject></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--><img src>'>",
    "<math><annotation-xml encoding='text/html'><p>x",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<template><script>alert(1)</script></template>",
    "<textarea></textarea><img src=x onerror=alert(1)>",
    "<title><!--</title><img src=x onerror=alert(1)>-->",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object><embed src=javascript:alert(1)>",
    "<base href=//x.example/><link rel=stylesheet href=//x.example>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<body onload=alert(1)><details open ontoggle=alert(1)>",
    "<style>@import '//x.example';*{background:url(javascript:alert(1))}</style>",
    "<p style='position:fixed;inset:0' class=x id=comment-1 onclick=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href=' \tjava\nscript:alert(1)'>x</a>",
    "<a href='&#106;avascript&colon;alert(1)'>x</a>",
    "<a href='jav&#x0A;ascript:alert(1)'>x</a>",
    "<a href='\x01javascript:alert(1)'>x</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD4='>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a><a href='//x.example'>x</a>",
    "<a href='http://a.example/\" onmouseover=alert(1)' target=_top>x</a>",
    "<a href=http://a.example><table><td><a href=http://b.example>x",
    "<p><svg><foreignObject><p>x",
    "<p><button><p>x</button>",
    "<pre>\n\n\nx</pre>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "]]><x xmlns='urn:x'>&x;",
    "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>",
    "<plaintext><xmp><listing>",
    "<select><option><style></option></select><img src=x onerror=alert(1)></style>",
    "<li>x</li></li></ol></article><li value=9>",
    "{{7*7}}${7*7}<%= 7 %>{% raw %}",
)
MARKDOWN: Final = (
    *("*", "**", "***", "_", "__", "~~", "`", "```\n", "~~~\n", "\\", "> ", ">", "- "),
    *(
        "1. ",
        "1986. ",
        "3. Oktober",
        "    ",
        "\t",
        "\n",
        "\n\n",
        "# x\n",
        "---\n",
        "===\n",
    ),
    *(
        "[",
        "]",
        "(",
        ")",
        "](",
        "[](",
        "![x](",
        "[a](http://a.example)",
        "<http://a.b>",
    ),
    *(
        "[x](javascript:alert(1))",
        "[x](<java\tscript:alert(1)>)",
        "[x](data:text/html,1)",
    ),
    *(
        "[x](JaVaScRiPt&colon;alert(1))",
        "[x](&#106;avascript:1)",
        "[x](//x.example 't')",
    ),
    *("[x]: javascript:alert(1)\n", "<javascript:alert(1)>", "[x](mailto:a@b.example)"),
    *(
        "http://a.example/",
        "https://a.example/?a=1&b='\"<>",
        "www.a.example",
        "http://",
    ),
    *("http://a.b/((((", "http://[::1]/", "https://user:pw@a.example", "a@b.example"),
    *(
        "http://ä.example/ö",
        "ftp://a.example",
        "HTTP://A.EXAMPLE:80",
        "| a | b |\n|--|--|",
    ),
)
ENTITIES: Final = (
    *("&", "&amp;", "&lt;", "&gt;", "&quot;", "&nbsp;", "&#60;", "&#x3c;", "&#0;"),
    *(
        "&#x1;",
        "&#8;",
        "&#xFFFE;",
        "&#xD800;",
        "&#x110000;",
        "&amp;lt;",
        "&bogus;",
        "&lt",
    ),
)
#: Controls, lone surrogates, bidi, zero width, marks, what XML forbids.
CHARACTERS: Final = (
    *(
        "\x00",
        "\x01",
        "\x08",
        "\x0b",
        "\x0c",
        "\x1b",
        "\x1f",
        "\x7f",
        "\x85",
        "\r",
        "\r\n",
    ),
    *("\ud800", "\udfff", "\ud83d", "\udc00\ud800", "\ufffe", "\uffff", "\U0001fffe"),
    *("\u202e", "\u202d", "\u2066", "\u2069", "\u200f", "\u061c", "\u200b", "\u200c"),
    *("\u200d", "\ufeff", "\u00ad", "\u2028", "\u2029", "\u00a0", "\u3000", "\u034f"),
    *("\u0301" * 40, "\u0336\u0316" * 20, "\u0338", "\ufe0f", "\U000e0041", "\u3164"),
    *(
        "ﷺ",
        "İ",
        "ß",
        "ŉ",
        "ﬁ",
        "\u0958",
        "\U0001d15e",
        "\u2126",
        "👩\u200d💻",
        "🇩🇪",
        "ä",
        "а",
    ),
)
TAGS: Final = tuple(
    f"<{end}{name}{rest}>"
    for name in (
        *(
            "p",
            "br",
            "em",
            "strong",
            "del",
            "code",
            "pre",
            "blockquote",
            "ul",
            "ol",
            "li",
        ),
        *(
            "a",
            "div",
            "table",
            "tr",
            "td",
            "svg",
            "math",
            "select",
            "button",
            "form",
            "b",
        ),
        *("object", "template", "title", "style", "script", "frameset", "html", "body"),
    )
    for end in ("", "/")
    for rest in (
        *(
            "",
            "",
            " x=1",
            "/",
            " title='<b>' lang=de dir=rtl",
            " class=c id=i style=s:t",
        ),
        *(
            " href=http://a.example",
            " href='javascript:x' rel=x target=y",
            " data-x aria-x",
        ),
    )
)

_fragment = st.one_of(
    st.sampled_from(VECTORS),
    st.sampled_from(MARKDOWN),
    st.sampled_from(ENTITIES),
    st.sampled_from(CHARACTERS),
    st.sampled_from(TAGS),
    st.text(st.characters(), max_size=8),
    st.sampled_from(("Hallo", " ", "x", "Ein Satz.", "Grüße", "1d10t", "i d i o t")),
)
_repeated = st.builds(lambda part, times: part * times, _fragment, st.integers(2, 40))
_nested = st.builds(
    lambda opening, inner, closing, depth: opening * depth + inner + closing * depth,
    st.sampled_from(
        ("> ", "- ", "[", "*", "**", "<em>", "<blockquote>", "<ul><li>", "<a>")
    ),
    _fragment,
    st.sampled_from(
        ("", "]", "](http://a.b)", "*", "**", "</em>", "</li></ul>", "</a>")
    ),
    st.integers(2, 40),
)

#: A body, or the HTML of an import.
hostile_text: Final = st.lists(
    st.one_of(_fragment, _fragment, _fragment, _repeated, _nested), max_size=25
).map("".join)

#: A name or a title.
hostile_line: Final = st.lists(_fragment, max_size=4).map("".join)

#: What a guest may give as a website.
hostile_url: Final = st.one_of(
    hostile_line,
    st.builds(
        "{}{}{}".format,
        st.sampled_from(
            ("http://", "https://", "//", "", "javascript:", "HTTP:\\\\", " ")
        ),
        st.sampled_from(
            ("example.org", "bücher.example", "a.b:80", "[::1]", "x@y", "1", "")
        ),
        hostile_line,
    ),
)
