"""Train and ship everything, judge by topic, make vectors of words, score a file."""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from training.corpus import RESPECT

if TYPE_CHECKING:
    from training.encoder.e5 import E5
    from training.encoder.fit import Reader, Recipe
    from training.encoder.runs import Corpus
    from training.encoder.vocabulary import Vocabulary

SHIPPED: Final = Path("encoder/commentbox_encoder/encoder.npz")
WORD_LISTS: Final = Path("/usr/share/dict")

log = logging.getLogger(__name__)


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    options = _options()
    if options.command == "score":
        _score(options.file, options.out, options.weights)
    elif options.command == "topics":
        _judge_by_topic(options)
    elif options.command == "words":
        _make_vectors(options)
    else:
        _train(options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser("training.encoder", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    train = commands.add_parser("train", help="train, judge and export everything")
    train.add_argument("--out", type=Path, default=SHIPPED)
    train.add_argument("--logits", type=Path, help="folder for what others stack on")
    topics = commands.add_parser("topics", help="judge each topic by a model of others")
    topics.add_argument(
        "--logits", type=Path, required=True, help="folder of the result"
    )
    topics.add_argument("--parts", type=int, default=3)
    words = commands.add_parser("words", help="make vectors of words, untaught")
    words.add_argument("out", type=Path, help="a .npz file")
    for each in (train, topics, words):
        each.add_argument("--data", type=Path, required=True, help="folder of the data")
        each.add_argument("--words", type=Path, default=WORD_LISTS)
        each.add_argument("--seeds", type=int, nargs="+", default=[1])
        each.add_argument("--epochs", type=int, default=3)
        each.add_argument("--layers", type=int, default=6)
        each.add_argument("--threads", type=int, default=1)
    score = commands.add_parser("score", help="a logit per text and language")
    score.add_argument("file", type=Path, help="a JSON object with a text each line")
    score.add_argument("out", type=Path, help="a .npy file, columns German, English")
    score.add_argument("--weights", type=Path, default=SHIPPED)
    return parser.parse_args()


class Begun(NamedTuple):
    """What every run begins with."""

    model: E5
    pieces: Vocabulary
    reader: Reader
    recipe: Recipe
    read: Corpus


def _begun(options: argparse.Namespace) -> Begun:
    # Imported here: to score a file needs no torch.
    import torch  # noqa: PLC0415

    from commentbox.text.normalise import normalise  # noqa: PLC0415
    from training.encoder import e5, runs, vocabulary  # noqa: PLC0415
    from training.encoder.fit import Reader, Recipe  # noqa: PLC0415
    from training.encoder.net import Embeddings  # noqa: PLC0415

    torch.set_num_threads(options.threads)
    model, read = e5.read(), runs.corpus(options.data)
    said = [example.text for examples in read.values() for example in examples]
    said += [normalise(text).text for text in said]
    said += [e.text for source in runs.own_sentences() for e in source.examples]
    pieces = vocabulary.chosen(model, vocabulary.kept(model, said, options.words))
    reader = Reader(pieces.tokenizer(), Embeddings(pieces.words, model.weights))
    recipe = Recipe(epochs=options.epochs, layers=options.layers)
    return Begun(model, pieces, reader, recipe, read)


def _train(options: argparse.Namespace) -> None:
    from training.encoder import export, runs  # noqa: PLC0415

    model, pieces, reader, recipe, read = _begun(options)
    if options.logits:
        found = runs.across(model, reader, recipe, read, options.seeds)
        _keep(found, options.logits)
    weights = runs.shipped(model, reader, recipe, read, options.seeds)
    options.out.write_bytes(export.shipped(model, pieces, weights))
    log.info("%s: %.1f MB", options.out, options.out.stat().st_size / 1e6)


def _judge_by_topic(options: argparse.Namespace) -> None:
    from training import respect, topics  # noqa: PLC0415
    from training.encoder import runs  # noqa: PLC0415

    model, _, reader, recipe, read = _begun(options)
    options.logits.mkdir(parents=True, exist_ok=True)
    file = options.logits / topics.FILE
    if not file.exists():
        of = respect.gathered(options.data)
        counts = {name: len(read[name]) for name in RESPECT}
        part = topics.by_topic(of, options.parts)
        np.savez(file, allow_pickle=False, **topics.of_lines(of, part, counts))
    with np.load(file) as held:
        parts = {name: held[name] for name in held.files}
    found = runs.by_topic(
        model, reader, recipe, read, options.seeds, parts, options.logits
    )
    _keep(found, options.logits)


def _make_vectors(options: argparse.Namespace) -> None:
    from training import respect, words  # noqa: PLC0415
    from training.encoder.words import vectors  # noqa: PLC0415

    begun = _begun(options)
    known = words.spellings(respect.texts(options.data))
    found = vectors(begun.model, begun.reader, begun.recipe, [*known.values()])
    words.write(options.out, words.WordVectors([*known], found))


def _keep(found: Mapping[str, NDArray[np.float32]], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, logits in found.items():
        np.save(folder / f"{name}.npy", logits)


def _score(file: Path, out: Path, weights: Path) -> None:
    from commentbox.screening.encoder.scorer import HEADS  # noqa: PLC0415
    from commentbox.screening.encoder.weights import loaded  # noqa: PLC0415
    from training.corpus import rows  # noqa: PLC0415
    from training.encoder.data import FOREIGN  # noqa: PLC0415

    encoder = loaded(weights)
    texts = [FOREIGN.sub(" ", str(line["text"])) for line in rows(file)]
    found = np.stack([encoder.logits(text) for text in texts])
    np.save(out, found)
    json.dump({"texts": len(found), "columns": list(HEADS)}, sys.stdout)


if __name__ == "__main__":
    main()
