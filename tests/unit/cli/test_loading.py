"""``commentbox serve`` starts soon: it loads nothing that only few have use for."""

from __future__ import annotations

from pathlib import Path

from tests.unit.cli.fresh import printed

#: Migrations; pages of the site and other servers; pictures for a second factor; the
#: database that is not ours; the second tier of the screening; a browser.
SELDOM_NEEDED = (
    *("alembic", "lxml", "urllib3", "segno", "psycopg"),
    *("sqlalchemy.dialects.postgresql", "onnxruntime", "webbrowser"),
)


def test_the_server_loads_nothing_that_is_seldom_needed(tmp_path: Path) -> None:
    code = (
        "import sys, commentbox.cli.serving, commentbox.wsgi\n"
        f"print([name for name in {SELDOM_NEEDED!r} if name in sys.modules])"
    )

    assert printed(code, tmp_path) == "[]\n"


def test_no_garbage_is_looked_for_while_a_command_is_loaded(tmp_path: Path) -> None:
    code = (
        "import gc, click, commentbox.cli as cli\n"
        "looked = []\n"
        "gc.callbacks.append(lambda phase, found: looked.append(phase))\n"
        "cli.commands.get_command(click.Context(cli.commands), 'serve')\n"
        "print(looked, gc.isenabled())"
    )

    assert printed(code, tmp_path) == "[] True\n"
