"""Write the layers of the bundled encoder as an ONNX graph with 8-bit weights.

Weights are quantised by output channel to -64..64. A processor without VNNI adds products of 8 bits in 16 bits; larger
weights would saturate there, and its vectors would differ from those of a newer processor. Inputs are quantised when
the graph runs. This loses precision, because a few columns are many times larger than the rest. Columns are therefore
evened out first: weights are multiplied by a factor and inputs divided by it. The factors follow from the inputs on
sample texts: Xiao and others, "SmoothQuant" (2023).
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from index.bundled.tokenizer import Ids
from index.bundled.weights import Floats, Weights
from scripts.bundle.trained import TrainedWeights

_LARGEST = 64
_SMOOTHING = 0.65  # SmoothQuant's alpha: 0 leaves the inputs as they are, 1 evens them out wholly
_SMALLEST = 1e-6
_OPSET = 17
_IR_VERSION = 9
_EXTENSIONS = "com.microsoft"

Linear = Callable[[str, str, str], str]


Head = tuple[Floats, Floats]  # weights, shape (outputs, width), and bias of a linear layer


def write_layers(weights: Weights | TrainedWeights, texts: Iterable[Ids], path: Path, head: Head | None = None) -> None:
    """Write the graph to ``path``: input ``rows`` (1, tokens, width), output ``states`` of the same shape.

    With a ``head`` the output is ``scores`` (1, outputs): the head applied to the mean of the states, scaled to unit
    length. ``texts`` are token ids, including those of begin and end; the range of the inputs is taken from them.
    """
    largest = _largest_inputs(weights, texts)
    graph = _Graph(weights)

    def linear(source: str, name: str, inputs: str) -> str:
        return _quantised(graph, source, name, largest[inputs], inputs)

    state = _layers(graph, linear)
    if head is None:
        graph.node("Identity", [state], "states")
        onnx.save(graph.model({"states": [1, "tokens", weights.width]}), str(path))
        return
    mean = graph.node("ReduceMean", [state], "mean", axes=[1], keepdims=0)
    unit = graph.node("LpNormalization", [mean], "unit", axis=-1, p=2)
    parts = [graph.constant("head.w", head[0]), graph.constant("head.b", head[1])]
    graph.node("Gemm", [unit, *parts], "scores", transB=1)
    onnx.save(graph.model({"scores": [1, len(head[1])]}), str(path))


class _Graph:
    """Nodes and constants of a graph under construction."""

    def __init__(self, weights: Weights | TrainedWeights) -> None:
        self.weights = weights
        self.nodes: list[Any] = []
        self.constants: dict[str, Any] = {}

    def constant(self, name: str, values: Any) -> str:
        self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(values), name)
        return name

    def floats(self, name: str) -> str:
        return self.constant(name, self.weights.floats(name))

    def node(self, kind: str, inputs: list[str], output: str, domain: str = "", **attributes: Any) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [output], domain=domain, **attributes))
        return output

    def matrix(self, name: str) -> Floats:
        rows = self.weights.inner if name.endswith(".fi") else self.weights.width
        return self.weights.matrix(f"{name}.w", rows)

    def model(self, outputs: dict[str, list[str | int | None] | None]) -> Any:
        """Return the graph as a model with these outputs and their shapes."""
        shape: list[str | int | None] = [1, "tokens", self.weights.width]
        graph = helper.make_graph(
            self.nodes,
            "layers",
            [helper.make_tensor_value_info("rows", TensorProto.FLOAT, shape)],
            [helper.make_tensor_value_info(name, TensorProto.FLOAT, size) for name, size in outputs.items()],
            list(self.constants.values()),
        )
        opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_EXTENSIONS, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=_IR_VERSION)


def _layers(graph: _Graph, linear: Linear) -> str:
    """Add BERT's encoder to the graph, and return the name of its output.

    ``linear`` adds a product, given its source, the name of its weights and the name of its inputs.
    """
    norm = graph.floats("emb.ln.w"), graph.floats("emb.ln.b")
    state = graph.node("LayerNormalization", ["rows", *norm], "embedded", axis=-1, epsilon=graph.weights.epsilon)
    for number in range(graph.weights.layers):
        layer = f"l{number}"
        state = _layer(graph, linear, layer, state)
    return state


def _layer(graph: _Graph, linear: Linear, layer: str, state: str) -> str:
    parts = [linear(state, f"{layer}.{part}", f"{layer}.attention") for part in ("q", "k", "v")]
    heads = graph.weights.heads
    context = graph.node("MultiHeadAttention", parts, f"{layer}.context", _EXTENSIONS, num_heads=heads)
    attended = _added(graph, linear(context, f"{layer}.ao", f"{layer}.context"), state, f"{layer}.aln")
    inner = linear(attended, f"{layer}.fi", f"{layer}.attended")
    active = graph.node("Gelu", [inner], f"{layer}.active", _EXTENSIONS)
    return _added(graph, linear(active, f"{layer}.fo", f"{layer}.active"), attended, f"{layer}.oln")


def _added(graph: _Graph, change: str, state: str, norm: str) -> str:
    inputs = [change, state, graph.floats(f"{norm}.w"), graph.floats(f"{norm}.b")]
    return graph.node("SkipLayerNormalization", inputs, f"{norm}.sum", _EXTENSIONS, epsilon=graph.weights.epsilon)


def _exact(graph: _Graph, source: str, name: str) -> str:
    product = graph.node("MatMul", [source, graph.constant(f"{name}.w", graph.matrix(name).T)], f"{name}.product")
    return graph.node("Add", [product, graph.floats(f"{name}.b")], name)


def _quantised(graph: _Graph, source: str, name: str, largest: Floats, inputs: str) -> str:
    others = [f"{inputs.split('.')[0]}.{part}" for part in "qkv"] if inputs.endswith(".attention") else [name]
    columns = np.max([np.abs(graph.matrix(other)).max(axis=0) for other in others], axis=0)
    factors = largest**_SMOOTHING / np.maximum(columns, _SMALLEST) ** (1 - _SMOOTHING)
    factors = (factors / np.exp(np.log(factors).mean())).astype(np.float32)
    smooth = f"{inputs}.smooth"
    if smooth not in graph.constants:
        graph.node("Mul", [source, graph.constant(smooth, 1 / factors)], f"{inputs}.even")
    matrix = graph.matrix(name) * factors
    scales = np.abs(matrix).max(axis=1) / _LARGEST
    whole = np.rint(matrix / scales[:, None]).astype(np.int8)
    weights = [graph.constant(f"{name}.w", whole.T), graph.constant(f"{name}.scales", scales.astype(np.float32))]
    product = [f"{inputs}.even", *weights, "", graph.floats(f"{name}.b")]
    return graph.node("DynamicQuantizeMatMul", product, name, _EXTENSIONS)


def _largest_inputs(weights: Weights | TrainedWeights, texts: Iterable[Ids]) -> dict[str, Floats]:
    """Return the largest absolute value of each column of each product's inputs, by exact arithmetic."""
    import onnxruntime

    graph = _Graph(weights)
    sources: dict[str, str] = {}

    def linear(source: str, name: str, inputs: str) -> str:
        sources[inputs] = source
        return _exact(graph, source, name)

    _layers(graph, linear)
    seen = list(dict.fromkeys(sources.values()))
    model = graph.model(dict.fromkeys(seen)).SerializeToString()
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    places = weights.floats("emb.pos").reshape(weights.longest, -1) + weights.floats("emb.type")[: weights.width]
    largest: dict[str, Floats] = {}
    for ids in texts:
        rows = weights.word_rows(ids) + places[: len(ids)]
        values = dict(zip(seen, session.run(None, {"rows": rows[None]}), strict=True))
        for name, source in sources.items():
            value = values[source]
            top = np.abs(value).max(axis=(0, 1))
            largest[name] = np.maximum(largest.get(name, top), top)
    return {name: np.maximum(top, _SMALLEST) for name, top in largest.items()}
