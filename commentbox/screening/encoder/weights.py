"""Where the weights of the encoder lie, and how they become something that reads."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Final

import numpy as np

from commentbox.screening.encoder.embeddings import Embeddings
from commentbox.screening.encoder.reading import Encoder, Run
from commentbox.screening.encoder.tokenizer import Tokenizer

#: The distribution that carries nothing but the weights.
PACKAGE: Final = "commentbox_encoder"
FILE: Final = "encoder.npz"
CHECKOUT: Final = Path(__file__).parents[3] / "encoder" / PACKAGE / FILE
ERRORS_ONLY: Final = 3


def found() -> Path | None:
    """Return the installed file, else that of the checkout, else nothing.

    Nothing, too, where there is no onnxruntime to run it.
    """
    if find_spec("onnxruntime") is None:
        return None
    spec = find_spec(PACKAGE)
    if spec is not None and spec.origin is not None:
        path = Path(spec.origin).with_name(FILE)
        if path.is_file():
            return path
    return CHECKOUT if CHECKOUT.is_file() else None


def loaded(path: Path) -> Encoder:
    """Load the file; raises whatever is wrong with it."""
    with path.open("rb") as opened, np.load(opened) as file:
        arrays = {name: file[name] for name in file.files}
    pieces = arrays["pieces"].tobytes().decode().split("\n")
    tokenizer = Tokenizer(pieces, arrays["scores"].tolist())
    run = _run(arrays["graph"].tobytes())
    return Encoder(tokenizer, Embeddings(arrays), run)


def _run(graph: bytes) -> Run:
    # Imported here: the base install has no onnxruntime, and it costs memory.
    import onnxruntime  # noqa: PLC0415

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = ERRORS_ONLY
    session = onnxruntime.InferenceSession(
        graph, options, providers=["CPUExecutionProvider"]
    )
    return lambda states: np.asarray(session.run(None, {"states": states})[0])
