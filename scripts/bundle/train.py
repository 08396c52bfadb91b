"""python scripts/bundle/train.py PAIRS START OUT [--leave-out FOLD]: train the reader; needs torch and a GPU.

The loss is logistic on both outputs, the second weighted 0.4. Batches have 128 pairs of similar length. The rate of
AdamW rises for a short time and then declines linearly. START names the files of layers to start from, in the format of
OUT-0.npz and OUT-1.npz. It takes about four minutes for 70,000 pairs on two thirds of a GPU.

With --leave-out it writes to OUT.npz what the reader says of that fold's rows: with all known questions beside the
passage, with answered ones alone, and with none. Otherwise it writes the layers with 8-bit weights to OUT-0.npz and
OUT-1.npz, for ``scripts.bundle reader``. This file imports nothing from the project, so that it runs where the project
is not installed.
"""

import argparse
import time
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

BATCH = 128
EPOCHS = 3.0
RATE = 1.2e-4
HEAD_RATE = 30.0  # times the rate of the layers
RISE = 0.08  # of all steps
SECOND_OUTPUT = 0.4
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


class Pairs:
    """The pairs in a file that ``scripts.bundle pairs`` wrote."""

    def __init__(self, path: str) -> None:
        with np.load(path, allow_pickle=False) as file:
            self.arrays = dict(file)
        ends = np.cumsum(self.arrays["lengths"])
        self.texts = np.split(self.arrays["tokens"].astype(np.int64), ends[:-1])
        self.begin, self.end, self.padding = self.arrays["marks"].tolist()

    def tokens(self, row: Any, beside: slice = slice(2, 6)) -> Any:
        """Return the tokens of a row as the reader gets them: question, the texts ``beside``, passage."""
        texts = [row[0], *(text for text in row[beside] if text >= 0), row[1]]
        return np.concatenate(
            [[self.begin], np.concatenate([self.texts[text] for text in texts])[:LONGEST], [self.end]]
        )

    def batch(self, tokens: list[Any]) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the tokens, padded, and a mask of where there are any, each of shape (rows, longest)."""
        longest = (max(map(len, tokens)) + 7) // 8 * 8
        padded = np.full((len(tokens), longest), self.padding)
        given = np.zeros((len(tokens), longest), bool)
        for row, each in enumerate(tokens):
            padded[row, : len(each)] = each
            given[row, : len(each)] = True
        return torch.tensor(padded).to(DEVICE), torch.tensor(given).to(DEVICE)


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


class Reader(nn.Module):
    """The encoder's layers on its word vectors, which are not trained, and a head on the mean of the states.

    The mean is scaled to unit length.
    """

    def __init__(self, pairs: Pairs, start: dict[str, Any]) -> None:
        super().__init__()
        for name in ("words", "places", "norm"):
            self.register_buffer(name, torch.tensor(pairs.arrays[name].astype(np.float32)))
        self.layers = nn.ModuleList(Layer(start, number) for number in range(LAYERS))
        self.head = nn.Linear(WIDTH, 2)
        self.head.weight.data = torch.tensor(start["head.w"])
        self.head.bias.data = torch.tensor(start["head.b"])
        self.drop = nn.Dropout(DROPPED)

    def forward(self, tokens: torch.Tensor, given: torch.Tensor) -> torch.Tensor:
        own: Any = self
        rows = own.words[tokens] + own.places[: tokens.shape[1]]
        state = self.drop(functional.layer_norm(rows, (WIDTH,), own.norm[0], own.norm[1], EPSILON))
        found: torch.Tensor = self.head(unit_mean(self.layers, state, given))
        return found


def unit_mean(layers: nn.ModuleList, state: torch.Tensor, given: torch.Tensor) -> torch.Tensor:
    """Return the mean of what ``layers`` make of the tokens in each row of ``state``, scaled to unit length."""
    for layer in layers:
        state = layer(state, given[:, None, None, :])
    counted = given.unsqueeze(-1).float()
    return functional.normalize((state.float() * counted).sum(1) / counted.sum(1), dim=1)


def optimizer_of(layers: nn.ModuleList, head: nn.Linear, rate: float, head_rate: float) -> torch.optim.Optimizer:
    """Return AdamW for ``layers``, and for ``head`` with ``head_rate`` times their ``rate``."""
    matrices = [part for part in layers.parameters() if part.ndim > 1]
    vectors = [part for part in layers.parameters() if part.ndim == 1]
    groups = [
        {"params": matrices, "weight_decay": 0.01, "rate": rate},
        {"params": vectors, "weight_decay": 0.0, "rate": rate},
        {"params": list(head.parameters()), "weight_decay": 0.0, "rate": rate * head_rate},
    ]
    return torch.optim.AdamW(groups, lr=rate, betas=(0.9, 0.98))


def set_rate(optimizer: torch.optim.Optimizer, step: int, steps: int) -> None:
    """Set the rates for this one of all ``steps``: they rise for a short time and then decline linearly."""
    share = min(1.0, (step + 1) / (steps * RISE)) * max(0.02, 1 - step / steps)
    for group in optimizer.param_groups:
        group["lr"] = group["rate"] * share


def train(reader: Reader, pairs: Pairs, rows: Any, steps: int, seed: int) -> None:
    """Train ``reader`` on these ``rows``."""
    chance = np.random.default_rng(seed)
    torch.manual_seed(seed)
    optimizer = optimizer_of(reader.layers, reader.head, RATE, HEAD_RATE)
    outputs = torch.tensor([1.0, SECOND_OUTPUT]).to(DEVICE)
    targets, started = pairs.arrays["targets"], time.time()
    reader.train()
    for step, batch in enumerate(batches(pairs, rows, steps, chance)):
        set_rate(optimizer, step, steps)
        inputs = pairs.batch([pairs.tokens(pairs.arrays["rows"][row]) for row in batch])
        wanted = torch.tensor(targets[batch]).to(DEVICE)
        with torch.autocast(DEVICE, torch.bfloat16):
            found = reader(*inputs)
        loss = functional.binary_cross_entropy_with_logits(found.float(), wanted[:, :2], reduction="none")
        loss = ((loss * outputs).sum(1) * wanted[:, 2]).mean()
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
        optimizer.step()
        if step % 200 == 0:
            print(f"step {step} of {steps}, loss {loss.item():.3f}, {time.time() - started:.0f} s", flush=True)


def batches(pairs: Pairs, rows: Any, steps: int, chance: Any) -> Any:
    """Yield as many batches as there are ``steps``, each of rows of similar length."""
    lengths = np.append(pairs.arrays["lengths"], 0)[pairs.arrays["rows"]].sum(axis=1)
    made = 0
    while made < steps:
        order = chance.permutation(rows)
        cut = []
        for start in range(0, len(order), BATCH * 40):
            near = order[start : start + BATCH * 40]
            near = near[np.argsort(lengths[near])]
            cut += [near[first : first + BATCH] for first in range(0, len(near), BATCH)]
        for number in chance.permutation(len(cut))[: steps - made]:
            yield cut[number]
            made += 1


def read(reader: Reader, pairs: Pairs, rows: Any, beside: slice) -> Any:
    """Return the reader's first output for these of the ``asked`` rows."""
    reader.eval()
    texts = [pairs.tokens(pairs.arrays["asked"][row], beside) for row in rows]
    order = np.argsort([len(text) for text in texts])
    found = np.zeros(len(rows), np.float32)
    with torch.no_grad(), torch.autocast(DEVICE, torch.bfloat16):
        for start in range(0, len(order), 512):
            part = order[start : start + 512]
            found[part] = reader(*pairs.batch([texts[number] for number in part]))[:, 0].float().cpu().numpy()
    return found


def write_layers(reader: Reader, out: str) -> None:
    """Write the layers to two files, half of them in each, with 8-bit weights and a scale for each row."""
    for half in (0, 1):
        arrays: dict[str, Any] = {}
        for number in range(half * LAYERS // 2, (half + 1) * LAYERS // 2):
            arrays |= arrays_of(reader.layers[number], number)
        if half:
            arrays |= arrays_of_head(reader.head)
        np.savez(f"{out}-{half}.npz", **arrays)


def arrays_of(layer: Any, number: int) -> dict[str, Any]:
    """Return the weights of a layer as they are written."""
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


def arrays_of_head(head: nn.Linear) -> dict[str, Any]:
    """Return the weights of the head as they are written."""
    return {"head.w": head.weight.data.cpu().numpy(), "head.b": head.bias.data.cpu().numpy()}


def main() -> None:
    """Read the command line, train the reader and write the result."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pairs")
    parser.add_argument("start", nargs="+", help="files of layers")
    parser.add_argument("out")
    parser.add_argument("--leave-out", type=int)
    parser.add_argument("--epochs", type=float, default=EPOCHS)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    pairs = Pairs(given.pairs)
    start: dict[str, Any] = {}
    for path in given.start:
        with np.load(path, allow_pickle=False) as file:
            start |= dict(file)
    reader = Reader(pairs, start).to(DEVICE)
    folds = pairs.arrays["folds"]
    rows = np.flatnonzero((folds < 0) | (folds != (-2 if given.leave_out is None else given.leave_out)))
    train(reader, pairs, rows, int(given.epochs * len(rows) / BATCH), given.seed)
    if given.leave_out is None:
        write_layers(reader, given.out)
        return
    asked = np.flatnonzero(pairs.arrays["asked_folds"] == given.leave_out)
    found = [read(reader, pairs, asked, beside) for beside in (slice(2, 6), slice(2, 4), slice(0, 0))]
    names = pairs.arrays["names"][asked]
    np.savez_compressed(f"{given.out}.npz", names=names, readings=np.stack(found, axis=1).astype(np.float16))


if __name__ == "__main__":
    main()
