"""python -m scripts.bundle.train_order RANKED... --start START... --out OUT: train the reader without sample questions.

It trains all layers on what ``scripts.bundle ranked`` wrote: to put the right passages of a question first by what the
reader says together with the scores before reading, and by what it says alone (softmax over the passages); to tell a
passage that answers from one that does not, and one of another document from one about the question (logistic); and to
say of no passage that it answers, where none does. What it says of a wrong passage's being about the question is held
near what it said at first.

START are the weights to start from, by ``scripts.bundle weights index/bundled/reader_without_samples.onnx START``.
OUT-0.npz and OUT-1.npz are for ``scripts.bundle reader --without-samples``. It needs torch, and uses a GPU if there is
one. With --held-out N the last N documents of each file are left out, and it prints how often the right passage comes
first, and among three, before and after.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional

from scripts.bundle.network import (
    DEVICE,
    Reader,
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
RIGHT, WRONG = 2, 7  # passages of a question in a step, at most
RATE = 5e-5
HEAD_RATE = 10.0  # times the rate of the layers
ALONE = 0.5  # share of the order by what the reader says alone
ANSWERS = 0.3  # weight of telling answers from others
WRONG_ONE = 0.5  # weight of a passage that does not answer beside one that does
SECOND_OUTPUT, ELSEWHERE = 0.4, 0.2  # of ANSWERS, for the second output of right passages, and of another document's
UNCHANGED = 0.02  # weight of the squared change of the second output
NONE, SOME = 0.5, 0.1  # weight of saying that none answers where none does, and that one does where one does
# What a search does with what the reader says; see `index.passage_reading`.
SCORE_A_LOGIT = 0.6
ABOUT = 0.25
PASSAGES_READ = 6

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the passages found for it: their tokens, scores before reading, and which are right."""

    document: str
    marks: Any
    tokens: Any
    passages: list[Any]
    score: Floats
    right: npt.NDArray[np.bool_]

    def with_passage(self, passage: Any) -> Any:
        """Return the tokens that are read of the question and a ``passage``."""
        return marked(self.marks, [self.tokens, passage])


@dataclass(frozen=True, slots=True)
class Chosen:
    """The passages of a question in a step: ``right`` are the first, with one of another document if ``elsewhere``."""

    question: Question
    numbers: list[int]
    right: int
    elsewhere: list[Any]

    @property
    def texts(self) -> list[Any]:
        """The tokens that are read."""
        passages = [self.question.passages[number] for number in self.numbers]
        return [self.question.with_passage(passage) for passage in [*passages, *self.elsewhere]]


def questions_of(arrays: dict[str, Any]) -> list[Question]:
    """Return the questions of a file."""
    texts, questions = arrays["texts"], []
    for number, (document, asked) in enumerate(zip(arrays["documents"].tolist(), arrays["asked"], strict=True)):
        of_it = np.flatnonzero(arrays["question"] == number)
        passages = [texts[passage] for passage in arrays["passage"][of_it]]
        score, right = arrays["score"][of_it], arrays["right"][of_it]
        questions.append(Question(document, arrays["marks"], texts[asked], passages, score, right))
    return questions


def read_all(reader: Reader, questions: Sequence[Question]) -> list[Floats]:
    """Return what ``reader`` says of all passages of each question, shape (passages, 2)."""
    reader.eval()
    texts = [question.with_passage(passage) for question in questions for passage in question.passages]
    with torch.no_grad():
        said = in_batches(reader, texts, 512).cpu().numpy()
    return np.split(said, np.cumsum([len(question.passages) for question in questions])[:-1])


def loss_of(chosen: Chosen, said: torch.Tensor, old: Floats) -> torch.Tensor:
    """Return the loss of the passages of one question; ``old`` is what was said at first of all its passages."""
    right, count = chosen.right, len(chosen.numbers)
    wanted = torch.zeros(len(said), device=DEVICE)
    wanted[:right] = 1.0
    both = functional.binary_cross_entropy_with_logits(said, wanted[:, None].expand_as(said), reduction="none")
    loss = ANSWERS * (both[:right, 0].sum() + WRONG_ONE * both[right:, 0].sum()) / len(said)
    if chosen.elsewhere:
        loss = loss + ANSWERS * ELSEWHERE * both[count:, 1].mean()
    if right < count:
        before = torch.tensor(old[chosen.numbers[right:], 1], device=DEVICE)
        loss = loss + UNCHANGED * (said[right:count, 1] - before).pow(2).mean()
    if not right:
        return loss + NONE * functional.softplus(said[:count, 0].max())
    loss = loss + ANSWERS * SECOND_OUTPUT * both[:right, 1].mean() + SOME * functional.softplus(-said[:right, 0].max())
    read = SCORE_A_LOGIT * (said[:count, 0] + ABOUT * said[:count, 1])
    score = torch.tensor(chosen.question.score[chosen.numbers], device=DEVICE)
    for scores, share in ((read, ALONE), (read + score, 1 - ALONE)):
        loss = loss + share * (torch.logsumexp(scores, 0) - torch.logsumexp(scores[:right], 0))
    return loss


def train(reader: Reader, questions: list[Question], epochs: float, seed: int) -> None:
    """Train ``reader`` on ``questions``."""
    chance = np.random.default_rng(seed)
    torch.manual_seed(seed)
    old = read_all(reader, questions)
    optimizer = optimizer_of(reader, RATE, HEAD_RATE)
    batches = list(drawn(range(len(questions)), QUESTIONS, epochs, chance))
    started = time.time()
    reader.train()
    for step, batch in enumerate(batches):
        taken = [choose(questions[n], questions[chance.choice(batch)], chance) for n in batch]
        texts = [text for each in taken for text in each.texts]
        said = in_batches(reader, texts, len(texts) // 4 + 1)
        split = torch.split(said, [len(each.texts) for each in taken])
        losses = [loss_of(each, found, old[n]) for n, each, found in zip(batch, taken, split, strict=True)]
        loss = torch.stack(losses).mean()
        take_step(reader, optimizer, loss, (step + 1) / len(batches))
        if step % 20 == 0:
            print(f"step {step} of {len(batches)}, loss {loss.item():.3f}, {time.time() - started:.0f} s", flush=True)


def choose(question: Question, other: Question, chance: np.random.Generator) -> Chosen:
    """Return the passages of ``question`` for one step, with one of ``other`` if that is about another document."""
    right = chance.permutation(np.flatnonzero(question.right))[:RIGHT].tolist()
    order = np.argsort(-question.score - chance.gumbel(size=len(question.score)))
    wrong = [n for n in order.tolist() if not question.right[n]][:WRONG]
    elsewhere = [] if other.document == question.document else [other.passages[chance.integers(len(other.passages))]]
    return Chosen(question, right + wrong, len(right), elsewhere)


def measure(reader: Reader, questions: list[Question]) -> str:
    """Return how often the right passage comes first, and among three, of ``questions`` that have one."""
    ranks = []
    for question, said in zip(questions, read_all(reader, questions), strict=True):
        if question.right.any():
            scores, best = question.score.copy(), np.argsort(-question.score, kind="stable")[:PASSAGES_READ]
            words = said[best, 0] + ABOUT * said[best, 1]
            scores[best] += SCORE_A_LOGIT * (words - words.min())
            ranks.append(int(np.argmax(question.right[np.argsort(-scores, kind="stable")])))
    return hit_rates(ranks, (1, 3))


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line, train the reader and write the result."""
    given = read_command_line(__doc__, arguments)
    rows, files = read_files(given.files)
    trained_on: list[Question] = []
    left_out: list[Question] = []
    for questions in map(questions_of, files):
        last = last_of([question.document for question in questions], given.held_out)
        for question in questions:
            (left_out if question.document in last else trained_on).append(question)
    reader = Reader(rows, read_start(given.start)).to(DEVICE)
    if left_out:
        print("before:", measure(reader, left_out))
    train(reader, trained_on, given.epochs, given.seed)
    if left_out:
        print("after:", measure(reader, left_out))
    write_trained(reader, given.out)


if __name__ == "__main__":
    main()
