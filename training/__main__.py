"""``python -m training respect|spam|figures --data FOLDER``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from training import respect, spam
from training.writing import written

SHIPPED = Path(__file__).parents[1] / "commentbox" / "screening" / "shipped"
#: Of the files that these commands write.
VERSION = "2026.11.1"

Folder = click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    required=True,
)
To = click.option("--to", type=click.Path(path_type=Path), default=SHIPPED)


@click.group()
def training() -> None:
    """Train the models that the screening ships, and measure them."""


def _command(name: str, train: Callable[[Path], bytes]) -> None:
    @training.command(name)
    @Folder
    @To
    def command(data: Path, to: Path) -> None:
        content = train(data)
        (to / f"{name}.npz").write_bytes(content)
        click.echo(f"{name}: {len(content):,} bytes")


def _respect(data: Path) -> bytes:
    of = respect.with_disguised(respect.gathered(data))
    return written(f"respect-{VERSION}", *respect.trained(of))


def _spam(data: Path) -> bytes:
    return written(f"spam-{VERSION}", *spam.trained(spam.gathered(data)))


_command("respect", _respect)
_command("spam", _spam)

if __name__ == "__main__":
    training()
