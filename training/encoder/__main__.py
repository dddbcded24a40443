"""The commands: train and ship everything, or score a file with what is shipped."""

from __future__ import annotations

import argparse
import json
import logging
import sys
from pathlib import Path
from typing import Final

import numpy as np

SHIPPED: Final = Path("encoder/commentbox_encoder/encoder.npz")
WORD_LISTS: Final = Path("/usr/share/dict")

log = logging.getLogger(__name__)


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    options = _options()
    if options.command == "score":
        _score(options.file, options.out, options.weights)
    else:
        _train(options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser("training.encoder", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    train = commands.add_parser("train", help="train, judge and export everything")
    train.add_argument("--data", type=Path, required=True, help="folder of the data")
    train.add_argument("--out", type=Path, default=SHIPPED)
    train.add_argument("--logits", type=Path, help="folder for what others stack on")
    train.add_argument("--words", type=Path, default=WORD_LISTS)
    train.add_argument("--seeds", type=int, nargs="+", default=[1])
    train.add_argument("--epochs", type=int, default=3)
    train.add_argument("--layers", type=int, default=6)
    train.add_argument("--threads", type=int, default=1)
    score = commands.add_parser("score", help="a logit per text and language")
    score.add_argument("file", type=Path, help="a JSON object with a text each line")
    score.add_argument("out", type=Path, help="a .npy file, columns German, English")
    score.add_argument("--weights", type=Path, default=SHIPPED)
    return parser.parse_args()


def _train(options: argparse.Namespace) -> None:
    # Imported here: to score a file needs no torch.
    import torch  # noqa: PLC0415

    from commentbox.text.normalise import normalise  # noqa: PLC0415
    from training.encoder import e5, export, runs, vocabulary  # noqa: PLC0415
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
    if options.logits:
        options.logits.mkdir(parents=True, exist_ok=True)
        found = runs.across(model, reader, recipe, read, options.seeds)
        for name, logits in found.items():
            np.save(options.logits / f"{name}.npy", logits)
    weights = runs.shipped(model, reader, recipe, read, options.seeds)
    options.out.write_bytes(export.shipped(model, pieces, weights))
    log.info("%s: %.1f MB", options.out, options.out.stat().st_size / 1e6)


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
