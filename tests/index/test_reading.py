from dataclasses import replace

import numpy as np
import pytest

import index.bundled.reader
from index.encoder import Encoder
from index.reading import read_best
from index.search import SearchIndex, prepare


class FakeReader:
    """Says of each passage what it is told to, by its text."""

    def __init__(self, words: dict[str, float]) -> None:
        self.words = words
        self.read_texts: list[tuple[str, str]] = []

    def read(self, question: str, passage: str) -> float:
        self.read_texts.append((question, passage))
        return self.words.get(passage, -9.0)


def test_the_real_reader_tells_an_answer_from_what_is_only_about_it() -> None:
    reader = index.bundled.reader.shared_reader()
    passage = "主播的收入由底薪和提成两部分组成，提成按当月成交额的百分之三计算，次月十日发放。"
    assert reader.read("主播的提成按多少算？", passage) > 2
    assert reader.read("主播每天要播几个小时？", passage) < -4
    assert reader.read("今晚欧冠决赛几点开球？", passage) < -4


def test_only_the_best_passages_are_read_and_the_highest_word_counts(
    tea_index: SearchIndex, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    ranking = tea_index.rank(prepare("主播的收入怎么算", encoder.queries(["主播的收入怎么算"])[0]))
    best = [int(n) for n in ranking.numbers[np.argsort(-ranking.scores, kind="stable")]]
    texts = [tea_index.passages[number].text for number in best]
    reader = FakeReader({texts[0]: -1.0, texts[1]: 4.0, texts[3]: 9.0})
    monkeypatch.setattr(index.bundled.reader, "shared_reader", lambda: reader)
    read, word = read_best(tea_index, ranking, ["asked"])
    assert sorted(reader.read_texts) == sorted(("asked", text) for text in texts[:3])
    assert word == 4.0
    moved = dict(zip(read.numbers.tolist(), (read.scores - ranking.scores).tolist(), strict=True))
    assert [moved[number] for number in best[:4]] == pytest.approx([0.0, 2.0, -2.0, 0.0])


def test_what_leads_by_more_than_the_reader_may_move_stays_first(
    tea_index: SearchIndex, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    ranking = tea_index.rank(prepare("主播的收入怎么算", encoder.queries(["主播的收入怎么算"])[0]))
    order = np.argsort(-ranking.scores, kind="stable")
    scores = ranking.scores.copy()
    scores[order[0]] = scores[order[1]] + 2.5
    second = tea_index.passages[int(ranking.numbers[order[1]])].text
    monkeypatch.setattr(index.bundled.reader, "shared_reader", lambda: FakeReader({second: 9.0}))
    read, _ = read_best(tea_index, replace(ranking, scores=scores), ["asked"])
    assert np.argmax(read.scores) == order[0]
