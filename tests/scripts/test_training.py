"""Training the reader without sample questions, and the layers that questions search by, on three tiny documents."""

import json
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from threadpoolctl import threadpool_limits
from typer.testing import CliRunner

from index import passage_reading
from index.bundled.engine import LAYERS
from index.bundled.inputs import open_session
from index.bundled.reader import READER_WITHOUT_SAMPLES
from index.bundled.weights import open_weights
from index.passage_reading import before_reading
from scripts.bundle import network, train_order, train_search
from scripts.bundle.__main__ import app
from scripts.bundle.asked import indexed
from scripts.bundle.trained import TrainedWeights

# Of two passages, standardised scores would not change with the question's vector unless their order did.
DOCUMENTS = {
    "hall.md": "# Hall\n\n## Hours\n\nThe hall opens at nine.\n\n## Rent\n\nA day costs forty pounds.\n\n"
    "## Keys\n\nAsk the clerk.\n\n## Stage\n\nThe lamps are old.\n",
    "tea.md": "# 茶\n\n## 泡茶\n\n水温八十度，泡两分钟。\n\n## 存茶\n\n放在阴凉干燥的地方。\n\n"
    "## 茶具\n\n玻璃杯最好洗。\n\n## 茶会\n\n每月一次。\n",
    "zoo.md": "# Zoo\n\n## Lions\n\nThey eat at four.\n\n## Birds\n\nThe parrots may be fed.\n",
}
ASKED: list[dict[str, Any]] = [
    {"document": "hall.md", "question": "when can I get in?", "expected": ["opens at nine"]},
    {"document": "hall.md", "question": "what do you charge", "expected": ["forty pounds"]},
    {"document": "tea.md", "question": "用多热的水", "expected": ["水温**八十**度"]},
    {"document": "tea.md", "question": "要注意什么", "expected": ["八十度", "阴凉干燥"], "broad": True},
    {"document": "tea.md", "question": "放在哪里", "previous": "茶叶怎么保存", "expected": ["阴凉 干燥"]},
    {"document": "tea.md", "question": "茶多少钱一斤", "expected": []},
    {"document": "tea.md", "question": "谁种的茶", "expected": ["这句话不在里面"]},
    {"document": "zoo.md", "question": "feeding time of the big cats", "expected": ["eat at four"]},
]


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    """Have libraries compute in one thread: beside other tests, more would mostly wait for each other."""
    import_module("faiss")  # What is loaded later is not limited.
    with threadpool_limits(1):
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The documents and what the commands write: ``ranked.npz``, ``scored.npz``, and weights to start from."""
    folder = tmp_path_factory.mktemp("training")
    for name, text in DOCUMENTS.items():
        (folder / name).write_text(text, "utf-8")
    asked = folder / "asked.jsonl"
    asked.write_text("\n".join(json.dumps(each) for each in ASKED), "utf-8")
    for command, *given in (
        ("ranked", asked, folder, folder / "ranked.npz"),
        ("scored", asked, folder, folder / "scored.npz"),
        ("weights", LAYERS, folder / "layers.npz"),
        ("weights", READER_WITHOUT_SAMPLES, folder / "reader.npz"),
    ):
        CliRunner().invoke(app, [command, *map(str, given)], catch_exceptions=False)
    return folder


def command_line(folder: Path, file: str, start: str, out: Path) -> list[str]:
    return [*map(str, (folder / file, "--start", folder / start, "--out", out)), "--epochs", "3", "--held-out", "1"]


def written(out: Path) -> list[Path]:
    return [out.with_name(f"{out.name}-{half}.npz") for half in (0, 1)]


def test_passages_found_for_questions_are_written_with_which_are_right(folder: Path) -> None:
    _, (arrays,) = network.read_files([folder / "ranked.npz"])
    assert arrays["documents"].tolist() == ["hall.md"] * 2 + ["tea.md"] * 3 + ["zoo.md"]
    right = [arrays["right"][arrays["question"] == number] for number in range(6)]
    assert [int(each.sum()) for each in right] == [1, 1, 1, 1, 0, 1]


def test_passages_are_scored_in_training_as_when_a_question_is_looked_up(folder: Path) -> None:
    _, (arrays,) = network.read_files([folder / "scored.npz"])
    questions = iter(train_search.questions_of(arrays))
    for document in indexed(ASKED, folder):
        for asked in document.questions:
            if asked["expected"] and document.right(asked) and not asked.get("previous"):
                question, ranking = next(questions), document.rank(asked["question"])
                assert ranking.question.search_vector is not None
                scores = train_search.scores_of(question, torch.tensor(ranking.question.search_vector))
                expected = before_reading(document.index, ranking)[0].scores
                np.testing.assert_allclose(scores.numpy(), expected, atol=0.05)
                assert torch.nonzero(question.right).flatten().tolist() == document.right(asked)
                assert question.broad == bool(asked.get("broad"))
    assert next(questions, None) is None


def test_the_network_starts_as_the_bundled_reader(folder: Path) -> None:
    rows, (arrays,) = network.read_files([folder / "ranked.npz"])
    questions = train_order.questions_of(arrays)
    said = train_order.read_all(network.Reader(rows, network.read_start([folder / "reader.npz"])), questions)
    session, expected = open_session(READER_WITHOUT_SAMPLES), []
    for question in questions:
        for passage in question.passages:
            tokens = question.with_passage(passage)
            given = rows["words"][tokens] + rows["places"][: len(tokens)]
            expected.append(session.run(None, {"rows": given.astype(np.float32)[None]})[0][0])
    # The bundled one rounds to 8 bits what goes into its products, which moves a logit by a quarter on average.
    assert np.abs(np.concatenate(said) - expected).mean() < 0.5
    assert np.corrcoef(np.concatenate(said).ravel(), np.ravel(expected))[0, 1] > 0.98


def test_weights_of_a_graph_are_near_those_that_it_was_made_of(folder: Path) -> None:
    exact = open_weights()
    again = TrainedWeights(exact, [folder / "layers.npz"])
    for name, rows in (("l0.q.w", 384), ("l11.fi.w", 1536)):
        wanted, found = exact.matrix(name, rows).ravel(), again.matrix(name, rows).ravel()
        assert np.corrcoef(wanted, found)[0, 1] > 0.99
    np.testing.assert_array_equal(again.floats("l3.oln.w"), exact.floats("l3.oln.w"))


def test_words_keep_their_rows_when_several_files_are_read(folder: Path) -> None:
    rows, files = network.read_files([folder / "ranked.npz", folder / "scored.npz"])
    for file, arrays in zip(("ranked.npz", "scored.npz"), files, strict=True):
        alone, (again,) = network.read_files([folder / file])
        together, apart = (each["texts"][-1] for each in (arrays, again))
        np.testing.assert_array_equal(rows["words"][together], alone["words"][apart])
        np.testing.assert_array_equal(rows["words"][arrays["marks"]], alone["words"][again["marks"]])


@pytest.mark.slow
def test_training_for_searching_lowers_the_loss(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    train_search.main(command_line(folder, "scored.npz", "layers.npz", tmp_path / "search"))
    lines = capsys.readouterr().out
    assert len(re.findall(r"^(?:before|after): 1 questions: hit@1 .*, hit@10 \d", lines, re.MULTILINE)) == 2
    rows, (arrays,) = network.read_files([folder / "scored.npz"])
    questions = train_search.questions_of(arrays)[:-1]

    def loss(files: list[Path]) -> float:
        vectors = train_search.vectors_of(network.Network(rows, network.read_start(files)), questions)
        return sum(float(train_search.loss_of(*each, each[1])) for each in zip(questions, vectors, strict=True))

    assert loss(written(tmp_path / "search")) < loss([folder / "layers.npz"])


@pytest.mark.slow
def test_training_the_reader_lowers_the_loss(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    train_order.main(command_line(folder, "ranked.npz", "reader.npz", tmp_path / "reader"))
    lines = capsys.readouterr().out
    assert len(re.findall(r"^(?:before|after): 1 questions: hit@1 .*, hit@3 \d", lines, re.MULTILINE)) == 2
    rows, (arrays,) = network.read_files([folder / "ranked.npz"])
    questions = train_order.questions_of(arrays)[:-1]

    def loss(files: list[Path]) -> float:
        said = train_order.read_all(network.Reader(rows, network.read_start(files)), questions)
        chosen = [
            train_order.Chosen(each, np.argsort(~each.right).tolist(), int(each.right.sum()), []) for each in questions
        ]
        losses = [train_order.loss_of(*each) for each in zip(chosen, map(torch.tensor, said), said, strict=True)]
        return float(torch.stack(losses).sum())

    assert loss(written(tmp_path / "reader")) < loss([folder / "reader.npz"])


def test_the_reader_is_trained_for_what_a_search_does_with_it() -> None:
    assert passage_reading.SCORE_A_LOGIT == train_order.SCORE_A_LOGIT
    assert passage_reading.ABOUT == train_order.ABOUT
