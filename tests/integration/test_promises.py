"""Promises that hold for every address: walked, one by one, as a guest and as an admin.

The numbers are those of SECURITY.md; the house holds that each has a test.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator
from http.cookies import SimpleCookie
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from commentbox.config import Config
from commentbox.domain.states import State
from commentbox.handlers import do_jobs, handlers_of
from commentbox.models import Article, Comment, Role, Site, TokenKind
from tests.conftest import BASE_URL
from tests.desk import sign_in
from tests.factories import a_comment, a_moderator, a_token
from tests.integration.people import Ada, Grace, bearer, contents, nothing_stored
from tests.page import PageClient, json_of

#: What nobody else may see or keep.
PRIVATE = re.compile(r"/(desk|sign-in|invitations|queue\.atom)\b|/mine$|/status$")
#: Answered anew each time, for one who asks.
NOT_HELD = re.compile(r"^/(healthz|readyz|metrics)$")
BOSS = "boss@example.org"
SECRET = "Kolibri7"


def walk(app: Flask, method: str, values: dict[str, Any]) -> Iterator[str]:
    """Return an address for each rule that takes this method."""
    adapter = app.url_map.bind("comments.example.org")
    for rule in app.url_map.iter_rules():
        if method not in (rule.methods or ()):
            continue
        given = {
            name: 1 if f"<int(max=2147483647):{name}>" in rule.rule else values[name]
            for name in rule.arguments
        }
        if rule.endpoint == "second_factor.show_qr":
            continue  # There is none until one is set up.
        yield adapter.build(rule.endpoint, given, method=method)


@pytest.fixture
def comment(session: Session, article: Article) -> Comment:
    """One that is public, and one below it that waits."""
    public = a_comment(session, article, state=State.APPROVED)
    a_comment(session, article, parent=public, body=f"{SECRET} waits.")
    session.commit()
    return public


@pytest.fixture
def values(comment: Comment) -> dict[str, Any]:
    return {
        "key": "first",
        "id_": str(comment.id),
        "format_": "json",
        "name": "rss2",
        "place": "2026/first",
        "filename": "commentbox.css",
        "token": "nobodys-token-nobodys-token-nobodys-token",
    }


@pytest.fixture
def admin(client: PageClient, session: Session, comment: Comment) -> PageClient:
    assert comment
    a_moderator(session, role=Role.ADMIN, email=BOSS)
    session.commit()
    sign_in(client, BOSS)
    session.rollback()
    return client


def ask(
    client: FlaskClient, path: str, method: str = "GET", **sent: Any
) -> TestResponse:
    """Ask without a look at the page: hundreds are asked for."""
    sent.setdefault("base_url", BASE_URL)
    return FlaskClient.open(client, path, method=method, buffered=True, **sent)


def test_promise_07_get_changes_nothing(
    app: Flask, admin: PageClient, clean: Engine, values: dict[str, Any]
) -> None:
    ask(admin, "/desk/")
    paths = sorted({*walk(app, "GET", values), *walk(app, "HEAD", values)})

    assert len(paths) > 40
    before = without_last_seen(clean)
    for path in paths:
        for method in ("GET", "HEAD"):
            assert ask(admin, path, method).status_code < 500, path
            assert without_last_seen(clean) == before, (method, path)


def without_last_seen(engine: Engine) -> dict[str, Any]:
    """Return what is stored, without the hour at which a session was last used."""
    stored: dict[str, Any] = contents(engine)
    stored["moderator_session"] = len(stored.get("moderator_session", ()))
    return stored


def test_promise_07_a_get_with_the_fields_of_a_form_acts_no_more_than_another(
    admin: PageClient, clean: Engine, comment: Comment
) -> None:
    deciding = f"/desk/comments/{comment.id}/decisions?to=removed&rule=respect"
    withdrawing = f"/comments/{comment.id}/withdraw?token=x"
    with nothing_stored(clean):
        for path in (deciding, withdrawing, "/desk/undo", "/sign-out"):
            assert ask(admin, path).status_code in {404, 405}


def test_promise_08_no_public_address_meets_a_cookie(
    app: Flask, client: PageClient, values: dict[str, Any]
) -> None:
    for path in walk(app, "GET", values):
        if path.startswith(("/desk", "/sign-in", "/invitations")):
            continue
        answer = ask(client, path, headers={"Cookie": "__Host-commentbox=x"})
        assert "Set-Cookie" not in answer.headers, path
        assert "Cookie" not in answer.headers.get("Vary", ""), path


def test_promise_08_no_answer_may_be_read_with_the_cookies_of_a_reader(
    app: Flask, admin: PageClient, values: dict[str, Any]
) -> None:
    for origin in ("https://evil.example", "null", BASE_URL):
        for path in walk(app, "GET", values):
            answer = ask(admin, path, headers={"Origin": origin})
            assert "Access-Control-Allow-Credentials" not in answer.headers, path
            if PRIVATE.search(path) and path.startswith("/desk"):
                assert "Access-Control-Allow-Origin" not in answer.headers, path


@pytest.mark.parametrize("who", ["client", "admin"])
def test_promise_09_every_answer_carries_its_headers(
    request: pytest.FixtureRequest,
    app: Flask,
    values: dict[str, Any],
    who: str,
) -> None:
    client: PageClient = request.getfixturevalue(who)
    methods = {m for r in app.url_map.iter_rules() for m in (r.methods or ())}

    for method in sorted(methods):
        for path in walk(app, method, values):
            answer = ask(client, path, method)
            headers = answer.headers
            assert answer.status_code < 500, (method, path)
            assert headers["X-Content-Type-Options"] == "nosniff", (method, path)
            assert "Cache-Control" in headers, (method, path)
            if answer.mimetype == "text/html" and answer.status_code < 300:
                assert headers["Referrer-Policy"] == "same-origin", path
                assert headers["Cross-Origin-Opener-Policy"] == "same-origin", path
                assert headers["Permissions-Policy"], path
                check_policy(headers["Content-Security-Policy"], path)
            if PRIVATE.search(path) or NOT_HELD.match(path):
                assert headers["Cache-Control"] == "no-store", (method, path)


def check_policy(policy: str, path: str) -> None:
    said = dict(part.strip().split(" ", 1) for part in policy.split(";"))

    assert said["default-src"] == "'none'", path
    assert said["base-uri"] == said["object-src"] == "'none'", path
    for name in ("script-src", "style-src", "img-src", "connect-src", "form-action"):
        assert said[name] == "'self'", (path, name)
    if not path.startswith(("/article", "/blog")):
        assert said["frame-ancestors"] == "'none'", path


@pytest.mark.parametrize(
    "path",
    [
        *("/desk/x.css", "/desk/.css", "/desk/;.js", "/desk/account/x.png"),
        *("/desk/log.csv", "/desk/%2e%2e/static/x.css", "/desk/keys/a.js"),
        *("/desk%2Fx.css", "/desk/x.css?lane=pending", "/sign-in/x.css"),
    ],
)
def test_promise_09_no_address_of_the_desk_looks_like_a_file_to_keep(
    admin: PageClient, path: str
) -> None:
    # A cache that goes by the end of an address would keep a page of the desk.
    answer = ask(admin, path)

    assert answer.headers["Cache-Control"] == "no-store"
    assert "CDN-Cache-Control" not in answer.headers
    if answer.status_code == 200:
        assert path == "/desk/log.csv"
    else:
        assert SECRET not in answer.text


def test_promise_09_no_form_of_the_desk_is_taken_without_our_token(
    app: Flask, admin: PageClient, clean: Engine, values: dict[str, Any]
) -> None:
    paths = [p for p in walk(app, "POST", values) if p.startswith("/desk")]

    assert len(paths) > 30
    with nothing_stored(clean):
        for path in [*paths, "/sign-out"]:
            sent = {"csrf_token": "a token of nobody", "name": SECRET, "to": "approved"}
            answer = ask(admin, path, "POST", data=sent)
            assert answer.status_code in {400, 403, 404}, (path, answer.status_code)


def test_promise_09_the_cookie_is_for_this_host_and_for_no_script(
    admin: PageClient, session: Session
) -> None:
    assert session
    ask(admin, "/sign-out", "POST")
    admin.delete_cookie("__Host-commentbox", domain="comments.example.org")
    answer = sign_in(admin, BOSS)

    cookies = SimpleCookie(answer.headers["Set-Cookie"])
    ((name, cookie),) = cookies.items()
    assert name == "__Host-commentbox"
    assert (cookie["secure"], cookie["httponly"]) == (True, True)
    assert (cookie["samesite"], cookie["path"]) == ("Lax", "/")
    assert cookie["domain"] == ""


@pytest.mark.parametrize("name", ["Grace", "Ada", "grace@example.org"])
def test_promise_10_a_name_or_an_address_that_is_typed_proves_nothing(
    ada: Ada, grace: Grace, session: Session, site: Site, name: str
) -> None:
    assert site
    earlier = ada.writes(author_name=name, author_email="grace@example.org")
    later = ada.writes(author_name=name, author_email="grace@example.org")
    for written in (earlier, later):
        grace.decides(written, "approved")

    nodes = json_of(ask(ada.client, "/api/comments?article=first"))["comments"]

    assert [node["author"]["badge"] for node in nodes] == [None, None]
    session.rollback()
    authors = {row.author_id for row in session.query(Comment)}
    assert authors == {None}


@pytest.mark.parametrize("host", ["evil.example", "evil.example:443", "127.0.0.1"])
def test_promise_12_no_answer_believes_what_it_is_called(
    app: Flask, admin: PageClient, values: dict[str, Any], host: str
) -> None:
    forged = {
        "Host": host,
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "gopher",
        "X-Original-URL": "/evil.example",
        "Forwarded": "host=evil.example;proto=gopher",
    }
    for path in walk(app, "GET", values):
        answer = ask(admin, path, headers=forged)
        said = answer.get_data(as_text=True) + str(answer.headers)
        assert "evil.example" not in said, path
        assert "gopher" not in said, path


def test_promise_13_no_token_is_stored_as_it_is(
    ada: Ada, session: Session, site: Site, clean: Engine
) -> None:
    tokens = [a_token(session, site=site, kind=kind) for kind in TokenKind]
    session.commit()
    author = ada.writes().token

    stored = repr(contents(clean))

    assert len(tokens) > 1
    for token in [*tokens, author]:
        text = token if isinstance(token, str) else str(token[0])
        assert len(text) >= 22
        assert text not in stored


#: What only we set, by the names that columns and answers have.
OURS: dict[str, Any] = {
    "state": "approved",
    "standing": "public",
    "in_view": True,
    "badge": "author",
    "id": "01890000-0000-7000-8000-000000000000",
    "author_id": "01890000-0000-7000-8000-000000000000",
    "site": 2,
    "site_id": 2,
    "article_id": 2,
    "html": "<script>alert(1)</script>",
    "published_at": "2020-01-01T00:00:00Z",
    "posted_at": "2020-01-01T00:00:00Z",
    "moderator_id": 1,
    "role": "admin",
    "__class__": "x",
}


@pytest.mark.parametrize("field", OURS)
def test_promise_14_nobody_sets_what_is_ours(
    ada: Ada, clean: Engine, field: str
) -> None:
    written = ada.writes()
    headers = bearer(written.token)
    with nothing_stored(clean):
        posted = ada.posts(**{field: OURS[field]})
        edited = ask(
            ada.client,
            f"/api/comments/{written.id}",
            "PATCH",
            json={"body": "Another.", field: OURS[field]},
            headers=headers,
        )

    assert (posted.status_code, edited.status_code) == (422, 422)
    assert field in json_of(posted)["errors"]


def test_promise_14_a_field_too_many_in_a_form_sets_nothing(
    client: PageClient, session: Session, article: Article
) -> None:
    assert article
    form = {"author_name": "Ada", "body": "By form.", "consent": "true"}

    answer = ask(
        client,
        "/articles/first/comments",
        "POST",
        data=form | {name: str(value) for name, value in OURS.items()},
    )

    assert answer.status_code == 303
    comment = session.query(Comment).one()
    assert comment.latest.state is State.PENDING
    assert comment.badge is None
    assert not comment.in_view
    assert str(comment.id) != OURS["id"]


@pytest.mark.parametrize("depth", [50, 2_000, 50_000])
def test_promise_14_json_without_end_is_refused(ada: Ada, depth: int) -> None:
    for opens, closes in (("[", "]"), ('{"a":', "}")):
        body = opens * depth + "1" + closes * depth
        answer = ask(
            ada.client,
            "/api/comments?article=first",
            "POST",
            data=f'{{"body": {body}}}',
            content_type="application/json",
        )
        assert answer.status_code in {400, 413, 422}


class NobodyIsAsked(AssertionError):
    pass


def refuse(*_args: object, **_kwargs: object) -> Any:
    raise NobodyIsAsked


def test_promise_05_nothing_that_a_guest_names_is_fetched(
    ada: Ada,
    grace: Grace,
    monkeypatch: pytest.MonkeyPatch,
    clean: Engine,
    config: Config,
) -> None:
    # Databases are reached past Python's own sockets.
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    url = "http://127.0.0.1:9/a.png"
    body = f"![x]({url}) [y]({url}) {url} <img src={url}>"
    written = ada.writes(body, author_url=url, author_email="ada@unknown.example")
    grace.decides(written, "approved")

    do_jobs(clean, handlers_of(clean, config))
    for path in ("/articles/first", "/feed.rss", "/api/comments?article=first"):
        assert ask(ada.client, path).status_code == 200

    assert f'src="{url}' not in ask(ada.client, "/articles/first").text


def test_promise_17_what_the_environment_says_of_debugging_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, client_with: Callable[..., PageClient]
) -> None:
    monkeypatch.setenv("FLASK_DEBUG", "1")
    monkeypatch.setenv("FLASK_ENV", "development")

    client = client_with()

    assert client.application.debug is False
    assert client.application.testing is False
