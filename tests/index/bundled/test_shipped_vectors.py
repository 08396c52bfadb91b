import random
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from index.bundled.engine import IDENTITY, QUERY, Engine
from index.bundled.shipped_vectors import known_identity, known_vectors
from index.cache import cached_questions
from index.encoder import Encoder, Vectors
from scripts.bundle.texts import shipped_questions


def test_all_shipped_questions_are_known_by_this_engine() -> None:
    texts = shipped_questions()
    assert set(known_vectors(QUERY, texts)) == set(texts)
    assert known_identity() == IDENTITY


def test_known_vectors_are_what_the_engine_gives(engine: Engine) -> None:
    sample = random.Random(1).sample(shipped_questions(), 60)
    known = known_vectors(QUERY, sample)
    for text in sample:
        assert known[text] @ engine.encode(QUERY, text) > 0.9995
        assert np.isclose(np.linalg.norm(known[text]), 1, atol=1e-5)


def test_a_changed_text_is_not_known_nor_one_read_as_a_passage() -> None:
    text = shipped_questions()[0]
    assert known_vectors(QUERY, [text + "！"]) == {}
    assert known_vectors("passage: ", [text]) == {}


def test_another_model_knows_none() -> None:
    assert Encoder("some/other").known_questions(shipped_questions()[:3]) == {}


def test_only_what_is_not_known_is_encoded(encoder: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    encode = encoder.questions

    def counted(texts: Sequence[str], advance: Callable[[int], None]) -> Vectors:
        asked.extend(texts)
        return encode(texts, advance)

    monkeypatch.setattr(encoder, "questions", counted)
    known = shipped_questions()[:50]
    done: list[int] = []
    texts = [known[0], "一个没有见过的问题？", *known[1:]]
    vectors = cached_questions(tmp_path / "cache.sqlite", encoder, texts, done.append)
    assert asked == ["一个没有见过的问题？"]
    assert sum(done) == len(texts)
    np.testing.assert_allclose(vectors[1], encode(["一个没有见过的问题？"])[0], atol=1e-6)
    assert vectors[2] @ encode([known[1]])[0] > 0.9995
