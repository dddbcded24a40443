"""A browser without scripts: what it finds on a page and what it sends."""

from __future__ import annotations

from werkzeug.test import TestResponse

from tests.page import HTML, parse, text_of

FORM = "/articles/first/comments"


TYPED = {
    "author_name": "Ada",
    "author_email": "ada@example.org",
    "author_url": "https://ada.example",
    "body": "Words that took *long* to write.",
    "consent": "true",
}


def fields_of(page: TestResponse) -> dict[str, str]:
    """Return what a browser would send: every field of the form with its value."""
    form = next(
        form
        for form in parse(page.text).iter(f"{HTML}form")
        if form.get("method") == "post"
    )
    sent = {}
    for element in form.iter():
        name, tag = element.get("name"), str(element.tag).removeprefix(HTML)
        if name is None or element.get("type") == "submit":
            continue
        if tag == "textarea":
            sent[name] = text_of(element)
        elif tag == "input" and (
            element.get("type") != "checkbox" or element.get("checked") is not None
        ):
            sent[name] = element.get("value") or ""
    return sent


def heading(page: TestResponse) -> str:
    return text_of(next(parse(page.text).iter(f"{HTML}h1"))).strip()


def said_wrong(page: TestResponse) -> dict[str, str]:
    """Return the message at each field."""
    return {
        str(e.get("data-error")): text_of(e)
        for e in parse(page.text).iter(f"{HTML}p")
        if e.get("data-error") and text_of(e).strip()
    }


def links_of(page: TestResponse) -> list[str]:
    return [
        str(e.get(name))
        for e in parse(page.text).iter()
        for name in ("href", "src", "action", "formaction")
        if e.get(name)
    ]
