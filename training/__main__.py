"""``python -m training respect|spam|usual|figures --data FOLDER``."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import click

from commentbox.screening.learned.shipped import VERSION
from training import respect, spam, usual
from training.figures import tables as measured_respect
from training.figures_of_spam import tables as measured_spam
from training.writing import written

SHIPPED = Path(__file__).parents[1] / "commentbox" / "screening" / "shipped"

Folder = click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    required=True,
)
To = click.option("--to", type=click.Path(path_type=Path), default=SHIPPED)


@click.group()
def training() -> None:
    """Train the models that the screening ships, and measure them."""


@training.command("respect")
@Folder
@To
@click.option("--encoder", type=click.Path(exists=True, path_type=Path))
def train_respect(data: Path, to: Path, encoder: Path | None) -> None:
    """Train respect; --encoder has logits of the second tier (FILE.npy by source)."""
    of = respect.gathered(data)
    logits = respect.of_encoder(of, encoder) if encoder else None
    _write(to, "respect", written(VERSION, *respect.trained(of, logits)))


@training.command("spam")
@Folder
@To
def train_spam(data: Path, to: Path) -> None:
    """Train spam."""
    _write(to, "spam", written(VERSION, *spam.trained(spam.gathered(data))))


@training.command("usual")
@Folder
@To
def count_usual(data: Path, to: Path) -> None:
    """Count how usual pieces of words are; the check of topic weighs by it."""
    _write(to, "usual", usual.written(usual.counted(data)))


@training.command("figures")
@Folder
@click.option("--encoder", type=click.Path(exists=True, path_type=Path))
def figures(data: Path, encoder: Path | None) -> None:
    """Print the tables of the cards, in Markdown."""
    for line in chain(measured_respect(data, encoder), measured_spam(data)):
        click.echo(line)


def _write(to: Path, name: str, content: bytes) -> None:
    (to / f"{name}.npz").write_bytes(content)
    click.echo(f"{name}: {len(content):,} bytes")


if __name__ == "__main__":
    training()
