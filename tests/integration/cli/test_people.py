"""``commentbox moderator`` and ``commentbox token``: who may do what."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from commentbox.accounts.passwords import verify
from commentbox.accounts.second_factor import new_seed
from commentbox.models import LogEntry, Membership, Moderator, Role, Token
from tests.desk import sign_in
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


@pytest.fixture
def staffed(founded: Run, tmp_path: Path) -> Run:
    """A site with Ada, its admin, and Grace, a moderator."""
    (tmp_path / "password").write_text("correct horse battery\n", "utf-8")
    made = founded(
        *("moderator", "create", "ada@example.org", "--name", "Ada"),
        *("--role", "admin", "--password-file", str(tmp_path / "password")),
    )
    assert made.code == 0
    assert make_moderator(founded)[0] == 0
    return founded


def test_the_moderators_of_a_site_are_listed(staffed: Run) -> None:
    said = staffed("moderator", "list")

    assert said.code == 0
    assert said.out == (
        "ada@example.org\tAda\tadmin\tpassword alone\tnever\n"
        "grace@example.org\tGrace\tmoderator\tpassword alone\tnever\n"
    )


def test_name_and_role_of_a_moderator_are_changed(
    staffed: Run, session: Session
) -> None:
    said = staffed(
        *("moderator", "change", "grace@example.org"),
        *("--name", "Grace H.", "--role", "admin"),
    )

    assert said.code == 0
    grace = session.scalars(select(Moderator).where(Moderator.name == "Grace H."))
    assert [m.role for m in grace.one().memberships] == [Role.ADMIN]
    assert kinds(session)[-2:] == ["account.renamed", "people.role_changed"]


@pytest.mark.parametrize(
    "words",
    [
        ("change", "ada@example.org", "--role", "moderator"),
        ("remove", "ada@example.org"),
        ("change", "grace@example.org", "--name", "Ada"),
        ("change", "nobody@example.org", "--name", "Heidi"),
        ("remove", "nobody@example.org"),
        ("reset", "nobody@example.org"),
        ("change", "grace@example.org", "--role", "owner"),
        ("change", "grace@example.org", "--name", "two\nlines"),
    ],
)
def test_a_change_to_people_that_must_not_be_is_refused(
    staffed: Run, clean: Engine, words: tuple[str, ...]
) -> None:
    with nothing_stored(clean):
        said = staffed("moderator", *words)

    assert said.code in {1, 2}
    assert said.err
    assert "Traceback" not in said.err


def test_a_moderator_is_removed_with_all_tokens(
    staffed: Run, session: Session, client: PageClient
) -> None:
    token = staffed("token", "create", "moderator", "--moderator", "grace@example.org")

    said = staffed("moderator", "remove", "grace@example.org")

    assert said.code == 0
    answer = client.get("/api/queue", headers=bearer(token.out.strip()))
    assert answer.status_code == 401
    assert session.scalars(select(Token)).all() == []
    assert "grace" not in staffed("moderator", "list").out
    assert kinds(session)[-1] == "people.removed"


def test_a_lost_password_is_replaced_and_sessions_end(
    staffed: Run, session: Session, client: PageClient
) -> None:
    sign_in(client, "ada@example.org")

    said = staffed("moderator", "reset", "ada@example.org")

    password = said.out.rpartition(": ")[2].strip()
    assert client.get("/desk/account").status_code == 303
    assert sign_in(client, "ada@example.org", password).status_code == 303
    assert kinds(session)[-1] == "people.password_reset"


@pytest.mark.parametrize(("words", "left"), [((), True), (("--second-factor",), False)])
def test_a_lost_phone_is_taken_out_of_account_where_it_is_asked_for(
    staffed: Run, session: Session, words: tuple[str, ...], *, left: bool
) -> None:
    ada = session.scalars(select(Moderator).where(Moderator.name == "Ada")).one()
    ada.totp_seed = new_seed()
    session.commit()

    said = staffed("moderator", "reset", "ada@example.org", *words)

    assert said.code == 0
    session.rollback()
    assert (ada.totp_seed is not None) is left
    assert ("account.second_factor_reset" in kinds(session)) is not left


def test_tokens_are_listed_and_revoked(staffed: Run, client: PageClient) -> None:
    token = staffed("token", "create", "site", "--label", "Blog system").out.strip()
    staffed("token", "create", "moderator", "--moderator", "grace@example.org")

    listed = [line.split("\t") for line in staffed("token", "list").out.splitlines()]
    said = staffed("token", "revoke", listed[0][0])

    assert [columns[1:4] for columns in listed] == [
        ["site", "blog", "Blog system"],
        ["moderator", "grace@example.org", "-"],
    ]
    assert listed[0][5] == "never"
    assert said.code == 0
    assert token not in str(listed)
    put = client.put("/api/articles/first", json={}, headers=bearer(token))
    assert put.status_code == 401
    assert len(staffed("token", "list").out.splitlines()) == 1


def test_a_token_that_is_not_there_is_not_revoked(staffed: Run) -> None:
    said = staffed("token", "revoke", "0123456789abcdef")

    assert said.code == 1
    assert "0123456789abcdef" in said.err


def kinds(session: Session) -> list[str]:
    session.rollback()
    return list(session.scalars(select(LogEntry.kind).order_by(LogEntry.id)))
