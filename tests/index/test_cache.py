import random
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from index.cache import _sealed, cached_passages, cached_questions
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
        made = np.array([[kind, len(text), sum(map(ord, text)) % 1009] for text in texts], np.float32)
        return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), np.float32)


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
    np.testing.assert_array_equal(passages, CountingEncoder().passages(["茶叶"]))
    np.testing.assert_array_equal(questions, CountingEncoder().questions(["茶叶"]))
    assert questions[0, 0] > passages[0, 0]
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


TEXTS = [f"第{number}段" for number in range(60)]


def kept_vectors(path: Path) -> list[tuple[bytes, bytes]]:
    with closing(sqlite3.connect(path)) as database:
        return list(database.execute("SELECT key, vector FROM embedding"))


def keep_instead(path: Path, rows: Sequence[tuple[bytes, object]]) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.executemany("INSERT OR REPLACE INTO embedding VALUES (?, ?)", rows)
        database.commit()


@pytest.mark.parametrize("how", ["a bit", "no checksum", "empty", "a number", "a text", "another's", "not of length 1"])
def test_a_vector_that_is_not_what_was_kept_is_computed_anew(path: Path, how: str) -> None:
    expected = cached_passages(path, CountingEncoder(), TEXTS, ignore)
    (key, vector), (_, other) = kept_vectors(path)[:2]
    values: dict[str, object] = {
        "a bit": bytes([vector[0] ^ 1]) + vector[1:],
        "no checksum": vector[:-16],
        "empty": b"",
        "a number": 7,
        "a text": "茶",
        "another's": other,
        "not of length 1": _sealed(key, np.array([3, 0, 0], np.float32)),
    }
    keep_instead(path, [(key, values[how])])
    for times in (1, 0):
        encoder = CountingEncoder()
        np.testing.assert_array_equal(cached_passages(path, encoder, TEXTS, ignore), expected)
        assert len(encoder.asked) == times


def test_wherever_a_cache_is_damaged_the_vectors_are_right(path: Path) -> None:
    expected = cached_passages(path, CountingEncoder(), TEXTS, ignore)
    whole = path.read_bytes()
    chance = random.Random(7)
    for number in range(60):
        content = bytearray(whole)
        start = chance.randrange(len(content))
        if number % 4 == 0:
            content[start] ^= 1 << chance.randrange(8)
        elif number % 4 == 1:
            content[start : start + 300] = bytes(len(content[start : start + 300]))
        elif number % 4 == 2:
            content[start : start + 300] = chance.randbytes(len(content[start : start + 300]))
        else:
            del content[start:]
        path.write_bytes(content)
        steps: list[int] = []
        np.testing.assert_array_equal(cached_passages(path, CountingEncoder(), TEXTS, steps.append), expected)
        assert sum(steps) == len(TEXTS)


def test_a_table_of_another_kind_is_put_aside(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE embedding (kei BLOB PRIMARY KEY, vector BLOB)")
    assert cached_passages(path, CountingEncoder(), ["茶叶"], ignore).shape == (1, 3)


@pytest.mark.parametrize("aside", ["nothing", "a file", "a folder"])
def test_a_folder_in_place_of_the_cache_is_put_aside(path: Path, aside: str) -> None:
    (path / "inside").mkdir(parents=True)
    if aside == "a file":
        path.with_suffix(".damaged").write_bytes(b"an earlier one")
    elif aside == "a folder":
        (path.with_suffix(".damaged") / "earlier").mkdir(parents=True)
    assert cached_passages(path, CountingEncoder(), ["茶叶"], ignore).shape == (1, 3)
    assert (path.with_suffix(".damaged") / "inside").is_dir()


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
