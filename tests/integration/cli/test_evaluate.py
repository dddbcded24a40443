"""``commentbox evaluate``: figures on a file of one's own, and nothing else needed."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from commentbox.evaluation.judging import ASKED
from commentbox.screening.check import Check
from tests.integration.cli.conftest import Run

RUDE, KIND = "Du bist so ein dummer Idiot!", "Danke, das hat mir sehr geholfen."


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Two of four breaches are found, and one text too many."""
    rows: list[dict[str, Any]] = [
        {"text": RUDE, "label": 1, "group": "insults"},
        {"text": f"{RUDE} Echt.", "label": 1, "group": "insults"},
        {"text": KIND, "label": 1, "group": "irony"},
        {"text": f"{KIND} Wirklich.", "label": 1, "group": "irony"},
        {"text": f"{RUDE} Ja!", "label": 0, "group": "insults"},
        *({"text": f"{KIND} {n}", "label": 0} for n in range(5)),
    ]
    path = tmp_path / "own.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    return path


def test_the_figures_are_printed_without_settings_or_database(
    terminal: Run, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMMENTBOX_NO_SUCH_SETTING", "1")

    ran = terminal("evaluate", str(file))

    assert ran.code == 0
    assert ran.out.startswith("respect: 10 texts, 4 of them breaches\n")
    assert "recall            0.500 (0.150–0.850)" in ran.out
    assert "precision         0.667" in ran.out
    assert RUDE not in ran.out + ran.err


def test_programs_read_json(terminal: Run, file: Path) -> None:
    whole = json.loads(terminal("evaluate", str(file), "--json").out)

    assert whole["thresholds"][0]["found"] == 2
    assert [group["name"] for group in whole["groups"]] == ["", "insults", "irony"]
    assert whole["skipped"] == 0
    assert "missed" not in whole


def test_the_worst_mistakes_are_shown_where_asked_for(
    terminal: Run, file: Path
) -> None:
    text = terminal("evaluate", str(file), "--wrong", "1").out
    whole = json.loads(terminal("evaluate", str(file), "--wrong", "1", "--json").out)

    assert text.count("  line ") == 2
    assert f"line 3: {KIND}" in text
    assert f"line 5: {RUDE} Ja!" in text
    assert [m["line"] for m in whole["missed"]] == [3]


def test_a_table_of_ones_own_columns_is_read(terminal: Run, tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text(f'Kommentar;Urteil\n"{RUDE}";gelöscht\n"{KIND}";frei\n', "utf-8")
    columns = ("--text-column", "Kommentar", "--label-column", "Urteil")

    ran = terminal("evaluate", str(path), *columns, "--positive", "gelöscht")

    assert ran.code == 0
    assert "2 texts, 1 of them breaches" in ran.out
    assert "AUC                         1.000" in ran.out


def test_the_thresholds_are_those_of_the_rule_book_unless_given(
    terminal: Run, file: Path
) -> None:
    own = terminal("evaluate", str(file), "--threshold", "0.25").out
    topic = terminal("evaluate", str(file), "--check", "topic").out

    assert "flag, from 0.25" in own
    assert "filter, from" in own
    assert "flag, from 0.7" in topic
    assert "filter, from" not in topic


def test_what_cannot_be_judged_is_counted(terminal: Run, file: Path) -> None:
    out = terminal("evaluate", str(file), "--check", "topic").out

    assert "Too short to judge: 10, 4 of them breaches." in out


def test_a_picture_is_drawn(terminal: Run, file: Path, tmp_path: Path) -> None:
    plot = tmp_path / "plot.svg"

    assert terminal("evaluate", str(file), "--plot", str(plot)).code == 0
    assert "10 texts, 4 breaches" in plot.read_text("utf-8")


def test_no_text_steers_the_terminal(terminal: Run, tmp_path: Path) -> None:
    file = tmp_path / "some.csv"
    file.write_text("text,label\n\x1b]0;owned\x07 Danke\x9b2J,1\n", "utf-8")

    told = terminal("evaluate", str(file), "--wrong", "1").out

    assert "Danke" in told
    assert not {"\x1b", "\x07", "\x9b"} & set(told)


def test_a_wrong_line_is_named(terminal: Run, tmp_path: Path) -> None:
    path = tmp_path / "own.jsonl"
    path.write_text(f'{{"text": "{KIND}", "label": 0}}\n{{"text": ""}}\n', "utf-8")

    ran = terminal("evaluate", str(path))
    tolerant = terminal("evaluate", str(path), "--skip-bad")

    assert ran.code == 1
    assert "own.jsonl, line 2: text: is empty (--skip-bad" in ran.err
    assert ran.out == ""
    assert tolerant.code == 0
    assert "Left out as wrong: 1 lines." in tolerant.out


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (b"", "there is no text in it"),
        (b"[1]", "a list: one JSON object a line"),
        (gzip.compress(b'{"text": "a"}\n' * 9, mtime=0)[:-12], "ended before"),
        (b'text,label\n"\xff",1', "line 2: text: is not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_an_error_in_one_line(
    terminal: Run, tmp_path: Path, content: bytes, wrong: str
) -> None:
    path = tmp_path / "own.data"
    path.write_bytes(content)

    ran = terminal("evaluate", str(path))

    assert ran.code == 1
    assert wrong in ran.err
    assert len(ran.err.splitlines()) == 1


def test_a_check_that_judges_nothing_has_no_figures(
    terminal: Run, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(text: object, facts: object) -> None:
        raise RuntimeError

    monkeypatch.setitem(ASKED, "spam", Check("spam", breaks))

    ran = terminal("evaluate", str(file), "--check", "spam")

    assert ran.code == 1
    assert "'spam' could judge none of the texts" in ran.err
    assert ran.out == ""


def test_so_many_texts_are_read(terminal: Run, file: Path) -> None:
    assert "3 texts" in terminal("evaluate", str(file), "--limit", "3").out


def test_ctrl_c_prints_the_figures_so_far(tmp_path: Path) -> None:
    path = tmp_path / "endless.jsonl"
    os.mkfifo(path)
    command = [sys.executable, "-m", "commentbox", "evaluate", str(path)]
    caught = subprocess.PIPE

    with (
        subprocess.Popen(command, text=True, stdout=caught, stderr=caught) as running,
        path.open("wb", buffering=0) as pipe,
    ):
        # More than a pipe holds: once it is written, the command is reading.
        pipe.write(b'{"text": "Danke.", "label": 0}\n' * 4000)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=30)

    assert running.returncode == 130
    assert out.startswith("respect: ")
    assert "stopped after" in err
