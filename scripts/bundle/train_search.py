"""python -m scripts.bundle.train_search SCORED... --start START... --out OUT: train the encoder's layers for searching.

It trains all layers on what ``scripts.bundle scored`` wrote: to put the right passages of a question first by the
scores that its vector gives them together with what words and form add (softmax over all passages of the document).
Where passages answer only together, each of them counts. The vectors of passages do not change, and those of questions
are held near what they were.

START are the weights to start from, by ``scripts.bundle weights index/bundled/layers.onnx START``. OUT-0.npz and
OUT-1.npz are for ``scripts.bundle search``. It needs torch, and uses a GPU if there is one. With --held-out N the last
N documents of each file are left out, and it prints how often a right passage of their questions is among the first
before anything is read, with the weights before and after.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from scripts.bundle.network import (
    DEVICE,
    Network,
    drawn,
    hit_rates,
    in_batches,
    last_of,
    marked,
    optimizer_of,
    read_command_line,
    read_files,
    read_start,
    take_step,
    write_trained,
)

QUESTIONS = 32  # a step
RATE = 5e-5
UNCHANGED = 5.0  # weight of the squared change of a question's vector
BROAD = 0.5  # weight of a question that passages answer only together
NO_SIMILARITY = -1.0  # see `index.dense`
DEPTHS = (1, 3, 6, 10)
KINDS = ("passage", "sentence")


@dataclass(frozen=True, slots=True)
class Kind:
    """The vectors of passages, or of their sentences, shape (rows, width); a row's passage; and what they count."""

    vectors: torch.Tensor
    owners: torch.Tensor
    weight: float


@dataclass(frozen=True, slots=True)
class Document:
    """A document; ``centres`` are what vectors of English and of Chinese questions are less, shape (2, width)."""

    name: str
    passages: int
    kinds: list[Kind]
    centres: torch.Tensor


@dataclass(frozen=True, slots=True)
class Question:
    """A question; ``added`` is what words and form add to each passage's score, shape (passages,), as has ``right``."""

    document: Document
    tokens: Any
    chinese: bool
    broad: bool
    added: torch.Tensor
    right: torch.Tensor


def documents_of(arrays: dict[str, Any]) -> list[Document]:
    """Return the documents of a file."""
    kinds = [_kinds_of(arrays, kind) for kind in KINDS]
    documents = []
    for number, name in enumerate(arrays["names"].tolist()):
        weights = arrays["weights"][number].tolist()
        own = [Kind(*kind[number], weight) for kind, weight in zip(kinds, weights, strict=True)]
        centres = torch.tensor(arrays["centres"][number], device=DEVICE)
        documents.append(Document(name, int(arrays["passages"][number]), own, centres))
    return documents


def _kinds_of(arrays: dict[str, Any], kind: str) -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Return the vectors of one kind of each document, and their owners."""
    counts = arrays[f"{kind}_counts"].tolist()
    vectors = torch.tensor(arrays[f"{kind}_rows"], device=DEVICE).float()
    vectors *= torch.tensor(arrays[f"{kind}_scales"], device=DEVICE)[:, None]
    owners = torch.tensor(arrays[f"{kind}_owners"].astype(np.int64), device=DEVICE)
    return list(zip(torch.split(vectors, counts), torch.split(owners, counts), strict=True))


def questions_of(arrays: dict[str, Any]) -> list[Question]:
    """Return the questions of a file."""
    documents = documents_of(arrays)
    asked = [documents[number] for number in arrays["document"]]
    counts = [document.passages for document in asked]
    tokens = [marked(arrays["marks"], [text]) for text in arrays["texts"]]
    added, right = (torch.split(torch.tensor(arrays[name], device=DEVICE), counts) for name in ("added", "right"))
    columns = (tokens, arrays["chinese"].tolist(), arrays["broad"].tolist(), added, right)
    return [Question(*each) for each in zip(asked, *columns, strict=True)]


def scores_of(question: Question, vector: torch.Tensor) -> torch.Tensor:
    """Return the scores before reading of all passages of the document, shape (passages,)."""
    document, scores = question.document, question.added
    centred = vector - document.centres[int(question.chinese)]
    for kind in document.kinds:
        best = torch.full((document.passages,), NO_SIMILARITY, device=DEVICE)
        best = best.scatter_reduce(0, kind.owners, kind.vectors @ centred, "amax", include_self=False)
        deviations = best - best.mean()
        scores = scores + kind.weight * deviations / (deviations.pow(2).mean().sqrt() + 1e-9)
    return scores


def loss_of(question: Question, vector: torch.Tensor, old: torch.Tensor) -> torch.Tensor:
    """Return the loss of a question with ``vector``, which was ``old`` at first."""
    scores = scores_of(question, vector)
    everything, right = torch.logsumexp(scores, 0), scores[question.right]
    wrong = BROAD * (everything - right.mean()) if question.broad else everything - torch.logsumexp(right, 0)
    return wrong + UNCHANGED * (vector - old).pow(2).sum()


def vectors_of(network: Network, questions: Sequence[Question]) -> torch.Tensor:
    """Return the vectors of ``questions``, without training on them, shape (questions, width)."""
    network.eval()
    with torch.no_grad():
        return in_batches(network, [question.tokens for question in questions], 512)


def train(network: Network, questions: list[Question], epochs: float, seed: int) -> None:
    """Train ``network`` on ``questions``."""
    chance = np.random.default_rng(seed)
    torch.manual_seed(seed)
    old = vectors_of(network, questions)
    optimizer = optimizer_of(network, RATE)
    batches = list(drawn(range(len(questions)), QUESTIONS, epochs, chance))
    started = time.time()
    network.train()
    for step, batch in enumerate(batches):
        vectors = in_batches(network, [questions[n].tokens for n in batch], len(batch))
        losses = [loss_of(questions[n], vector, old[n]) for n, vector in zip(batch, vectors, strict=True)]
        loss = torch.stack(losses).mean()
        take_step(network, optimizer, loss, (step + 1) / len(batches))
        if step % 20 == 0:
            print(f"step {step} of {len(batches)}, loss {loss.item():.3f}, {time.time() - started:.0f} s", flush=True)


def measure(network: Network, questions: list[Question]) -> str:
    """Return how often a right passage is among the first of ``questions`` that single passages answer."""
    single = [question for question in questions if not question.broad]
    ranks = []
    for question, vector in zip(single, vectors_of(network, single), strict=True):
        order = torch.argsort(-scores_of(question, vector), stable=True)
        ranks.append(int(question.right[order].float().argmax()))
    return hit_rates(ranks, DEPTHS)


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line, train the layers and write the result."""
    given = read_command_line(__doc__, arguments)
    rows, files = read_files(given.files)
    trained_on: list[Question] = []
    left_out: list[Question] = []
    for arrays in files:
        last = last_of(arrays["names"].tolist(), given.held_out)
        for question in questions_of(arrays):
            (left_out if question.document.name in last else trained_on).append(question)
    network = Network(rows, read_start(given.start)).to(DEVICE)
    if left_out:
        print("before:", measure(network, left_out))
    train(network, trained_on, given.epochs, given.seed)
    if left_out:
        print("after:", measure(network, left_out))
    write_trained(network, given.out)


if __name__ == "__main__":
    main()
