"""The trained layers as an ONNX graph in eight bits: vectors in, logits out."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from training.encoder.e5 import WIDTH, Floats
from training.encoder.net import EPSILON, HEADS, LANGUAGES, Weights, depth

OPSET: Final = 20
#: The newest that every onnxruntime since 1.20 reads.
IR: Final = 10
#: texts x heads x pieces x numbers, and for the keys numbers x pieces.
BY_HEAD: Final = (0, 2, 1, 3)
KEYS: Final = (0, 2, 3, 1)


class _Drawing:
    """Nodes in order; a name per value."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, values: NDArray[np.generic]) -> str:
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(values, name))
        return name

    def node(self, kind: str, *inputs: str, outputs: int = 1, **facts: object) -> str:
        """Add a node; return the name of its first output."""
        name = f"n{len(self.nodes)}"
        names = [name, *(f"{name}.{i}" for i in range(1, outputs))]
        self.nodes.append(helper.make_node(kind, inputs, names, name=name, **facts))
        return name

    def linear(self, states: str, weight: Floats, bias: Floats) -> str:
        turned = self.constant(np.ascontiguousarray(weight.T))
        return self.node(
            "Add", self.node("MatMul", states, turned), self.constant(bias)
        )

    def normed(self, states: str, weight: Floats, bias: Floats) -> str:
        facts = (self.constant(weight), self.constant(bias))
        return self.node("LayerNormalization", states, *facts, axis=-1, epsilon=EPSILON)

    def split(self, states: str) -> tuple[str, str, str]:
        sizes = self.constant(np.full(3, WIDTH, np.int64))
        name = self.node("Split", states, sizes, outputs=3, axis=-1)
        return name, f"{name}.1", f"{name}.2"

    def by_head(self, states: str, order: tuple[int, ...]) -> str:
        shape = self.constant(np.asarray([0, 0, HEADS, WIDTH // HEADS], np.int64))
        return self.node(
            "Transpose", self.node("Reshape", states, shape), perm=list(order)
        )


def exact(weights: Weights) -> onnx.ModelProto:
    """Return the graph in 32 bits."""
    arrays = {name: tensor.float().numpy() for name, tensor in weights.items()}
    drawing = _Drawing()
    states = "states"
    for layer in range(depth(weights)):
        states = _layer(drawing, states, arrays, str(layer))
    last = drawing.linear(states, arrays["head.w"], arrays["head.b"])
    drawing.node("Identity", last)
    drawing.nodes[-1].output[0] = "logits"
    shapes = (("states", WIDTH), ("logits", len(LANGUAGES)))
    given, found = (
        helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, "pieces", width])
        for name, width in shapes
    )
    graph = helper.make_graph(
        drawing.nodes, "encoder", [given], [found], drawing.constants
    )
    opsets = [helper.make_opsetid("", OPSET)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=IR)
    onnx.checker.check_model(model)
    return model


def _layer(drawing: _Drawing, states: str, arrays: dict[str, Floats], name: str) -> str:
    def part(kind: str) -> tuple[Floats, Floats]:
        return arrays[f"{name}.{kind}.w"], arrays[f"{name}.{kind}.b"]

    query, key, value = drawing.split(drawing.linear(states, *part("qkv")))
    scale = drawing.constant(np.asarray((WIDTH // HEADS) ** -0.5, np.float32))
    alike = drawing.node(
        "MatMul",
        drawing.node("Mul", drawing.by_head(query, BY_HEAD), scale),
        drawing.by_head(key, KEYS),
    )
    mixed = drawing.node(
        "MatMul",
        drawing.node("Softmax", alike, axis=-1),
        drawing.by_head(value, BY_HEAD),
    )
    together = drawing.node("Transpose", mixed, perm=list(BY_HEAD))
    flat = drawing.constant(np.asarray([0, 0, WIDTH], np.int64))
    mixed = drawing.linear(drawing.node("Reshape", together, flat), *part("ao"))
    states = drawing.normed(drawing.node("Add", states, mixed), *part("aln"))
    inner = drawing.node("Gelu", drawing.linear(states, *part("fi")))
    inner = drawing.linear(inner, *part("fo"))
    return drawing.normed(drawing.node("Add", states, inner), *part("oln"))


def in_eight_bits(weights: Weights) -> bytes:
    with TemporaryDirectory() as folder:
        wide, narrow = Path(folder) / "wide.onnx", Path(folder) / "narrow.onnx"
        onnx.save(exact(weights), wide)
        quantize_dynamic(
            wide,
            narrow,
            weight_type=QuantType.QInt8,
            per_channel=True,
            op_types_to_quantize=["MatMul"],
            extra_options={"MatMulConstBOnly": True},
        )
        return narrow.read_bytes()
