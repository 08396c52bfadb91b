import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from index.cache import cached_passages, cached_questions
from index.encoder import Encoder, Vectors

Advance = Callable[[int], None]
COMMITTED = 256


class CountingEncoder(Encoder):
    """Vectors made of the text itself; remembers what it was asked and breaks down when told to."""

    def __init__(self, model: str = "counting", breaks_after: int | None = None) -> None:
        super().__init__(model)
        self.asked: list[str] = []
        self.breaks_after = breaks_after

    def passages(self, texts: Sequence[str], advance: Advance | None = None) -> Vectors:
        return self._remember(texts, advance, 1.0)

    def questions(self, texts: Sequence[str], advance: Advance | None = None) -> Vectors:
        return self._remember(texts, advance, 2.0)

    def _remember(self, texts: Sequence[str], advance: Advance | None, kind: float) -> Vectors:
        if self.breaks_after is not None and len(self.asked) + len(texts) > self.breaks_after:
            raise KeyboardInterrupt
        self.asked.extend(texts)
        if advance:
            advance(len(texts))
        return np.array([[kind, len(text), sum(map(ord, text)) % 1009] for text in texts], np.float32)


def ignore(_: int) -> None:
    pass


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "embeddings.sqlite"


def rows(path: Path) -> int:
    with closing(sqlite3.connect(path)) as database:
        return int(database.execute("SELECT count(*) FROM embedding").fetchone()[0])


def test_vectors_come_in_the_order_of_the_texts(path: Path) -> None:
    texts = ["茶叶", "主播先学泡茶", "仓库", "host"]
    expected = CountingEncoder().passages(texts)
    for _ in range(2):
        np.testing.assert_array_equal(cached_passages(path, CountingEncoder(), texts, ignore), expected)


def test_only_new_texts_are_encoded(path: Path) -> None:
    cached_passages(path, CountingEncoder(), ["茶叶", "仓库"], ignore)
    encoder = CountingEncoder()
    vectors = cached_passages(path, encoder, ["主播", "仓库", "茶叶", "礼盒"], ignore)
    assert encoder.asked == ["主播", "礼盒"]
    np.testing.assert_array_equal(vectors, CountingEncoder().passages(["主播", "仓库", "茶叶", "礼盒"]))


def test_a_text_that_stands_twice_is_encoded_once(path: Path) -> None:
    encoder = CountingEncoder()
    vectors = cached_passages(path, encoder, ["茶叶", "仓库", "茶叶", "茶叶"], ignore)
    assert encoder.asked == ["茶叶", "仓库"]
    np.testing.assert_array_equal(vectors, CountingEncoder().passages(["茶叶", "仓库", "茶叶", "茶叶"]))
    assert rows(path) == 2


@pytest.mark.parametrize("before", [[], ["茶叶"], ["仓库", "茶叶", "无关"]])
def test_progress_adds_up_to_all_texts_however_many_were_known(path: Path, before: list[str]) -> None:
    cached_passages(path, CountingEncoder(), before, ignore)
    steps: list[int] = []
    cached_passages(path, CountingEncoder(), ["茶叶", "仓库", "茶叶", "礼盒", "礼盒"], steps.append)
    assert sum(steps) == 5
    assert min(steps) >= 0


def test_a_text_has_one_vector_as_question_and_another_as_passage(path: Path) -> None:
    encoder = CountingEncoder()
    passages = cached_passages(path, encoder, ["茶叶"], ignore)
    questions = cached_questions(path, encoder, ["茶叶"], ignore)
    assert passages[0, 0] == 1.0
    assert questions[0, 0] == 2.0
    assert encoder.asked == ["茶叶", "茶叶"]


def test_vectors_of_another_model_are_not_used(path: Path) -> None:
    cached_passages(path, CountingEncoder("one"), ["茶叶"], ignore)
    other = CountingEncoder("other")
    cached_passages(path, other, ["茶叶"], ignore)
    assert other.asked == ["茶叶"]


def test_texts_in_other_characters_are_other_texts(path: Path) -> None:
    encoder = CountingEncoder()
    cached_passages(path, encoder, ["仓库", "倉庫", "仓库 "], ignore)
    assert len(encoder.asked) == 3


def test_texts_with_lone_surrogates_can_be_stored(path: Path) -> None:
    assert cached_passages(path, CountingEncoder(), ["茶\ud800"], ignore).shape == (1, 3)


def test_an_interrupted_build_keeps_what_was_committed(path: Path) -> None:
    texts = [f"第{number}段" for number in range(2 * COMMITTED + 40)]
    with pytest.raises(KeyboardInterrupt):
        cached_passages(path, CountingEncoder(breaks_after=COMMITTED + 10), texts, ignore)
    assert rows(path) == COMMITTED
    encoder = CountingEncoder()
    vectors = cached_passages(path, encoder, texts, ignore)
    assert encoder.asked == texts[COMMITTED:]
    np.testing.assert_array_equal(vectors, CountingEncoder().passages(texts))


def test_more_texts_than_a_query_may_have_parameters_are_found(path: Path) -> None:
    texts = [f"第{number}段" for number in range(1_300)]
    cached_passages(path, CountingEncoder(), texts, ignore)
    encoder = CountingEncoder()
    vectors = cached_passages(path, encoder, texts, ignore)
    assert encoder.asked == []
    np.testing.assert_array_equal(vectors, CountingEncoder().passages(texts))


def test_no_texts_give_no_vectors(path: Path) -> None:
    assert len(cached_passages(path, CountingEncoder(), [], ignore)) == 0


def test_vectors_stored_by_the_bundled_encoder_are_those_it_gave(encoder: Encoder, path: Path) -> None:
    texts = ["茶叶怕潮。", "主播先學泡茶。", "Parcels leave soon."]
    fresh = cached_passages(path, encoder, texts, ignore)
    again = cached_passages(path, encoder, texts, ignore)
    assert again.dtype == np.float32
    np.testing.assert_array_equal(again, fresh)
    np.testing.assert_allclose(fresh, encoder.passages(texts), atol=1e-5)


def test_a_cache_can_be_written_while_another_process_reads_it(path: Path) -> None:
    cached_passages(path, CountingEncoder(), ["茶叶"], ignore)
    with closing(sqlite3.connect(path)) as reader:
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM embedding").fetchone() == (1,)
        cached_passages(path, CountingEncoder(), ["仓库"], ignore)
    assert rows(path) == 2


def test_a_damaged_cache_file_is_replaced(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"this is no database" * 100)
    assert cached_passages(path, CountingEncoder(), ["茶叶"], ignore).shape == (1, 3)


def test_a_model_folder_whose_files_changed_has_its_texts_encoded_anew(path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "weights").write_bytes(b"old")
    before = CountingEncoder(str(folder))
    cached_passages(path, before, ["茶叶"], ignore)
    (folder / "weights").write_bytes(b"newer")
    after = CountingEncoder(str(folder))
    cached_passages(path, after, ["茶叶"], ignore)
    assert before.identity != after.identity
    assert after.asked == ["茶叶"]
