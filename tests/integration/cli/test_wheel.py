"""The wheel: what is built from this checkout runs without it.

It is built without a network, put into an environment of its own beside the locked
libraries, and run from another folder. The checkout is nowhere on its path.
"""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.integration.cli.test_serving import Server, get

ROOT = Path(__file__).parents[3]

#: What is no code and must come along all the same.
BESIDE_CODE = ("templates", "static", "locale", "screening/shipped", "demo/content")
#: For people who work on commentbox only.
NOT_SHIPPED = re.compile(r"^(tests|training|benchmarks|docs|encoder)/|__pycache__")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel"]
    subprocess.run(
        [*build, "--directory", str(folder)], cwd=ROOT, check=True, capture_output=True
    )
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an interpreter that knows the wheel, and the locked libraries as well."""
    home = tmp_path_factory.mktemp("installed")
    venv.create(home, symlinks=True, with_pip=False)
    python = home / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "--isolated"]
    subprocess.run(
        [*pip, "install", "--quiet", "--no-index", "--no-deps", str(wheel)],
        check=True,
        capture_output=True,
    )
    # A plain line: the checkout, which stands in such a file there, is not followed.
    (site_packages,) = home.glob("lib/python*/site-packages")
    libraries = sysconfig.get_path("purelib")
    (site_packages / "libraries.pth").write_text(f"{libraries}\n", "utf-8")
    return python


def run(python: Path, *words: str, cwd: Path, **settings: str) -> str:
    environ = {k: v for k, v in os.environ.items() if "COMMENTBOX" not in k}
    environ.pop("PYTHONPATH", None)
    done = subprocess.run(
        [str(python), *words],
        cwd=cwd,
        env=environ | settings,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def in_the_checkout() -> set[str]:
    package = ROOT / "commentbox"
    files = (p for p in package.rglob("*") if p.is_file())
    return {
        p.relative_to(ROOT).as_posix() for p in files if "__pycache__" not in p.parts
    }


def test_every_file_of_the_package_is_in_the_wheel_and_nothing_else(
    wheel: Path,
) -> None:
    with zipfile.ZipFile(wheel) as packed:
        names = {n for n in packed.namelist() if ".dist-info/" not in n}

    assert names == in_the_checkout()
    for folder in BESIDE_CODE:
        assert any(name.startswith(f"commentbox/{folder}/") for name in names), folder
    assert not [name for name in names if NOT_SHIPPED.search(name)]


def test_it_stands_on_its_own(installed: Path, tmp_path: Path) -> None:
    where = run(
        installed, "-c", "import commentbox; print(commentbox.__file__)", cwd=tmp_path
    )
    path = run(installed, "-c", "import sys; print(*sys.path, sep='\\n')", cwd=tmp_path)

    assert Path(where.strip()).is_relative_to(installed.parents[1])
    assert str(ROOT) not in path.splitlines()


def test_it_makes_the_tables_of_a_new_database_and_says_who_it_is(
    installed: Path, tmp_path: Path
) -> None:
    command = installed.with_name("commentbox")
    settings = {
        "COMMENTBOX_INSTANCE": str(tmp_path / "instance"),
        "COMMENTBOX_SECRET_KEY": "a secret key that only tests know, long enough",
    }
    words = ("-P", str(command), "db", "upgrade")

    said = run(installed, *words, cwd=tmp_path, **settings)

    assert "up to date" in said
    with closing(sqlite3.connect(tmp_path / "instance" / "commentbox.db")) as made:
        tables = {row[0] for row in made.execute("SELECT name FROM sqlite_master")}
    assert tables >= {"site", "comment", "decision", "alembic_version"}
    version = run(installed, "-P", str(command), "--version", cwd=tmp_path)
    assert re.fullmatch(r"commentbox, version [\d.]+\n", version)


@pytest.fixture
def demo(installed: Path, tmp_path: Path, free_port: int) -> Iterator[str]:
    server = Server(
        *("demo", "--port", str(free_port), "--no-browser"),
        python=str(installed),
        folder=tmp_path,
        TMPDIR=str(tmp_path),
    )
    base = f"http://127.0.0.1:{free_port}"
    try:
        server.answers(f"{base}/healthz")
        yield base
        assert server.stop() == 0
    finally:
        server.end()


def test_the_demo_of_a_wheel_shows_pages_style_script_and_both_languages(
    demo: str,
) -> None:
    status, _headers, page = get(f"{demo}/articles/nachtzug-innsbruck")
    text = page.decode()

    assert status == 200
    assert "Kommentare" in text
    assert get(f"{demo}/sign-in")[0] == 200
    assert b"customElements.define" in get(f"{demo}/embed.js")[2]
    assert b"Comments" in get(f"{demo}/articles/nachtzug-innsbruck?lang=en")[2]
    assets = re.findall(r'(?:href|src)="([^"]*/static/[^"]+)"', text)
    assert {asset.rpartition(".")[2].partition("?")[0] for asset in assets} >= {"css"}
    for asset in assets:
        assert get(asset if "://" in asset else f"{demo}{asset}")[0] == 200, asset
