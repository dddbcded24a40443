"""Settings from the environment: each is read, or the start stops and says why."""

from dataclasses import fields
from ipaddress import ip_network
from pathlib import Path

import pytest

from commentbox.config import Config, ConfigError
from commentbox.config.values import rate_limits

SECRET = "a secret key that only tests know, long enough"

DEFAULT_LIMITS = {
    "client": "12/minute;90/hour",
    "article": "120/minute",
    "preview": "60/minute",
    "analyze": "10/second",
    "sighting": "10/minute;60/hour",
}


def read(**environ: str) -> Config:
    """Read settings, given without their prefix."""
    return Config.from_env({f"COMMENTBOX_{k}": v for k, v in environ.items()})


def refused(**environ: str) -> str:
    with pytest.raises(ConfigError) as error:
        read(**environ)
    return str(error.value)


def test_without_any_setting_everything_has_a_sensible_default() -> None:
    config = read()

    assert config == Config()
    assert config.instance == Path("instance").absolute()
    assert (
        config.sqlalchemy_url
        == f"sqlite:///{Path('instance').absolute()}/commentbox.db"
    )
    assert config.base_url == "http://127.0.0.1:8000"
    assert config.trusted_proxies == ()
    assert config.rate_limits == DEFAULT_LIMITS


def test_every_setting_is_read_from_the_variable_of_its_name() -> None:
    config = read(
        INSTANCE="/var/lib/commentbox",
        DATABASE_URL=" postgresql://ada@db/comments ",
        SECRET_KEY=SECRET,
        BASE_URL="https://comments.example.org",
        TRUSTED_PROXIES="10.0.0.0/8",
        RATE_LIMITS="client=1/day",
    )

    assert config == Config(
        instance=Path("/var/lib/commentbox"),
        database_url="postgresql://ada@db/comments",
        secret_key=SECRET,
        base_url="https://comments.example.org",
        trusted_proxies=(ip_network("10.0.0.0/8"),),
        rate_limits={**DEFAULT_LIMITS, "client": "1/day"},
    )
    assert config.sqlalchemy_url == "postgresql://ada@db/comments"


def test_every_setting_knows_how_it_is_read() -> None:
    assert all(callable(field.metadata.get("read")) for field in fields(Config))


def test_variables_of_others_are_none_of_our_business() -> None:
    environ = {"PATH": "/bin", "TEST_DATABASE_URL": "x", "commentbox_x": "y"}

    assert Config.from_env(environ) == Config()


def test_an_unknown_name_is_an_error_that_says_what_is_known() -> None:
    message = refused(BASEURL="https://a.example", ADMIN="ada", SECRET_KEY=SECRET)

    assert message.startswith(
        "unknown setting COMMENTBOX_ADMIN, COMMENTBOX_BASEURL; known: "
    )
    assert "COMMENTBOX_BASE_URL" in message
    assert SECRET not in message


MALFORMED = [
    ("PURGE_URL", "cdn.example.org/purge"),
    ("PURGE_URL", "ftp://cdn.example.org/purge"),
    ("PURGE_URL", "https://ada:secret@cdn.example.org/purge"),
    ("PURGE_URL", "https://cdn.example.org:99999/purge"),
    ("PURGE_URL", "https://cdn.example.org/a b"),
    ("PURGE_URL", "https://cdn.example.org/purge#all"),
    ("PURGE_TOKEN", "short"),
    ("PURGE_TOKEN", "with spaces in the midst of it"),
    ("INSTANCE", ""),
    ("INSTANCE", "  "),
    ("DATABASE_URL", "comments.db"),
    ("DATABASE_URL", "postgres://db/comments"),
    ("DATABASE_URL", "mysql:///comments"),
    ("DATABASE_URL", "sqlite:comments.db"),
    ("DATABASE_URL", "sqlite://"),
    ("DATABASE_URL", "sqlite:///"),
    ("DATABASE_URL", "sqlite://comments.db"),
    ("DATABASE_URL", "sqlite:///:memory:"),
    ("ENCODER", ""),
    ("ENCODER", "yes"),
    ("SECRET_KEY", ""),
    ("SECRET_KEY", "x" * 31),
    ("BASE_URL", ""),
    ("BASE_URL", "comments.example.org"),
    ("BASE_URL", "//comments.example.org"),
    ("BASE_URL", "ftp://comments.example.org"),
    ("BASE_URL", "https://"),
    ("BASE_URL", "https://:8000"),
    ("BASE_URL", "https://comments.example.org:port"),
    ("BASE_URL", "https://comments.example.org:99999"),
    ("BASE_URL", "https://[::1"),
    ("BASE_URL", "https://comments example.org"),
    ("BASE_URL", "https://ada:secret@comments.example.org"),
    ("BASE_URL", "https://kommentare.bücher.example"),
    ("BASE_URL", "https://example.org/comments"),
    ("BASE_URL", "https://example.org/?site=blog"),
    ("BASE_URL", "https://example.org/#comments"),
    ("TRUSTED_PROXIES", "localhost"),
    ("TRUSTED_PROXIES", "127.0.0.1; 10.0.0.1"),
    ("TRUSTED_PROXIES", "10.0.0.1/8"),
    ("TRUSTED_PROXIES", "10.0.0.0/33"),
    ("RATE_LIMITS", "6/minute"),
    ("RATE_LIMITS", "client"),
    ("RATE_LIMITS", "client="),
    ("RATE_LIMITS", "client=often"),
    ("RATE_LIMITS", "client=6/fortnight"),
    ("RATE_LIMITS", "reader=6/minute"),
    ("RATE_LIMITS", "client=6/minute;often"),
    ("RATE_LIMITS", "none"),
]


@pytest.mark.parametrize(("name", "value"), MALFORMED)
def test_a_malformed_value_is_an_error_that_names_the_setting(
    name: str, value: str
) -> None:
    message = refused(**{name: value})

    assert message.startswith(f"COMMENTBOX_{name}: ")
    assert len(message) > len(f"COMMENTBOX_{name}: ")


@pytest.mark.parametrize("value", ["x" * 31, "hunter2 hunter2"])
def test_a_secret_that_is_refused_is_not_repeated(value: str) -> None:
    assert value not in refused(SECRET_KEY=value)


def test_a_secret_is_not_shown_with_the_rest() -> None:
    assert SECRET not in repr(read(SECRET_KEY=SECRET))


def test_a_secret_of_thirty_two_characters_is_long_enough() -> None:
    assert read(SECRET_KEY="x" * 32).secret_key == "x" * 32


def test_promise_17_there_is_no_default_secret() -> None:
    config = read()

    with pytest.raises(ConfigError, match="COMMENTBOX_SECRET_KEY is not set"):
        config.with_secret()


def test_with_a_secret_the_settings_are_complete() -> None:
    config = read(SECRET_KEY=SECRET)

    assert config.with_secret() is config


@pytest.mark.parametrize(
    ("given", "read_as", "secure"),
    [
        ("https://comments.example.org", "https://comments.example.org", True),
        (" https://comments.example.org/ ", "https://comments.example.org", True),
        ("HTTPS://Comments.Example.ORG", "https://comments.example.org", True),
        ("https://xn--bcher-kva.example", "https://xn--bcher-kva.example", True),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000", False),
        ("http://[::1]:8000", "http://[::1]:8000", False),
        (
            "https://comments.example.org:8443",
            "https://comments.example.org:8443",
            True,
        ),
        # The usual port is not part of an origin, so pages could not post here.
        ("https://comments.example.org:443", "https://comments.example.org", True),
        ("http://comments.example.org:80", "http://comments.example.org", False),
        ("http://comments.example.org:443", "http://comments.example.org:443", False),
        ("https://[::1]:443", "https://[::1]", True),
    ],
)
def test_the_base_url_is_kept_as_browsers_write_an_origin(
    given: str, read_as: str, *, secure: bool
) -> None:
    config = read(BASE_URL=given)

    assert config.base_url == read_as
    assert config.secure is secure


@pytest.mark.parametrize(
    ("given", "read_as"),
    [
        ("", "sqlite:///{here}/instance/commentbox.db"),
        ("sqlite:////var/lib/comments.db", "sqlite:////var/lib/comments.db"),
        ("sqlite:///comments.db", "sqlite:///{here}/comments.db"),
        ("sqlite:///~/comments.db", "sqlite:///{home}/comments.db"),
        ("sqlite+pysqlite:////x.db", "sqlite+pysqlite:////x.db"),
        ("postgresql:///comments", "postgresql:///comments"),
        ("postgresql+psycopg://ada@db/c", "postgresql+psycopg://ada@db/c"),
        (
            "postgresql://ada:a,b@db1:5433,db2/c?target_session_attrs=read-write",
            "postgresql://ada:a,b@/c?host=db1:5433&host=db2"
            "&target_session_attrs=read-write",
        ),
        ("postgresql://db1,db2/c", "postgresql:///c?host=db1&host=db2"),
    ],
)
def test_commands_and_server_find_the_same_database(given: str, read_as: str) -> None:
    found = read(DATABASE_URL=given).sqlalchemy_url

    assert found == read_as.format(here=Path.cwd(), home=Path.home())


def test_the_instance_folder_is_absolute_once_it_is_read() -> None:
    assert read(INSTANCE="data").instance == Path.cwd() / "data"
    assert read(INSTANCE="~/data").instance == Path.home() / "data"


def test_the_instance_folder_is_made_for_nobody_else_to_look_into(
    tmp_path: Path,
) -> None:
    config = read(INSTANCE=str(tmp_path / "new" / "instance"))

    config.make_instance()
    config.make_instance()

    assert config.instance.is_dir()
    assert config.instance.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("given", "networks"),
    [
        ("", []),
        (" , ", []),
        ("127.0.0.1", ["127.0.0.1/32"]),
        ("10.0.0.0/8, 192.0.2.1,", ["10.0.0.0/8", "192.0.2.1/32"]),
        ("::1,2001:db8::/32", ["::1/128", "2001:db8::/32"]),
    ],
)
def test_proxies_are_addresses_or_networks(given: str, networks: list[str]) -> None:
    expected = tuple(ip_network(network) for network in networks)

    assert read(TRUSTED_PROXIES=given).trusted_proxies == expected


@pytest.mark.parametrize(
    ("given", "changed"),
    [
        ("", {}),
        (" ; ", {}),
        ("client=3/minute", {"client": "3/minute"}),
        ("client=3/minute,20/hour", {"client": "3/minute;20/hour"}),
        (
            "preview=1/second; article=10/hour;",
            {"preview": "1/second", "article": "10/hour"},
        ),
        ("client = 3 per minute", {"client": " 3 per minute"}),
    ],
)
def test_rate_limits_that_are_left_out_keep_their_default(
    given: str, changed: dict[str, str]
) -> None:
    assert rate_limits(given) == {**DEFAULT_LIMITS, **changed}


@pytest.mark.parametrize("given", ["off", " OFF "])
def test_rate_limits_can_be_switched_off(given: str) -> None:
    assert read(RATE_LIMITS=given).rate_limits == {}


def a_file(folder: Path, *lines: str) -> str:
    path = folder / "commentbox.conf"
    path.write_text("\n".join(lines), "utf-8")
    return str(path)


def test_settings_can_stand_in_a_file(tmp_path: Path) -> None:
    path = a_file(
        tmp_path,
        "# What the blog needs",
        "",
        f"COMMENTBOX_SECRET_KEY = '{SECRET}'",
        'COMMENTBOX_BASE_URL="https://comments.example.org"',
        "  COMMENTBOX_RATE_LIMITS=client=3/minute  ",
    )

    config = read(CONFIG=path)

    assert config.secret_key == SECRET
    assert config.base_url == "https://comments.example.org"
    assert config.rate_limits["client"] == "3/minute"


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    path = a_file(
        tmp_path,
        "COMMENTBOX_BASE_URL=https://comments.example.org",
        "COMMENTBOX_INSTANCE=/var/lib/commentbox",
    )

    config = read(CONFIG=path, BASE_URL="http://127.0.0.1:8001")

    assert config.base_url == "http://127.0.0.1:8001"
    assert config.instance == Path("/var/lib/commentbox")


@pytest.mark.parametrize(
    "line",
    ["COMMENTBOX_SECRET_KEY", "SECRET_KEY=x", "export COMMENTBOX_SECRET_KEY=x", "="],
)
def test_a_line_that_is_no_setting_is_named(tmp_path: Path, line: str) -> None:
    path = a_file(tmp_path, "# ours", line)

    assert refused(CONFIG=path) == (f"{path}, line 2: expected COMMENTBOX_NAME=value")


def test_what_is_wrong_in_the_file_is_wrong_as_in_the_environment(
    tmp_path: Path,
) -> None:
    assert refused(CONFIG=a_file(tmp_path, "COMMENTBOX_BASEURL=x")).startswith(
        "unknown setting COMMENTBOX_BASEURL"
    )
    assert refused(CONFIG=a_file(tmp_path, "COMMENTBOX_BASE_URL=x")).startswith(
        "COMMENTBOX_BASE_URL: "
    )


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    missing = tmp_path / "missing.conf"
    binary = tmp_path / "binary.conf"
    binary.write_bytes(b"COMMENTBOX_SECRET_KEY=\xff\xfe")

    assert str(missing) in refused(CONFIG=str(missing))
    assert refused(CONFIG=str(binary)).startswith("COMMENTBOX_CONFIG: ")
    assert refused(CONFIG=str(tmp_path)).startswith("COMMENTBOX_CONFIG: ")


@pytest.mark.parametrize(
    ("given", "expected"), [("on", True), ("off", False), (" OFF ", False)]
)
def test_the_second_tier_of_the_screening_has_a_switch(
    given: str, *, expected: bool
) -> None:
    config = Config.from_env({"COMMENTBOX_ENCODER": given})

    assert config.encoder is expected
    assert Config.from_env({}).encoder is True
