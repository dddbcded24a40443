"""What the files for containers say is so: read line by line, without an engine."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import yaml

from commentbox.cli import COMMANDS
from commentbox.cli.serving import DRAIN_S, serve
from commentbox.config import Config
from tests.test_requirements import LOCKS, PACKAGE, blocks

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "deploy" / "container"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
ROUTES = (ROOT / "tests" / "routes.txt").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((FOLDER / "compose.yaml").read_text("utf-8"))

Step = tuple[str, str]


def steps() -> list[Step]:
    """Return the instructions of the file, each on one line."""
    text = (FOLDER / "Containerfile").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    found = [line.split(" ", 1) for line in joined.splitlines() if line.strip()]
    return [(word, rest.strip()) for word, rest in found]


def said(word: str) -> list[str]:
    return [rest for each, rest in steps() if each == word]


def final() -> list[Step]:
    """Return the instructions of the image that is kept."""
    begins = [number for number, step in enumerate(steps()) if step[0] == "FROM"]
    return steps()[begins[-1] :]


def test_what_is_copied_is_there_and_let_through() -> None:
    ignored = (FOLDER / "Containerfile.dockerignore").read_text("utf-8").splitlines()
    let_through = {line[1:] for line in ignored if line.startswith("!")}
    stages = [rest.split(" AS ")[1] for rest in said("FROM") if " AS " in rest]

    sources = set()
    for rest in said("COPY"):
        words = shlex.split(rest)
        if words[0].startswith("--from="):
            assert words[0].removeprefix("--from=") in stages
        else:
            sources |= set(words[:-1])

    assert all((ROOT / source).exists() for source in sources)
    assert sources == let_through
    # All that the build of a wheel reads.
    assert sources >= {PROJECT["readme"], *PROJECT["license-files"], "commentbox"}


def test_nothing_is_fetched_past_the_locked_list_and_each_base_has_a_release() -> None:
    bases = {rest.split(" AS ")[0] for rest in said("FROM")}
    images = {each.get("image", "") for each in COMPOSE["services"].values()}

    assert said("ADD") == []
    assert not any(re.search(r"https?://|curl|wget", rest) for rest in said("RUN"))
    for image in (*bases, *images - {"commentbox"}):
        name, _, tag = image.rpartition(":")
        assert name.count("/") >= 2, "it says from where"
        assert re.match(r"\d", tag), "and which: never the latest"


def test_what_runs_after_the_build_is_there_without_a_shell() -> None:
    """The root is read-only, and nobody is logged in: a word each, no shell."""
    image = dict(final())

    for word in ("ENTRYPOINT", "CMD"):
        assert all(isinstance(each, str) for each in json.loads(image[word]))
    assert image["ENV"].startswith("PATH=/opt/commentbox/bin:")
    assert "--from=build /opt/commentbox /opt/commentbox" in said("COPY")
    # Else each start would want to write beside the code.
    assert "PYTHONDONTWRITEBYTECODE=1" in image["ENV"]
    assert any("compileall -q /opt/commentbox/lib" in rest for rest in said("RUN"))


def test_its_health_is_asked_where_the_application_answers_it() -> None:
    image = dict(final())
    *program, code = COMPOSE["services"]["app"]["healthcheck"]["test"]

    assert program == ["CMD", "python", "-c"]
    compile(code, "healthcheck", "exec")
    (url,) = re.findall(r"'(http://127\.0\.0\.1:(\d+)(/\w+))'", code)
    assert url[1] == image["EXPOSE"]
    assert f"GET {url[2]} " in ROUTES


def test_it_is_built_as_the_makefile_builds_it() -> None:
    ran = " && ".join(said("RUN"))

    for words in (
        "-m hatchling build --target wheel --directory dist",
        "--require-hashes -r requirements/run.txt",
    ):
        assert words in ran
        assert words in MAKEFILE
    assert "--no-index --no-deps dist/commentbox-*.whl" in ran


def test_what_is_taken_out_after_the_build_is_needed_by_nothing_that_stays() -> None:
    (words,) = [rest for rest in said("RUN") if "uninstall" in rest]
    gone = set(words.split("--yes")[1].split()) - {"pip"}

    for block in blocks(LOCKS["run"]):
        match = PACKAGE.match(block)
        if match and match[1] in gone:
            gone.remove(match[1])
            wanted_by = re.findall(r"#(?: via)? +([\w.-]+)", block)
            wanted_by = [name for name in wanted_by if name != "via"]
            for name in wanted_by:
                assert name in words or "pyproject.toml:build" in block, (
                    match[1],
                    name,
                )
    assert gone == set()


def test_the_image_runs_as_nobody_and_writes_into_one_folder() -> None:
    image = dict(final())
    user = image["USER"].split(":")

    assert all(part.isdecimal() and int(part) > 0 for part in user)
    assert image["VOLUME"] == "/var/lib/commentbox"
    made = image["RUN"]
    assert f"-o {user[0]} -g {user[1]} -m 700 {image['VOLUME']}" in made


def test_the_image_can_make_a_backup_of_the_database_of_compose() -> None:
    (client,) = re.findall(r"postgresql-client-(\d+)", " ".join(said("RUN")))
    image = COMPOSE["services"]["database"]["image"]
    (server,) = re.findall(r"postgres:(\d+)-trixie$", image)

    assert int(client) >= int(server)
    # The release of Debian that has this client.
    assert all("-trixie" in rest for rest in said("FROM"))


def test_the_image_starts_the_server_by_options_that_there_are() -> None:
    image = dict(final())
    command = json.loads(image["CMD"])
    options = {name for param in serve.params for name in param.opts}

    assert json.loads(image["ENTRYPOINT"]) == list(PROJECT["scripts"])
    assert command[0] in COMMANDS
    assert {word for word in command if word.startswith("--")} <= options
    assert command[command.index("--port") + 1] == image["EXPOSE"]


def test_the_image_has_a_python_that_the_project_runs_on() -> None:
    bases = {rest.split(" AS ")[0] for rest in said("FROM")}

    (base,) = bases
    version = tuple(map(int, re.findall(r"python:(\d+)\.(\d+)", base)[0]))
    least = tuple(map(int, re.findall(r"(\d+)\.(\d+)", PROJECT["requires-python"])[0]))
    assert version >= least


def test_the_settings_of_the_image_and_of_compose_are_settings() -> None:
    image = dict(re.findall(r"(COMMENTBOX_\w+)=(\S+)", dict(final())["ENV"]))
    given = {"COMMENTBOX_HOST": "comments.example.org"}
    settings = COMPOSE["x-commentbox"]["environment"]

    def filled(value: str) -> str:
        return re.sub(
            r"\$\{(\w+):\?[^}]*\}", lambda m: given.get(m[1], "x" * 40), value
        )

    config = Config.from_env(image | {n: filled(v) for n, v in settings.items()})

    assert config.base_url == "https://comments.example.org"
    assert config.with_secret().log_format == "json"
    assert config.sqlalchemy_url.startswith("postgresql+psycopg://")


def test_secrets_stand_in_no_file_of_ours() -> None:
    text = (FOLDER / "compose.yaml").read_text("utf-8")

    for name in ("COMMENTBOX_SECRET_KEY", "POSTGRES_PASSWORD"):
        values = re.findall(rf"^ +{name}: (.*)$", text, re.MULTILINE)
        assert all(value.startswith(f"${{{name}:?") for value in values)


def test_only_the_proxy_is_believed_and_only_it_is_reached_from_outside() -> None:
    services, networks = COMPOSE["services"], COMPOSE["networks"]
    proxy = services["caddy"]["networks"]["front"]["ipv4_address"]
    (subnet,) = networks["front"]["ipam"]["config"]

    trusted = COMPOSE["x-commentbox"]["environment"]["COMMENTBOX_TRUSTED_PROXIES"]
    assert trusted == proxy
    assert ip_address(proxy) in ip_network(subnet["subnet"])
    assert [name for name, each in services.items() if "ports" in each] == ["caddy"]
    assert networks["back"]["internal"] is True
    for name in ("database", "limits"):
        assert services[name]["networks"] == ["back"]


def test_ours_run_on_a_read_only_root_without_any_right() -> None:
    for name in ("migrate", "app", "worker"):
        service = COMPOSE["services"][name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert "no-new-privileges:true" in service["security_opt"]
        command = service.get("command", ["serve"])
        assert command[0] in COMMANDS
    grace = COMPOSE["services"]["app"]["stop_grace_period"]
    assert int(grace.removesuffix("s")) > DRAIN_S


def test_who_has_no_right_need_not_change_the_user() -> None:
    ours = COMPOSE["x-commentbox"]["image"]
    for service in COMPOSE["services"].values():
        if "ALL" in service.get("cap_drop", []):
            image = dict(final())["USER"] if service["image"] == ours else "root"
            user = service.get("user", image)
            assert user.split(":")[0] not in {"root", "0"}, service["image"]


def test_compose_names_files_that_are_there() -> None:
    build = COMPOSE["x-commentbox"]["build"]

    context = (FOLDER / build["context"]).resolve()
    assert context == ROOT
    assert (context / build["dockerfile"]).is_file()
    for service in COMPOSE["services"].values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            known = source in COMPOSE["volumes"]
            assert known or (FOLDER / source).is_file(), source
