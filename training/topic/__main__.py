"""``python -m training.topic figures|personal --data FOLDER``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from training.topic import articles, comments, personal, speed
from training.topic.measuring import Row

Folder = click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    required=True,
)


@click.group()
def topic() -> None:
    """Measure; nothing is learned from these texts, and nothing is written."""


@topic.command()
@Folder
def figures(data: Path) -> None:
    """Print how well the checks rank, and how long they take."""
    for row in _rows(data):
        click.echo(f"{row.of:<58}{row.value:>9.3f}  {row.note}")


@topic.command("personal")
@Folder
def personal_data(data: Path) -> None:
    """Print each place that the check of personal data finds, to be looked at."""
    for found in personal.places(data):
        click.echo(found)


def _rows(data: Path) -> Iterator[Row]:
    said = comments.read(data)
    pieces = articles.read(data)
    yield from comments.editors(said)
    yield from comments.swapped(said)
    yield from articles.swapped(pieces)
    yield from articles.politics_of_sections(pieces)
    yield from speed.measured(said, pieces)


if __name__ == "__main__":
    topic()
