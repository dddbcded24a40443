"""The list of what is installed: made by ``make sbom``, valid, and complete."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.test_requirements import LOCKS, PACKAGE, blocks

ROOT = Path(__file__).parents[1]
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")


@pytest.fixture(scope="module")
def sbom(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Make it by the words of the Makefile, which have it validated as well."""
    (line,) = re.findall(r"^\t@\$\(BIN\)/python (.*cyclonedx_py.*)$", MAKEFILE, re.M)
    made = tmp_path_factory.mktemp("sbom") / "commentbox.cdx.json"
    words = line.replace("dist/commentbox.cdx.json", str(made)).split()
    assert "--validate" in words
    subprocess.run([sys.executable, *words], cwd=ROOT, check=True, capture_output=True)
    found: dict[str, Any] = json.loads(made.read_text("utf-8"))
    return found


def test_it_is_a_list_of_this_project_in_cyclonedx(sbom: dict[str, Any]) -> None:
    about = sbom["metadata"]["component"]

    assert sbom["bomFormat"] == "CycloneDX"
    assert (about["name"], about["type"]) == ("commentbox", "application")
    assert about["licenses"][0]["license"]["id"] == "MIT"


def test_it_has_every_library_of_the_lock_with_its_hashes(
    sbom: dict[str, Any],
) -> None:
    locked = {
        (found[1], found[2]): set(re.findall(r"sha256:([0-9a-f]{64})", block))
        for block in blocks(LOCKS["run"])
        if (found := PACKAGE.match(block))
    }

    listed = {
        (part["name"], part["version"]): {
            digest["content"]
            for reference in part["externalReferences"]
            for digest in reference["hashes"]
        }
        for part in sbom["components"]
    }

    assert listed == locked
    purls = {part["purl"].partition("?")[0] for part in sbom["components"]}
    assert {f"pkg:pypi/{name}@{version}" for name, version in locked} <= purls
