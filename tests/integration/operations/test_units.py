"""The units of systemd: read by systemd itself, where it is installed."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from commentbox.cli import COMMANDS
from commentbox.cli.serving import DRAIN_S

FOLDER = Path(__file__).parents[3] / "deploy" / "systemd"
UNITS = sorted(path.name for path in FOLDER.glob("*.service"))

#: Of 10.0, where 9.6 is a unit that says nothing; what is left is the network.
MOST_EXPOSED = 1.5

needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed"
)


def test_there_is_one_for_each_thing_that_runs() -> None:
    of_which = [unit.removesuffix(".service") for unit in UNITS]

    assert of_which == ["commentbox-backup", "commentbox-worker", "commentbox"]


@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_starts_a_command_that_there_is(unit: str) -> None:
    text = (FOLDER / unit).read_text("utf-8")

    (word,) = re.findall(
        r"^ExecStart=.*/opt/commentbox/\.venv/bin/commentbox (\w+)", text, re.M
    )
    assert word in COMMANDS
    if "Type=oneshot" not in text:
        (patience,) = re.findall(r"^TimeoutStopSec=(\d+)$", text, re.M)
        assert int(patience) > DRAIN_S


@needs_systemd
@pytest.mark.parametrize("unit", UNITS)
def test_systemd_finds_no_fault_in_a_unit(unit: str, tmp_path: Path) -> None:
    # The command is not installed here: anything that can be run stands for it.
    text = (FOLDER / unit).read_text("utf-8")
    here = text.replace("/opt/commentbox/.venv/bin/commentbox", "/bin/true")
    (tmp_path / unit).write_text(here, "utf-8")
    for timer in FOLDER.glob("*.timer"):
        (tmp_path / timer.name).write_text(timer.read_text("utf-8"), "utf-8")

    found = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, tmp_path.iterdir())],
        capture_output=True,
        text=True,
        check=False,
    )

    about_it = [line for line in found.stderr.splitlines() if "commentbox" in line]
    assert about_it == []


@needs_systemd
@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_gives_away_little(unit: str) -> None:
    found = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", str(FOLDER / unit)],
        capture_output=True,
        text=True,
        check=False,
    )
    if "unrecognized option" in found.stderr:
        pytest.skip("this systemd cannot look at a unit that is not installed")

    (exposure,) = re.findall(r"exposure level for \S+: ([\d.]+)", found.stdout)
    assert float(exposure) <= MOST_EXPOSED
