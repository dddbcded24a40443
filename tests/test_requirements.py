"""The lock files: what the project asks for, pinned, hashed, and from nowhere named."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LOCKS = {
    name: (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")
    for name in ("run", "dev", "encoder", "train")
}

PACKAGE = re.compile(r"^([\w.-]+)(?:\[[\w,-]+\])?==([^ ;\\]+)", re.MULTILINE)


def blocks(lock: str) -> list[str]:
    """Return what a lock file says of each package."""
    starts = [found.start() for found in PACKAGE.finditer(lock)]
    ends = [*starts[1:], len(lock)]
    return [lock[start:end] for start, end in zip(starts, ends, strict=True)]


def in_group(name: str) -> list[str]:
    """Return a dependency group, those it includes among them."""
    asked: list[str] = []
    for entry in PROJECT["dependency-groups"][name]:
        included = isinstance(entry, dict)
        asked += in_group(entry["include-group"]) if included else [entry]
    return asked


def asked_for(*, group: str = "", extra: str = "") -> dict[str, Requirement]:
    texts = [*PROJECT["project"]["dependencies"]]
    texts += in_group(group) if group else []
    texts += PROJECT["project"]["optional-dependencies"][extra] if extra else []
    asked = map(Requirement, texts)
    return {canonicalize_name(requirement.name): requirement for requirement in asked}


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("run", asked_for(group="build")),
        ("dev", asked_for(group="dev")),
        ("encoder", asked_for(extra="encoder")),
        ("train", asked_for(extra="train")),
    ],
)
def test_a_lock_file_has_what_the_project_asks_for_itself(
    name: str, asked: dict[str, Requirement]
) -> None:
    direct = {
        found[1]: found[2]
        for block in blocks(LOCKS[name])
        if "pyproject.toml" in block and (found := PACKAGE.match(block))
    }

    assert sorted(direct) == sorted(asked)
    for package, requirement in asked.items():
        assert requirement.specifier.contains(direct[package]), package


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_file_has_a_hash_for_each_package(name: str) -> None:
    packages = blocks(LOCKS[name])

    assert len(packages) > 20
    assert [block for block in packages if "--hash=sha256:" not in block] == []
    # Nothing but packages, hashes and who asked for them.
    others = re.sub(r"(?m)^ +(--hash=sha256:[0-9a-f]{64}|#).*\n", "", LOCKS[name])
    assert [line for line in others.splitlines() if not PACKAGE.match(line)] == []


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_file_names_no_place_to_fetch_from(name: str) -> None:
    assert not re.search(r"http|--index|--extra|--find|--trusted| @ ", LOCKS[name])
