import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.build import Contents, background_of, build, gather
from index.dense import held
from index.encoder import Encoder
from index.errors import EncoderError
from index.resources import background_sentences, fingerprint
from index.search import SearchIndex, prepare
from index.types import FORMAT_VERSION, Sample, Unanswered
from knowledge.documents import load_document
from knowledge.samples import SamplePlace, UnansweredQuestion, read_samples
from knowledge.sentences import split_sentences
from knowledge.table_text import sentence_text
from knowledge.types import Document, Note, Passage
from tests.conftest import TEA_QUESTIONS


def passage(ref: str, text: str, headings: tuple[str, ...] = ("仓储", "包装")) -> Passage:
    return Passage("茶园手册", ref, ref, headings, text, tuple(split_sentences(text)))


def document(name: str, *passages: Passage) -> Document:
    return Document(name, f"{name}.md", name * 4, passages)


FIRST = document("甲", passage("1.1.1", "茶叶怕潮。仓库要干燥。"), passage("1.1.2", "纸箱三层。"))
SECOND = document("乙", passage("2.1.1", "主播先学泡茶。", ("主播", "培训")))
PLACES = [
    SamplePlace(ref="2.1.1", headings=["主播", "培训"], questions=["新人学什么", "How are hosts trained?"]),
    SamplePlace(ref="1.1", headings=["仓储", "包装"], questions=["包装整体怎么做"]),
    SamplePlace(ref="1.1.2", headings=["仓储", "包装"], questions=["纸箱有几层"]),
    SamplePlace(ref="9.1", headings=["没有的章"], questions=["谁知道"]),
]


@pytest.fixture
def make(encoder: Encoder, cache: Path) -> Callable[[Contents], SearchIndex]:
    def made(contents: Contents) -> SearchIndex:
        return build(contents, "20260101-000002-abcdef", "2026-01-01T00:00:00+00:00", encoder, cache, lambda *_: None)

    return made


def test_samples_are_ordered_by_the_passage_that_they_belong_to() -> None:
    contents = gather([FIRST, SECOND], PLACES)
    assert [(sample.question, sample.passages) for sample in contents.samples] == [
        ("包装整体怎么做", (0, 1)),
        ("纸箱有几层", (1,)),
        ("新人学什么", (2,)),
        ("How are hosts trained?", (2,)),
    ]


def test_places_that_no_document_has_are_kept_apart() -> None:
    assert [place.ref for place in gather([FIRST, SECOND], PLACES).unplaced] == ["9.1"]


def test_passages_of_all_documents_follow_each_other() -> None:
    assert gather([FIRST, SECOND]).passages == FIRST.passages + SECOND.passages


def test_questions_that_nothing_answers_are_kept_beside_the_place_nearest_to_them() -> None:
    asked = [UnansweredQuestion(question="纸箱多少钱", missing="价钱"), UnansweredQuestion(question="哪家的箱子好")]
    places = [
        SamplePlace(ref="1.1.2", headings=["仓储", "包装"], unanswered=asked),
        SamplePlace(ref="9.1", headings=["没有的章"], unanswered=asked[:1]),
    ]
    contents = gather([FIRST, SECOND], [*PLACES, *places])
    assert contents.unanswered == (Unanswered("纸箱多少钱", "价钱", 1), Unanswered("哪家的箱子好", "", 1))
    assert contents.digest("bundled") != gather([FIRST, SECOND], [*PLACES, places[1]]).digest("bundled")
    assert [place.ref for place in contents.unplaced] == ["9.1", "9.1"]


def test_a_question_is_compared_with_those_that_nothing_answers(
    make: Callable[[Contents], SearchIndex], encoder: Encoder
) -> None:
    place = SamplePlace(
        ref="1.1.2",
        headings=["仓储", "包装"],
        unanswered=[UnansweredQuestion(question="哪家的箱子好"), UnansweredQuestion(question="纸箱多少钱一个")],
    )
    question = prepare("一个纸箱要多少钱？", encoder.queries(["一个纸箱要多少钱？"])[0])
    index = make(gather([FIRST, SECOND], [place]))
    ranking = index.rank(question)
    assert index.unanswered_like(question, 0.5) == [Unanswered("纸箱多少钱一个", "", 1)]
    assert ranking.unanswered > max(ranking.nearest, 0.5)
    assert make(gather([FIRST, SECOND], PLACES)).rank(question).unanswered == -1.0


def test_equal_contents_have_one_digest() -> None:
    one, other = gather([FIRST, SECOND], PLACES), gather([FIRST, SECOND], PLACES)
    assert one.digest("bundled") == other.digest("bundled")
    assert re.fullmatch(r"[0-9a-f]{64}", one.digest("bundled"))


def changed(**changes: Any) -> Contents:
    return gather([document("甲", replace(FIRST.passages[0], **changes), FIRST.passages[1]), SECOND], PLACES)


@pytest.mark.parametrize(
    "other",
    [
        gather([SECOND, FIRST], PLACES),
        gather([FIRST], PLACES),
        gather([FIRST, SECOND], PLACES[1:]),
        gather([FIRST, SECOND]),
        gather([replace(FIRST, sha256="0" * 64), SECOND], PLACES),
        gather([replace(FIRST, name="别名.md"), SECOND], PLACES),
        gather([replace(FIRST, title="别的题目"), SECOND], PLACES),
        changed(text="茶叶怕潮。仓库要乾燥。"),
        changed(label="一、1 (1)"),
        changed(page=3),
        changed(incomplete=True),
        changed(ref="1.1.1/1"),
    ],
    ids=range(12),
)
def test_the_digest_changes_with_all_that_decides_the_index(other: Contents) -> None:
    assert other.digest("bundled") != gather([FIRST, SECOND], PLACES).digest("bundled")


def test_the_digest_changes_with_headings() -> None:
    other = document("甲", *(replace(p, headings=("仓储", "装箱")) for p in FIRST.passages))
    assert gather([other]).digest("bundled") != gather([FIRST]).digest("bundled")


def test_the_digest_changes_with_what_is_encoded_of_a_row(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "rules.md"
    path.write_text("| 号 | 要求 |\n|---|---|\n| 1 | 茶叶入库前要称重，由两个人在单子上签字确认。 |\n", "utf-8")
    contents = gather([load_document(path, max_bytes=2**20)])
    digest, prose = contents.digest("bundled"), gather([FIRST]).digest("bundled")
    monkeypatch.setattr("index.build.encoded_text", sentence_text)
    assert contents.digest("bundled") != digest
    assert gather([FIRST]).digest("bundled") == prose


def test_the_digest_changes_with_model_and_word_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    contents = gather([FIRST])
    before = contents.digest("bundled")
    assert contents.digest("other") != before
    monkeypatch.setattr("index.build.fingerprint", lambda: "0" * 64)
    assert contents.digest("bundled") != before


def test_the_digest_of_a_text_with_a_lone_surrogate_can_be_had() -> None:
    assert len(gather([document("甲", passage("1.1.1", "茶\ud800"))]).digest("bundled")) == 64


MENDED, NOTE = Note("restored", text="实"), Note("pictures", 2)


def test_the_manifest_describes_what_went_in(make: Callable[[Contents], SearchIndex], encoder: Encoder) -> None:
    first = replace(FIRST, mended=(MENDED,), unmended=("现",), notes=(NOTE,))
    contents = gather([first, SECOND], PLACES)
    manifest = make(contents).manifest
    assert (manifest.version, manifest.created) == ("20260101-000002-abcdef", "2026-01-01T00:00:00+00:00")
    assert (manifest.passages, manifest.sentences, manifest.samples) == (3, 4, 4)
    assert (manifest.model, manifest.dimension, manifest.format_version) == (encoder.model, 384, FORMAT_VERSION)
    assert manifest.content == contents.digest(encoder.identity)
    assert manifest.resources == fingerprint()
    described = [(d.title, d.name, d.sha256, d.passages) for d in manifest.documents]
    assert described == [("甲", "甲.md", "甲" * 4, 2), ("乙", "乙.md", "乙" * 4, 1)]
    noted = manifest.documents[0]
    assert (noted.mended, noted.unmended, noted.notes) == ((MENDED,), ("现",), (NOTE,))


def test_vectors_belong_to_their_passages(make: Callable[[Contents], SearchIndex], encoder: Encoder) -> None:
    index = make(gather([FIRST, SECOND], PLACES))
    texts = ["茶叶怕潮。仓库要干燥。", "纸箱三层。", "主播先学泡茶。", "茶叶怕潮。", "仓库要干燥。"]
    expected = encoder.passages(texts)
    np.testing.assert_allclose(held(index.vectors).vectors, expected[:3], atol=1e-5)
    np.testing.assert_allclose(held(index.sentences).vectors, expected[[3, 4, 1, 2]], atol=1e-5)
    assert held(index.vectors).owners.tolist() == [0, 1, 2]
    assert held(index.sentences).owners.tolist() == [0, 0, 1, 2]
    asked = encoder.questions(["纸箱有几层", "新人学什么", "How are hosts trained?", "包装整体怎么做"])
    assert index.samples is not None
    np.testing.assert_allclose(index.samples.dense.vectors, asked[:3], atol=1e-5)
    assert index.samples.dense.owners.tolist() == [1, 2, 2]
    assert index.samples.questions == ("纸箱有几层", "新人学什么", "How are hosts trained?")
    np.testing.assert_allclose(index.place_vectors, asked[3:], atol=1e-5)
    assert index.places == (Sample("包装整体怎么做", (0, 1)),)


def test_headings_and_text_are_found_by_their_words(make: Callable[[Contents], SearchIndex]) -> None:
    index = make(gather([FIRST, SECOND], PLACES))
    assert (index.text.score(["干燥"]).scores > 0).tolist() == [True, False, False]
    assert (index.text.score(["包装"]).scores > 0).tolist() == [True, True, False]
    assert (index.text.score(["=主播"]).scores > 0).tolist() == [False, False, True]


def test_an_index_knows_whether_its_passages_have_headings(make: Callable[[Contents], SearchIndex]) -> None:
    bare = document("丙", *(replace(p, headings=()) for p in FIRST.passages))
    assert make(gather([bare, SECOND])).headed
    assert not make(gather([bare])).headed


def test_words_of_sample_questions_count_for_their_passage_alone(make: Callable[[Contents], SearchIndex]) -> None:
    index = make(gather([FIRST, SECOND], PLACES))
    assert "hosts" not in index.text.vocabulary
    assert index.sample_text is not None
    assert (index.sample_text.score(["hosts"]).scores > 0).tolist() == [False, False, True]
    assert (index.sample_text.score(["干燥"]).scores > 0).tolist() == [True, False, False]
    assert "整体" not in index.sample_text.vocabulary


def test_without_samples_there_is_no_sample_index(plain_index: SearchIndex) -> None:
    assert plain_index.samples is None
    assert plain_index.sample_text is None
    assert plain_index.places == ()
    assert plain_index.place_vectors.shape == (0, 384)


def test_questions_on_sections_alone_make_no_sample_index(make: Callable[[Contents], SearchIndex]) -> None:
    index = make(gather([FIRST], PLACES[1:2]))
    assert index.samples is None
    assert len(index.places) == 1


def test_the_everyday_sentences_are_in_the_index(tea_index: SearchIndex, encoder: Encoder) -> None:
    everyday = background_sentences()
    background = tea_index.background
    assert len(background.chinese) == len(everyday["zh-Hans"]) + len(everyday["zh-Hant"])
    assert len(background.english) == len(everyday["en"])
    first_and_last = encoder.questions([everyday["en"][0], everyday["zh-Hant"][-1]])
    assert background.english[0] @ first_and_last[0] > 0.9995  # they ship with the encoder, in 8 bits
    assert background.chinese[-1] @ first_and_last[1] > 0.9995


def test_the_mean_of_a_language_is_over_its_sentences() -> None:
    chinese, english = np.array([[1, 0], [0, 1]], np.float32), np.array([[4, 2]], np.float32)
    background = background_of(chinese, english)
    assert background.chinese_mean.tolist() == [0.5, 0.5]
    assert background.english_mean.tolist() == [4, 2]


@pytest.mark.parametrize("places", [[], PLACES])
def test_progress_rises_to_the_number_of_texts(encoder: Encoder, cache: Path, places: list[SamplePlace]) -> None:
    heard: list[tuple[int, int]] = []
    everyday = sum(map(len, background_sentences().values()))
    build(gather([FIRST, SECOND], places), "v", "c", encoder, cache, lambda done, total: heard.append((done, total)))
    total = 3 + 4 + everyday + (4 if places else 0)
    assert {of for _, of in heard} == {total}
    assert [done for done, _ in heard] == sorted(done for done, _ in heard)
    assert heard[-1] == (total, total)


def test_the_second_build_encodes_nothing(
    encoder: Encoder, cache: Path, tea_report: Document, tea_index: SearchIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Encoder, "_encode_many", lambda *_: pytest.fail("encoded"))
    contents = gather([tea_report], read_samples(TEA_QUESTIONS))
    again = build(contents, "v", "c", encoder, cache, lambda *_: None)
    np.testing.assert_array_equal(held(again.vectors).vectors, held(tea_index.vectors).vectors)


def test_a_model_that_cannot_be_loaded_stops_the_build(broken_encoder: Encoder, tmp_path: Path) -> None:
    with pytest.raises(EncoderError):
        build(gather([FIRST]), "v", "c", broken_encoder, tmp_path / "c.sqlite", lambda *_: None)


def test_a_document_has_the_same_vectors_in_either_script(make: Callable[[Contents], SearchIndex]) -> None:
    traditional = document("甲", passage("1.1.1", "茶葉怕潮。倉庫要乾燥。"), passage("1.1.2", "紙箱三層。"))
    made, expected = (make(gather([each], [])) for each in (traditional, FIRST))
    np.testing.assert_array_equal(held(made.vectors).vectors, held(expected.vectors).vectors)
