"""The network that readers and search layers are trained as, and what their trainings have in common.

This module and `train`, `train_order` and `train_search`, which import it, need numpy and torch, and of this
project only the folders `bot` and `scripts`: they run in a copy of it where it is not installed.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import torch
from torch import nn
from torch.nn import functional

RISE = 0.08  # of all steps
LONGEST = 400  # tokens
LAYERS, WIDTH, HEADS = 12, 384, 12
DROPPED = 0.1
SHAPES = {
    "attention.self.query": (WIDTH, WIDTH),
    "attention.self.key": (WIDTH, WIDTH),
    "attention.self.value": (WIDTH, WIDTH),
    "attention.output.dense": (WIDTH, WIDTH),
    "intermediate.dense": (4 * WIDTH, WIDTH),
    "output.dense": (WIDTH, 4 * WIDTH),
}
NORMS = ("attention.output.LayerNorm", "output.LayerNorm")
EPSILON = 1e-12
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"

Item = TypeVar("Item")


class Layer(nn.Module):
    """A layer of BERT."""

    def __init__(self, start: dict[str, Any], number: int) -> None:
        super().__init__()
        for name, (out, width) in SHAPES.items():
            linear = nn.Linear(width, out)
            key = f"l{number}.{name}"
            linear.weight.data = torch.tensor(start[f"{key}.q"].astype(np.float32) * start[f"{key}.s"][:, None])
            linear.bias.data = torch.tensor(start[f"{key}.b"])
            self.add_module(name.replace(".", "_"), linear)
        for name in NORMS:
            norm = nn.LayerNorm(WIDTH, eps=EPSILON)
            norm.weight.data = torch.tensor(start[f"l{number}.{name}.w"])
            norm.bias.data = torch.tensor(start[f"l{number}.{name}.b"])
            self.add_module(name.replace(".", "_"), norm)
        self.drop = nn.Dropout(DROPPED)

    def forward(self, state: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        own: Any = self
        rows, length, _ = state.shape
        parts = (own.attention_self_query, own.attention_self_key, own.attention_self_value)
        query, key, value = (part(state).view(rows, length, HEADS, -1).transpose(1, 2) for part in parts)
        dropped = DROPPED if self.training else 0.0
        context = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask, dropout_p=dropped)
        context = context.transpose(1, 2).reshape(state.shape)
        attended = own.attention_output_LayerNorm(state + own.drop(own.attention_output_dense(context)))
        inner = own.output_dense(functional.gelu(own.intermediate_dense(attended)))
        result: torch.Tensor = own.output_LayerNorm(attended + own.drop(inner))
        return result


class Network(nn.Module):
    """The encoder's layers on its word vectors, which are not trained: the mean of the states, scaled to unit length.

    ``rows`` are what `read_files` returns first, ``start`` the weights that `read_start` returns.
    """

    def __init__(self, rows: dict[str, Any], start: dict[str, Any]) -> None:
        super().__init__()
        for name in ("words", "places", "norm"):
            self.register_buffer(name, torch.tensor(rows[name].astype(np.float32)))
        self.layers = nn.ModuleList(Layer(start, number) for number in range(LAYERS))

    def embedded(self, tokens: torch.Tensor) -> torch.Tensor:
        """Return what the first layer is given of ``tokens``, shape (rows, longest, width)."""
        own: Any = self
        rows = own.words[tokens] + own.places[: tokens.shape[1]]
        return functional.layer_norm(rows, (WIDTH,), own.norm[0], own.norm[1], EPSILON)

    def forward(self, tokens: torch.Tensor, given: torch.Tensor) -> torch.Tensor:
        state, counted = self.embedded(tokens), given.unsqueeze(-1).float()
        with torch.autocast(tokens.device.type, torch.bfloat16):
            for layer in self.layers:
                state = layer(state, given[:, None, None, :])
        return functional.normalize((state.float() * counted).sum(1) / counted.sum(1), dim=1)


class Reader(Network):
    """A network with a head of two outputs: that a passage answers, and that it is about the question."""

    def __init__(self, rows: dict[str, Any], start: dict[str, Any]) -> None:
        super().__init__(rows, start)
        self.head = nn.Linear(WIDTH, 2)
        self.head.weight.data = torch.tensor(start["head.w"])
        self.head.bias.data = torch.tensor(start["head.b"])
        self.drop = nn.Dropout(DROPPED)

    def embedded(self, tokens: torch.Tensor) -> torch.Tensor:
        dropped: torch.Tensor = self.drop(super().embedded(tokens))
        return dropped

    def forward(self, tokens: torch.Tensor, given: torch.Tensor) -> torch.Tensor:
        found: torch.Tensor = self.head(super().forward(tokens, given))
        return found


def read_command_line(about: str, arguments: Sequence[str] | None) -> argparse.Namespace:
    """Return what is given to a program that trains on questions about documents."""
    parser = argparse.ArgumentParser(description=about.splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path, help="what it is trained on")
    parser.add_argument("--start", required=True, nargs="+", type=Path, help="files of layers")
    parser.add_argument("--out", required=True)
    parser.add_argument("--held-out", type=int, default=0, help="documents of each file")
    parser.add_argument("--epochs", type=float, default=2.5)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args(arguments)


def last_of(names: Sequence[str], count: int) -> set[str]:
    """Return the last ``count`` different ``names``."""
    different = list(dict.fromkeys(names))
    return set(different[max(0, len(different) - count) :])


def read_files(files: Sequence[Path]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the rows of the words of all ``files``, places and norm; and the arrays of each file.

    These come with ``texts``: a list of the tokens of each text, numbered by the rows of all files, as ``marks`` are.
    """
    found: list[dict[str, Any]] = []
    words = 0
    for file in files:
        with np.load(file, allow_pickle=False) as opened:
            arrays = dict(opened)
        tokens = arrays["tokens"].astype(np.int64) + words
        arrays["texts"] = np.split(tokens, np.cumsum(arrays["lengths"])[:-1])
        arrays["marks"] = arrays["marks"] + words
        words += len(arrays["words"])
        found.append(arrays)
    rows = {name: found[0][name] for name in ("places", "norm")}
    return rows | {"words": np.concatenate([arrays["words"] for arrays in found])}, found


def read_start(files: Sequence[Path]) -> dict[str, Any]:
    """Return the weights in ``files``, which `write_trained` or ``scripts.bundle weights`` wrote."""
    start: dict[str, Any] = {}
    for path in files:
        with np.load(path, allow_pickle=False) as file:
            start |= dict(file)
    return start


def marked(marks: Any, texts: Sequence[Any]) -> Any:
    """Return the tokens of ``texts`` as one text, not too long, between the marks of begin and end."""
    begin, end, _ = marks.tolist()
    return np.concatenate([[begin], np.concatenate(texts)[:LONGEST], [end]])


def padded(texts: Sequence[Any]) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the tokens of all texts and a mask of where there are any, each of shape (texts, longest)."""
    longest = (max(map(len, texts)) + 7) // 8 * 8
    tokens = np.zeros((len(texts), longest), np.int64)
    given = np.zeros((len(texts), longest), bool)
    for row, each in enumerate(texts):
        tokens[row, : len(each)] = each
        given[row, : len(each)] = True
    return torch.tensor(tokens).to(DEVICE), torch.tensor(given).to(DEVICE)


def in_batches(network: Network, texts: Sequence[Any], size: int) -> torch.Tensor:
    """Return what ``network`` says of each text, those of similar length together, at most ``size``."""
    order = np.argsort([len(text) for text in texts], kind="stable")
    parts = [order[first : first + size] for first in range(0, len(order), size)]
    found = [network(*padded([texts[number] for number in part])) for part in parts]
    return torch.cat(found)[torch.tensor(np.argsort(order)).to(DEVICE)]


def optimizer_of(network: Network, rate: float, head_rate: float = 1.0) -> torch.optim.Optimizer:
    """Return AdamW for the layers, and for a reader's head with ``head_rate`` times their ``rate``."""
    matrices = [part for part in network.layers.parameters() if part.ndim > 1]
    vectors = [part for part in network.layers.parameters() if part.ndim == 1]
    groups: list[dict[str, Any]] = [
        {"params": matrices, "weight_decay": 0.01, "rate": rate},
        {"params": vectors, "weight_decay": 0.0, "rate": rate},
    ]
    if isinstance(network, Reader):
        groups.append({"params": list(network.head.parameters()), "weight_decay": 0.0, "rate": rate * head_rate})
    return torch.optim.AdamW(groups, lr=rate, betas=(0.9, 0.98), fused=DEVICE == "cuda")


def take_step(network: Network, optimizer: torch.optim.Optimizer, loss: torch.Tensor, done: float) -> None:
    """Change the weights of ``network`` by ``loss``; ``done`` is the share of the training that is over, to 1.

    The rate rises for a short time and then declines linearly.
    """
    share = min(1.0, done / RISE) * max(0.02, 1 - done)
    for group in optimizer.param_groups:
        group["lr"] = group["rate"] * share
    optimizer.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]
    nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    optimizer.step()


def drawn(items: Sequence[Item], size: int, epochs: float, chance: np.random.Generator) -> Iterator[list[Item]]:
    """Yield ``size`` of ``items`` at a time, in a random order, all of them ``epochs`` times over."""
    size = min(size, len(items))
    order: list[int] = []
    for _ in range(int(epochs * len(items) / size)):
        if len(order) < size:
            order = chance.permutation(len(items)).tolist()
        yield [items[order.pop()] for _ in range(size)]


def hit_rates(ranks: Sequence[int], depths: Sequence[int]) -> str:
    """Return in words how many of ``ranks``, counted from 0, are among the first."""
    shares = (f"hit@{depth} {np.mean(np.array(ranks) < depth):.1%}" for depth in depths)
    return f"{len(ranks)} questions: {', '.join(shares)}"


def write_trained(network: Network, out: str) -> None:
    """Write the layers to OUT-0.npz and OUT-1.npz, half of them in each, with 8-bit weights and a scale for each row.

    A reader's head is in the second file.
    """
    for half in (0, 1):
        arrays: dict[str, Any] = {}
        for number in range(half * LAYERS // 2, (half + 1) * LAYERS // 2):
            arrays |= _arrays_of(network.layers[number], number)
        if half and isinstance(network, Reader):
            head = network.head
            arrays |= {"head.w": head.weight.data.cpu().numpy(), "head.b": head.bias.data.cpu().numpy()}
        np.savez(f"{out}-{half}.npz", **arrays)


def _arrays_of(layer: Any, number: int) -> dict[str, Any]:
    arrays: dict[str, Any] = {}
    for name in (*SHAPES, *NORMS):
        part, key = getattr(layer, name.replace(".", "_")), f"l{number}.{name}"
        weights = part.weight.data.float().cpu().numpy()
        arrays[f"{key}.b"] = part.bias.data.cpu().numpy()
        if name in NORMS:
            arrays[f"{key}.w"] = weights
        else:
            scales = np.abs(weights).max(1) / 127
            arrays |= {f"{key}.q": np.rint(weights / scales[:, None]).astype(np.int8), f"{key}.s": scales}
    return arrays
