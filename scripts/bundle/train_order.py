"""python -m scripts.bundle.train_order RANKED... --out OUT: train the reader for documents without sample questions.

It starts from the reader that there is, and trains the upper half of its layers on what ``scripts.bundle ranked``
wrote: to put the right passages of a question first by what the reader says together with the scores before reading,
and by what it says alone (softmax over the passages); and to tell a passage that answers from one that does not
(logistic). What it says of a wrong passage's being about the question is held near what it said before.

The lower layers do not change, so their states are computed once, by the graph. It needs torch, but no GPU: 2,800
questions took 45 minutes on one core with AVX-512, once over. With --held-out N the last N documents of each file are
left out, and it prints how often the right passage comes first, and among three, before and after.
"""

import argparse
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
import onnxruntime
import torch
from onnx import numpy_helper
from torch import nn
from torch.nn import functional

from index.bundled.inputs import shared_inputs
from index.bundled.reader import READER_WITHOUT_SAMPLES
from index.passage_reading import ABOUT, SCORE_A_LOGIT
from scripts.bundle.reader import PARTS
from scripts.bundle.train import LAYERS, WIDTH, Layer, arrays_of, arrays_of_head, optimizer_of, set_rate, unit_mean

FIRST = LAYERS // 2  # the first layer that is trained
QUESTIONS = 8  # a step
RIGHT, WRONG = 2, 5  # passages of a question in a step, at most
RATE = 5e-5
HEAD_RATE = 10.0  # times the rate of the layers
ALONE = 0.5  # share of the order by what the reader says alone
ANSWERS = 0.3  # weight of telling answers from others
SECOND_OUTPUT = 0.4  # of that, for the second output
UNCHANGED = 0.02  # weight of the squared change of the second output
# What comes into a product is scaled in the graph, by the factors of this name; see `scripts.bundle.layers`.
SCALED = {"q": "attention", "k": "attention", "v": "attention", "ao": "context", "fi": "attended", "fo": "active"}

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Question:
    """The passages found for a question, with what the lower layers make of them and what the reader said of them."""

    document: str
    states: list[Floats]
    score: Floats
    right: npt.NDArray[np.bool_]
    old: Floats


def start_weights() -> dict[str, Any]:
    """Return the weights of the reader that there is, as ``scripts.bundle.train`` writes them."""
    found = {each.name: numpy_helper.to_array(each) for each in onnx.load(READER_WITHOUT_SAMPLES).graph.initializer}
    start: dict[str, Any] = {name: found[name] for name in ("head.w", "head.b")}
    for layer in range(LAYERS):
        for part, scaled in SCALED.items():
            key = f"l{layer}.{PARTS[part]}"
            start[f"{key}.q"] = found[f"l{layer}.{part}.w"].T * found[f"l{layer}.{scaled}.smooth"][None, :]
            start[f"{key}.s"] = found[f"l{layer}.{part}.scales"]
            start[f"{key}.b"] = found[f"l{layer}.{part}.b"]
        for part in ("aln", "oln"):
            start |= {f"l{layer}.{PARTS[part]}.{kind}": found[f"l{layer}.{part}.{kind}"] for kind in "wb"}
    return start


class UpperHalf(nn.Module):
    """The upper layers of the reader and its head."""

    def __init__(self, start: dict[str, Any]) -> None:
        super().__init__()
        self.layers = nn.ModuleList(Layer(start, number) for number in range(FIRST, LAYERS))
        self.head = nn.Linear(WIDTH, 2)
        self.head.weight.data = torch.tensor(start["head.w"])
        self.head.bias.data = torch.tensor(start["head.b"])

    def forward(self, states: list[Floats]) -> torch.Tensor:
        longest = max(map(len, states))
        state = torch.zeros(len(states), longest, WIDTH)
        given = torch.zeros(len(states), longest, dtype=torch.bool)
        for row, each in enumerate(states):
            state[row, : len(each)] = torch.tensor(each)
            given[row, : len(each)] = True
        with torch.autocast("cpu", torch.bfloat16):
            mean = unit_mean(self.layers, state, given)
        found: torch.Tensor = self.head(mean)
        return found


def read_ranked(file: Path) -> list[Question]:
    """Return the questions of a file with the states of the lower layers, which take 768 bytes a token."""
    with np.load(file, allow_pickle=False) as arrays:
        rows = dict(arrays)
    texts = np.split(rows["tokens"], np.cumsum(rows["lengths"])[:-1])
    inputs = shared_inputs()
    model, last = onnx.load(READER_WITHOUT_SAMPLES), f"l{FIRST - 1}.oln.sum"
    model.graph.output.append(onnx.helper.make_tensor_value_info(last, onnx.TensorProto.FLOAT, [1, "tokens", WIDTH]))
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    states = [session.run([last], {"rows": inputs.rows(text)})[0][0].astype(np.float16) for text in texts]
    questions = []
    for number, document in enumerate(rows["documents"].tolist()):
        of_it = np.flatnonzero(rows["question"] == number)
        columns = (rows[name][of_it] for name in ("score", "right", "old"))
        questions.append(Question(document, [states[row] for row in of_it], *columns))
    return questions


def loss_of(question: Question, chosen: list[int], right: int, said: torch.Tensor) -> torch.Tensor:
    """Return the loss of the ``chosen`` passages, of which the first ``right`` are right, by what was ``said``."""
    wanted = torch.zeros(len(chosen))
    wanted[:right] = 1.0
    loss = ANSWERS * functional.binary_cross_entropy_with_logits(said[:, 0], wanted)
    moved = said[right:, 1] - torch.tensor(question.old[chosen[right:], 1])
    loss = loss + UNCHANGED * moved.pow(2).sum() / len(chosen)
    if right:
        about = functional.binary_cross_entropy_with_logits(said[:right, 1], wanted[:right])
        loss = loss + ANSWERS * SECOND_OUTPUT * about
        read = SCORE_A_LOGIT * (said[:, 0] + ABOUT * said[:, 1])
        for scores, share in ((read, ALONE), (read + torch.tensor(question.score[chosen]), 1 - ALONE)):
            loss = loss + share * (torch.logsumexp(scores, 0) - torch.logsumexp(scores[:right], 0))
    return loss


def train(reader: UpperHalf, questions: list[Question], epochs: float, seed: int) -> None:
    """Train ``reader`` on ``questions``."""
    chance = np.random.default_rng(seed)
    torch.manual_seed(seed)
    optimizer = optimizer_of(reader.layers, reader.head, RATE, HEAD_RATE)
    steps, started = int(epochs * len(questions) / QUESTIONS), time.time()
    order: list[int] = []
    reader.train()
    for step in range(steps):
        set_rate(optimizer, step, steps)
        if len(order) < QUESTIONS:
            order = chance.permutation(len(questions)).tolist()
        taken = [questions[order.pop()] for _ in range(QUESTIONS)]
        parts = [_chosen(question, chance) for question in taken]
        said = reader([question.states[n] for question, (chosen, _) in zip(taken, parts, strict=True) for n in chosen])
        split = said.float().split([len(chosen) for chosen, _ in parts])
        losses = [loss_of(each, *part, found) for each, part, found in zip(taken, parts, split, strict=True)]
        loss = torch.stack(losses).mean()
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
        optimizer.step()
        if step % 20 == 0:
            print(f"step {step} of {steps}, loss {loss.item():.3f}, {time.time() - started:.0f} s", flush=True)


def _chosen(question: Question, chance: np.random.Generator) -> tuple[list[int], int]:
    """Return the passages of ``question`` for one step and how many come first that are right."""
    right = chance.permutation(np.flatnonzero(question.right))[:RIGHT].tolist()
    order = np.argsort(-question.score - chance.gumbel(size=len(question.score)))
    return right + [n for n in order.tolist() if not question.right[n]][:WRONG], len(right)


def measure(questions: list[Question], said: list[Floats]) -> str:
    """Return how often the right passage comes first, and among three, of ``questions`` that have one."""
    ranks = []
    for question, words in zip(questions, said, strict=True):
        if question.right.any():
            scores = question.score + SCORE_A_LOGIT * (words[:, 0] + ABOUT * words[:, 1])
            ranks.append(int(np.argmax(question.right[np.argsort(-scores, kind="stable")])))
    return f"{len(ranks)} questions: " + ", ".join(f"hit@{n} {np.mean(np.array(ranks) < n):.1%}" for n in (1, 3))


def main() -> None:
    """Read the command line, train the reader and write the result."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("ranked", nargs="+", type=Path)
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--held-out", type=int, default=0)
    parser.add_argument("--epochs", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    trained_on: list[Question] = []
    left_out: list[Question] = []
    for file in given.ranked:
        questions = read_ranked(file)
        names = list(dict.fromkeys(question.document for question in questions))
        last = set(names[len(names) - given.held_out :])
        for question in questions:
            (left_out if question.document in last else trained_on).append(question)
    start = start_weights()
    reader = UpperHalf(start)
    train(reader, trained_on, given.epochs, given.seed)
    if left_out:
        reader.eval()
        with torch.no_grad():
            said = [reader(question.states).float().numpy() for question in left_out]
        print("before:", measure(left_out, [question.old for question in left_out]), "after:", measure(left_out, said))
    arrays = start | arrays_of_head(reader.head)
    for number, layer in enumerate(reader.layers, FIRST):
        arrays |= arrays_of(layer, number)
    np.savez(given.out, **arrays)


if __name__ == "__main__":
    main()
