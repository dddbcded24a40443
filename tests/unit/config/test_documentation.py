"""``docs/settings.md`` says all there is to set, and nothing that there is not."""

import inspect
import re
from dataclasses import fields
from itertools import pairwise
from pathlib import Path

import pytest

import commentbox.config
from commentbox.config import Config

PAGE = (Path(__file__).parents[3] / "docs" / "settings.md").read_text("utf-8")

#: Each section: its setting, and what is said of it.
SECTIONS = dict(
    re.findall(r"^## `(\w+)`\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
)
EXAMPLES = re.findall(r"^- Example: `(\w+)=(.*)`$", PAGE, re.MULTILINE)

NAMES = {f"COMMENTBOX_{field.name.upper()}": field.name for field in fields(Config)}


def test_every_setting_is_described_and_nothing_else() -> None:
    # COMMENTBOX_CONFIG says where the settings are; it is none itself.
    assert set(SECTIONS) == {*NAMES, "COMMENTBOX_CONFIG"}


def test_no_other_setting_is_mentioned() -> None:
    assert set(re.findall(r"COMMENTBOX_[A-Z_]+", PAGE)) == set(SECTIONS)


@pytest.mark.parametrize("name", SECTIONS)
def test_a_setting_is_described_with_its_default_and_an_example(name: str) -> None:
    said = SECTIONS[name].split("- Default:")[0]

    assert len(said.split()) > 10
    assert SECTIONS[name].count("\n- Default: ") == 1
    assert f"\n- Example: `{name}=" in SECTIONS[name]


@pytest.mark.parametrize("name", NAMES)
def test_the_default_is_the_one_that_is_described(name: str) -> None:
    [said] = re.findall(r"^- Default: (.*)$", SECTIONS[name], re.MULTILINE)
    default = getattr(Config(), NAMES[name])

    if quoted := re.fullmatch("`(.+)`", said):
        assert getattr(Config.from_env({name: quoted[1]}), NAMES[name]) == default
    else:
        assert not default
        assert said.startswith(("empty", "none"))


@pytest.mark.parametrize(
    ("name", "value"), [pair for pair in EXAMPLES if pair[0] in NAMES]
)
def test_every_example_can_be_used_as_it_stands(name: str, value: str) -> None:
    config = Config.from_env({name: value})

    assert getattr(config, NAMES[name]) != getattr(Config(), NAMES[name])


def test_the_example_of_a_file_can_be_used_as_it_stands(tmp_path: Path) -> None:
    [block] = [
        b
        for b in re.findall(r"^```\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
        if "COMMENTBOX_" in b
    ]
    path = tmp_path / "commentbox.conf"
    path.write_text(block, "utf-8")

    config = Config.from_env({"COMMENTBOX_CONFIG": str(path)})

    assert config.with_secret().secure


def test_every_field_says_in_the_code_what_it_is_for() -> None:
    lines = inspect.getsource(commentbox.config.Config).splitlines()
    declared = re.compile(rf"    ({'|'.join(NAMES.values())}): ")
    spoken = [
        before.strip().startswith("#: ")
        for before, line in pairwise(lines)
        if declared.match(line)
    ]

    assert spoken == [True] * len(NAMES)
