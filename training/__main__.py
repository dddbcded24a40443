"""``python -m training respect|spam|usual|figures --data FOLDER``."""

from __future__ import annotations

from functools import partial
from io import BytesIO
from itertools import chain
from pathlib import Path

import click
import numpy as np

from commentbox.screening.learned.shipped import VERSION
from training import respect, spam, usual
from training.figures import tables as measured_respect
from training.figures_of_spam import tables as measured_spam
from training.stacking import Stack
from training.vectors import Vectors
from training.words import read
from training.writing import margins, stack_with_encoder, written

SHIPPED = Path(__file__).parents[1] / "commentbox" / "screening" / "shipped"

Folder = click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    required=True,
)
Words = click.option(
    "--words",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    help="What `python -m training.encoder words` has written.",
)
#: By so much a margin may differ on average (its spread is about 2) and still be the
#: one that was stacked with the encoder.
SAME = 0.02
To = click.option("--to", type=click.Path(path_type=Path), default=SHIPPED)


@click.group()
def training() -> None:
    """Train the models that the screening ships, and measure them."""


@training.command("respect")
@Folder
@Words
@To
@click.option("--encoder", type=click.Path(exists=True, path_type=Path))
def train_respect(data: Path, words: Path, to: Path, encoder: Path | None) -> None:
    """Train respect; --encoder has logits of the second tier (FILE.npy by source).

    Without them, the stack with the encoder is that of the file which is there, if its
    margin is the same.
    """
    of = respect.gathered(data)
    logits = respect.of_encoder(of, encoder) if encoder else None
    made = respect.trained(of, read(words), logits)
    linear, kinship = made.known
    content = partial(written, VERSION, linear, made.stack, kinship=kinship)
    both = made.with_encoder or stacked_before(to / "respect.npz", content(), of)
    _write(to, "respect", content(both))


def stacked_before(file: Path, content: bytes, of: Vectors) -> Stack:
    """Return the stack with the encoder of a file that has the same margin."""
    if not file.exists():
        raise click.UsageError(f"There is no {file}: --encoder is needed.")
    off = np.abs(margins(BytesIO(content), of) - margins(file, of)).mean()
    click.echo(f"The margin differs by {off:.4f} on average from that in {file}.")
    if off > SAME:
        raise click.UsageError("That is another margin: --encoder is needed.")
    return stack_with_encoder(file)


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
@Words
@click.option("--encoder", type=click.Path(exists=True, path_type=Path))
@click.option("--topics", type=click.Path(exists=True, path_type=Path))
def figures(data: Path, words: Path, encoder: Path | None, topics: Path | None) -> None:
    """Print the tables of the cards, in Markdown."""
    of_respect = measured_respect(data, read(words), encoder, topics)
    for line in chain(of_respect, measured_spam(data)):
        click.echo(line)


def _write(to: Path, name: str, content: bytes) -> None:
    (to / f"{name}.npz").write_bytes(content)
    click.echo(f"{name}: {len(content):,} bytes")


if __name__ == "__main__":
    training()
