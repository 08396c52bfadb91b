"""python -m scripts.bundle.train PAIRS START OUT [--leave-out FOLD]: train the reader; needs torch and a GPU.

The loss is logistic on both outputs, the second weighted 0.4. Batches have 128 pairs of similar length. The rate of
AdamW rises for a short time and then declines linearly. START names the files of layers to start from, in the format of
OUT-0.npz and OUT-1.npz. It takes about four minutes for 70,000 pairs on two thirds of a GPU.

With --leave-out it writes to OUT.npz what the reader says of that fold's rows: with all known questions beside the
passage, with answered ones alone, and with none. Otherwise it writes the layers with 8-bit weights to OUT-0.npz and
OUT-1.npz, for ``scripts.bundle reader``.
"""

import argparse
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from scripts.bundle.network import (
    DEVICE,
    Reader,
    in_batches,
    marked,
    optimizer_of,
    padded,
    read_files,
    read_start,
    take_step,
    write_trained,
)

BATCH = 128
EPOCHS = 3.0
RATE = 1.2e-4
HEAD_RATE = 30.0  # times the rate of the layers
SECOND_OUTPUT = 0.4


class Pairs:
    """The pairs in a file that ``scripts.bundle pairs`` wrote."""

    def __init__(self, path: Path) -> None:
        self.rows, (self.arrays,) = read_files([path])

    def tokens(self, row: Any, beside: slice = slice(2, 6)) -> Any:
        """Return the tokens of a row as the reader gets them: question, the texts ``beside``, passage."""
        texts = [row[0], *(text for text in row[beside] if text >= 0), row[1]]
        return marked(self.arrays["marks"], [self.arrays["texts"][text] for text in texts])


def train(reader: Reader, pairs: Pairs, rows: Any, steps: int, seed: int) -> None:
    """Train ``reader`` on these ``rows``."""
    chance = np.random.default_rng(seed)
    torch.manual_seed(seed)
    optimizer = optimizer_of(reader, RATE, HEAD_RATE)
    outputs = torch.tensor([1.0, SECOND_OUTPUT]).to(DEVICE)
    targets, started = pairs.arrays["targets"], time.time()
    reader.train()
    for step, batch in enumerate(batches(pairs, rows, steps, chance)):
        found = reader(*padded([pairs.tokens(pairs.arrays["rows"][row]) for row in batch]))
        wanted = torch.tensor(targets[batch]).to(DEVICE)
        loss = functional.binary_cross_entropy_with_logits(found, wanted[:, :2], reduction="none")
        loss = ((loss * outputs).sum(1) * wanted[:, 2]).mean()
        take_step(reader, optimizer, loss, (step + 1) / steps)
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
    with torch.no_grad():
        return in_batches(reader, texts, 512)[:, 0].cpu().numpy()


def main() -> None:
    """Read the command line, train the reader and write the result."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pairs", type=Path)
    parser.add_argument("start", nargs="+", type=Path, help="files of layers")
    parser.add_argument("out")
    parser.add_argument("--leave-out", type=int)
    parser.add_argument("--epochs", type=float, default=EPOCHS)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    pairs = Pairs(given.pairs)
    reader = Reader(pairs.rows, read_start(given.start)).to(DEVICE)
    folds = pairs.arrays["folds"]
    rows = np.flatnonzero((folds < 0) | (folds != (-2 if given.leave_out is None else given.leave_out)))
    train(reader, pairs, rows, int(given.epochs * len(rows) / BATCH), given.seed)
    if given.leave_out is None:
        write_trained(reader, given.out)
        return
    asked = np.flatnonzero(pairs.arrays["asked_folds"] == given.leave_out)
    found = [read(reader, pairs, asked, beside) for beside in (slice(2, 6), slice(2, 4), slice(0, 0))]
    names = pairs.arrays["names"][asked]
    np.savez_compressed(f"{given.out}.npz", names=names, readings=np.stack(found, axis=1).astype(np.float16))


if __name__ == "__main__":
    main()
