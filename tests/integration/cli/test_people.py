"""``commentbox moderator`` and ``commentbox token``: who may do what."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from commentbox.accounts.passwords import verify
from commentbox.models import Membership, Moderator, Role
from tests.integration.cli.conftest import Run
from tests.integration.people import Grace, bearer, contents, nothing_stored
from tests.page import PageClient


def make_moderator(
    run: Run, *words: str, email: str = "grace@example.org"
) -> tuple[int, str, str]:
    said = run(
        *("moderator", "create", email, "--name", "Grace", "--role", "moderator"),
        *("--site", "blog", *words),
    )
    return said.code, said.out, said.err


@pytest.mark.parametrize("length", [12, 128])
def test_a_moderator_signs_in_with_the_password_of_the_file(
    founded: Run, session: Session, tmp_path: Path, length: int
) -> None:
    password = "ü" * (length - 1) + " "
    (tmp_path / "password").write_text(f"{password}\n", "utf-8")

    code, out, _ = make_moderator(
        founded, "--password-file", str(tmp_path / "password")
    )

    assert code == 0
    assert out == "grace@example.org may sign in.\n"
    moderator = session.scalars(select(Moderator)).one()
    assert (moderator.email, moderator.name) == ("grace@example.org", "Grace")
    assert verify(moderator.password_hash, password)
    assert password not in moderator.password_hash
    membership = session.scalars(select(Membership)).one()
    assert membership.role is Role.MODERATOR


@pytest.mark.parametrize("length", [0, 11, 129])
def test_a_password_of_another_length_is_refused(
    founded: Run, clean: Engine, tmp_path: Path, length: int
) -> None:
    (tmp_path / "password").write_text("x" * length + "\n", "utf-8")

    with nothing_stored(clean):
        code, _, err = make_moderator(
            founded, "--password-file", str(tmp_path / "password")
        )

    assert code == 1
    assert "12 to 128" in err


def test_without_a_file_a_password_is_made_and_shown_once(
    founded: Run, session: Session
) -> None:
    code, out, _ = make_moderator(founded)

    assert code == 0
    password = out.rpartition(": ")[2].strip()
    moderator = session.scalars(select(Moderator)).one()
    assert verify(moderator.password_hash, password)


@pytest.mark.parametrize(
    "email", ["grace", "grace@", "a b@c.example", "", "@example.org"]
)
def test_an_address_is_checked_by_its_form(
    founded: Run, clean: Engine, email: str
) -> None:
    with nothing_stored(clean):
        code, _, err = make_moderator(founded, email=email)

    assert code == 1
    assert "email" in err


@pytest.mark.parametrize("email", ["grace@no-such-host.invalid", "grace@blog.local"])
def test_an_address_is_not_looked_up(founded: Run, email: str) -> None:
    assert make_moderator(founded, email=email)[0] == 0


def test_a_moderator_is_one_person_in_any_spelling(founded: Run, clean: Engine) -> None:
    make_moderator(founded)

    with nothing_stored(clean):
        code, _, err = make_moderator(founded, email="GRACE@example.org")

    assert code == 1
    assert "already" in err


@pytest.mark.parametrize(
    "words",
    [
        ("--site", "nowhere"),
        ("--role", "owner"),
        ("--password-file", "/no/such/file"),
        ("--name", ""),
    ],
)
def test_a_moderator_with_wrong_values_is_not_made(
    founded: Run, clean: Engine, words: tuple[str, ...]
) -> None:
    with nothing_stored(clean):
        code, _, err = make_moderator(founded, *words)

    assert code in {1, 2}
    assert err
    assert "Traceback" not in err


TOKEN = re.compile(r"[A-Za-z0-9_-]{32,}\n")


def test_a_token_of_a_site_puts_articles(founded: Run, client: PageClient) -> None:
    said = founded("token", "create", "site", "--site", "blog")

    assert said.code == 0
    assert TOKEN.fullmatch(said.out)
    answer = client.put(
        "/api/articles/first",
        json={"url": "https://blog.example.org/1", "title": "One"},
        headers=bearer(said.out.strip()),
    )
    assert answer.status_code == 201


def test_a_token_of_a_moderator_opens_the_queue(
    founded: Run, client: PageClient
) -> None:
    make_moderator(founded)

    said = founded(
        *("token", "create", "moderator", "--site", "blog"),
        *("--moderator", "Grace@example.org"),
    )

    assert said.code == 0
    assert TOKEN.fullmatch(said.out)
    assert Grace(client, said.out.strip()).queue()["comments"] == []


def test_no_two_tokens_are_the_same_and_none_is_stored(
    founded: Run, clean: Engine
) -> None:
    tokens = {founded("token", "create", "site").out.strip() for _ in range(5)}

    assert len(tokens) == 5
    stored = repr(contents(clean))
    assert not any(token in stored for token in tokens)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("site", "--site", "nowhere"), 1),
        (("moderator",), 2),
        (("moderator", "--moderator", "nobody@example.org"), 1),
        (("nonsense",), 2),
        ((), 2),
    ],
)
def test_a_token_for_nobody_is_not_made(
    founded: Run, clean: Engine, words: tuple[str, ...], code: int
) -> None:
    with nothing_stored(clean):
        said = founded("token", "create", *words)

    assert said.code == code
    assert said.out == ""
    assert said.err


def test_a_token_is_not_made_for_the_moderator_of_another_site(
    founded: Run, clean: Engine
) -> None:
    make_moderator(founded)
    founded("site", "create", "second", "--url", "https://second.example.org")

    with nothing_stored(clean):
        said = founded(
            *("token", "create", "moderator", "--site", "second"),
            *("--moderator", "grace@example.org"),
        )

    assert said.code == 1
    assert said.out == ""


def test_with_two_sites_one_must_be_named(founded: Run, clean: Engine) -> None:
    founded("site", "create", "second", "--url", "https://second.example.org")

    with nothing_stored(clean):
        said = founded("token", "create", "site")

    assert said.code == 1
    assert "--site" in said.err


def test_without_a_site_it_is_said_how_to_make_one(run: Run) -> None:
    said = run("token", "create", "site")

    assert said.code == 1
    assert "commentbox site create" in said.err
