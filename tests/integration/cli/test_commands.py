"""The commands that set up a site, as the person at the terminal meets them."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from commentbox import schema
from commentbox.accounts.passwords import verify
from commentbox.domain.states import State
from commentbox.extensions import make_engine
from commentbox.models import (
    Article,
    Discussion,
    LaneCount,
    Membership,
    Moderator,
    Role,
    Site,
)
from tests.integration.cli.conftest import Run
from tests.integration.people import (
    Ada,
    Grace,
    bearer,
    contents,
    nothing_stored,
    rows,
)
from tests.page import PageClient, json_of

CREATE = (
    "site",
    "create",
    "blog",
    "--url",
    "https://blog.example.org",
    "--language",
    "en",
)


# The database


def test_upgrading_makes_the_tables_and_no_site(
    terminal: Run, untouched: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMMENTBOX_DATABASE_URL", untouched)

    first, again = terminal("db", "upgrade"), terminal("db", "upgrade")

    assert (first.code, again.code) == (0, 0)
    assert first.out == again.out == "The database is up to date.\n"
    engine = make_engine(untouched)
    assert schema.is_current(engine)
    assert set(rows(engine).values()) == {0}
    engine.dispose()


def test_upgrading_keeps_what_there_is(run: Run, clean: Engine) -> None:
    run(*CREATE)

    with nothing_stored(clean):
        assert run("db", "upgrade").code == 0


def test_upgrading_makes_the_folder_for_a_database_of_its_own(
    terminal: Run, tmp_path: Path
) -> None:
    assert terminal("db", "upgrade").code == 0

    folder = tmp_path / "instance"
    assert (folder / "commentbox.db").is_file()
    assert folder.stat().st_mode & 0o077 == 0


def test_a_command_before_the_upgrade_says_what_is_wrong(
    terminal: Run, untouched: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMMENTBOX_DATABASE_URL", untouched)

    said = terminal(*CREATE)

    assert said.code == 1
    assert said.err.startswith("commentbox: the database does not answer")
    assert "Traceback" not in said.err


# Sites


def test_a_site_takes_posts_at_once(
    run: Run, client: PageClient, session: Session
) -> None:
    assert run(*CREATE).out == "Site 'blog' is ready.\n"
    run(
        "article",
        "put",
        "first",
        "--url",
        "https://blog.example.org/1",
        "--title",
        "One",
    )

    answer = Ada(client).posts()

    assert answer.status_code == 201
    lanes = session.scalars(select(LaneCount.state)).all()
    assert set(lanes) == set(State)
    assert json_of(client.get("/rules.json"))["version"] == 1
    assert json_of(client.get("/privacy.json"))["version"] == 1


def test_the_same_site_again_is_no_error_and_no_change(run: Run, clean: Engine) -> None:
    run(
        *CREATE,
        "--origin",
        "https://www.example.org",
        "--feed",
        "https://b.example/feed",
    )

    with nothing_stored(clean):
        again = run(
            *CREATE,
            "--origin",
            "https://www.example.org",
            "--feed",
            "https://b.example/feed",
        )

    assert again.code == 0
    assert again.out == "Site 'blog' was there already.\n"


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (("--url", "https://other.example.org"), "url"),
        (("--origin", "https://www.example.org"), "origins"),
        (("--feed", "https://blog.example.org/feed"), "feed_url"),
        (("--language", "de"), "language"),
        (("--max-depth", "3"), "max_depth"),
        (("--consent", "box"), "consent_mode"),
        (("--name-optional",), "name_required"),
    ],
)
def test_other_values_for_a_known_site_are_refused(
    run: Run, clean: Engine, words: tuple[str, ...], field: str
) -> None:
    run(*CREATE)

    with nothing_stored(clean):
        said = run(*CREATE, *words)

    assert said.code == 1
    assert "site 'blog' exists" in said.err
    assert field in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    "words",
    [
        ("--url", "blog.example.org"),
        ("--url", "javascript:alert(1)"),
        ("--url", "https://"),
        ("--origin", "blog.example.org"),
        ("--origin", "https://"),
        ("--feed", "feed.xml"),
        ("--language", "fr"),
        ("--timezone", "Europe/Nowhere"),
        ("--max-depth", "0"),
        ("--max-depth", "11"),
        ("--edit-minutes", "-1"),
        ("--consent", "none"),
        ("--address", "ihr"),
    ],
)
def test_a_site_with_wrong_values_is_not_founded(
    run: Run, clean: Engine, words: tuple[str, ...]
) -> None:
    with nothing_stored(clean):
        said = run(*CREATE, *words)

    assert said.code == 2
    assert words[0] in said.err


@pytest.mark.parametrize("name", ["", " ", "x" * 101, "a\nb", "\x00", "a\u202eb"])
def test_a_site_needs_a_name_that_can_be_written(
    run: Run, clean: Engine, name: str
) -> None:
    with nothing_stored(clean):
        said = run("site", "create", name, "--url", "https://blog.example.org")

    assert said.code == 2
    assert "NAME" in said.err


def test_german_is_the_first_language(run: Run, session: Session) -> None:
    run("site", "create", "blog", "--url", "https://blog.example.org")

    site = session.scalars(select(Site)).one()
    assert (site.language, site.timezone) == ("de", "Europe/Berlin")
    assert site.name_required is True
    assert site.max_depth == 5


# Moderators


@pytest.fixture
def founded(run: Run) -> Run:
    assert run(*CREATE).code == 0
    return run


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


# Tokens

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


# Articles

PUT = (
    "article",
    "put",
    "first",
    "--url",
    "https://blog.example.org/1",
    "--title",
    "One",
)


def test_an_article_is_put_as_the_api_does(
    founded: Run, session: Session, tmp_path: Path
) -> None:
    (tmp_path / "body.html").write_text("<p>About <b>lamps</b>.</p>", "utf-8")

    first = founded(
        *PUT,
        *("--author", "Hedy", "--language", "de", "--comments", "closed"),
        *("--published-at", "2026-01-31T12:00:00Z"),
        *("--body-file", str(tmp_path / "body.html")),
    )
    again = founded(*PUT)

    assert (first.code, again.code) == (0, 0)
    assert first.out == "Article 'first' is new.\n"
    assert again.out == "Article 'first' is up to date.\n"
    article = session.scalars(select(Article)).one()
    assert (article.author, article.language) == ("Hedy", "de")
    assert article.published_at == datetime(2026, 1, 31, 12, tzinfo=UTC)
    assert article.body == "About lamps."
    assert article.comments is Discussion.CLOSED


@pytest.mark.parametrize(
    "words",
    [
        ("--url", "blog.example.org"),
        ("--title", ""),
        ("--title", "x" * 501),
        ("--language", "german language"),
        ("--published-at", "yesterday"),
        ("--comments", "shut"),
        ("--site", "nowhere"),
        ("--body-file", "/no/such/file"),
    ],
)
def test_an_article_with_wrong_values_is_not_put(
    founded: Run, clean: Engine, words: tuple[str, ...]
) -> None:
    with nothing_stored(clean):
        said = founded(*PUT, *words)

    assert said.code in {1, 2}
    assert said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize("key", ["", "\x00", "a\nb", "x" * 2001])
def test_what_is_no_key_is_refused_as_by_the_api(
    founded: Run, clean: Engine, key: str
) -> None:
    with nothing_stored(clean):
        said = founded("article", "put", key, *PUT[3:])

    assert said.code in {1, 2}
    assert "Traceback" not in said.err


def test_a_body_that_is_no_text_is_refused_in_words(
    founded: Run, clean: Engine, tmp_path: Path
) -> None:
    (tmp_path / "body").write_bytes(b"\xff\xfe\x00")

    with nothing_stored(clean):
        said = founded(*PUT, "--body-file", str(tmp_path / "body"))

    assert said.code in {1, 2}
    assert "Traceback" not in said.err


# Settings


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("COMMENTBOX_SECRET", "x" * 40, "unknown setting COMMENTBOX_SECRET"),
        ("COMMENTBOX_SECRET_KEY", "too short", "at least 32"),
        ("COMMENTBOX_BASE_URL", "comments.example.org", "COMMENTBOX_BASE_URL"),
        ("COMMENTBOX_TRUSTED_PROXIES", "proxy", "COMMENTBOX_TRUSTED_PROXIES"),
        ("COMMENTBOX_RATE_LIMITS", "many", "COMMENTBOX_RATE_LIMITS"),
        ("COMMENTBOX_CONFIG", "/no/such/file", "COMMENTBOX_CONFIG"),
    ],
)
def test_a_wrong_setting_stops_every_command_with_one_line(
    terminal: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    monkeypatch.setenv(name, value)

    for command in (
        ("db", "upgrade"),
        ("site", "create", "x", "--url", "https://x.example"),
    ):
        said = terminal(*command)

        assert said.code == 1
        assert said.err.startswith("commentbox: ")
        assert said.err.count("\n") == 1
        assert words in said.err


def test_serving_without_a_secret_key_says_how_to_make_one(
    terminal: Run, free_port: int
) -> None:
    terminal("db", "upgrade")

    said = terminal("serve", "--port", str(free_port))

    assert said.code == 1
    assert said.err.startswith("commentbox: COMMENTBOX_SECRET_KEY is not set")
    assert "token_urlsafe" in said.err
    assert said.err.count("\n") == 1


def test_serving_an_old_database_says_what_to_do(
    terminal: Run, monkeypatch: pytest.MonkeyPatch, free_port: int
) -> None:
    monkeypatch.setenv("COMMENTBOX_SECRET_KEY", "x" * 40)

    said = terminal("serve", "--port", str(free_port))

    assert said.code == 1
    assert "commentbox db upgrade" in said.err


# The command itself


@pytest.mark.parametrize(
    "command",
    [
        [str(Path(sys.executable).with_name("commentbox"))],
        [sys.executable, "-m", "commentbox"],
    ],
    ids=["script", "module"],
)
def test_help_names_the_commands(command: list[str]) -> None:
    said = subprocess.run(
        [*command, "--help"], capture_output=True, text=True, timeout=30, check=True
    )

    for name in ("article", "db", "demo", "moderator", "serve", "site", "token"):
        assert re.search(rf"^  {name}\b", said.stdout, re.MULTILINE)


@pytest.mark.parametrize(
    "words", [("nonsense",), ("site", "nonsense"), ("--nonsense",)]
)
def test_an_unknown_command_is_said_to_be_one(
    terminal: Run, words: tuple[str, ...]
) -> None:
    said = terminal(*words)

    assert said.code == 2
    assert "nonsense" in said.err
