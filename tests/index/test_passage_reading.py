from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import index.bundled.reader
from index.build import build, gather
from index.bundled.inputs import shared_inputs
from index.bundled.reader import IDENTITY, READER, reader_text, without_middle
from index.encoder import Encoder
from index.extension import with_samples
from index.passage_reading import SCORE_A_LOGIT, _by_form, _text, before_reading, parts_to_read, read_best
from index.search import Ranking, SearchIndex, prepare
from index.types import Beside, Sample, Unanswered
from index.unanswered import index_unanswered
from knowledge.documents import load_document
from knowledge.sentences import split_sentences
from knowledge.types import Passage


class FakeReader:
    """Says of each passage what it is told to, by its text."""

    def __init__(self, words: dict[str, float], about: dict[str, float] | None = None) -> None:
        self.words = words
        self.about = about or {}
        self.read_texts: list[tuple[str, str]] = []
        self.beside: dict[str, Beside] = {}

    def read(self, question: str, passage: str, beside: Beside) -> float:
        self.read_texts.append((question, passage))
        self.beside[passage] = beside
        return self.words.get(passage, -9.0)

    def read_both(self, question: str, passage: str, beside: Beside) -> tuple[float, float]:
        return self.read(question, passage, beside), self.about.get(passage, 0.0)


@pytest.mark.parametrize("sampled", [True, False])
def test_the_real_readers_tell_an_answer_from_what_is_only_about_it(sampled: bool) -> None:
    reader = index.bundled.reader.shared_reader(sampled=sampled)
    passage = "主播的收入由底薪和提成两部分组成，提成按当月成交额的百分之三计算，次月十日发放。"
    assert reader.read("主播的提成按多少算？", passage, Beside()) > 2
    assert reader.read("主播每天要播几个小时？", passage, Beside()) < -4
    assert reader.read("今晚欧冠决赛几点开球？", passage, Beside()) < -4
    answers, about = reader.read_both("主播的提成按多少算？", passage, Beside())
    assert about > answers > 2
    assert reader.read_both("今晚欧冠决赛几点开球？", passage, Beside())[1] < -2


def test_what_is_known_of_a_passage_moves_the_real_reader() -> None:
    reader = index.bundled.reader.shared_reader(sampled=True)
    passage = "主播的收入由底薪和提成两部分组成，提成按当月成交额计算，次月十日发放。"
    asked = "主播一个月到手多少钱"
    answered = reader.read(asked, passage, Beside(answered=("主播每月能拿到多少钱",)))
    unanswered = reader.read(asked, passage, Beside(unanswered=("主播每月能拿到多少钱",)))
    assert answered > unanswered + 1


def test_only_the_best_passages_are_read_and_the_highest_word_counts(
    tea_index: SearchIndex, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    ranking = tea_index.rank(prepare("主播的收入怎么算", encoder.queries(["主播的收入怎么算"])[0]))
    best = [int(n) for n in ranking.numbers[np.argsort(-ranking.scores, kind="stable")]]
    texts = [tea_index.passages[number].text for number in best]
    reader = FakeReader({texts[0]: -1.0, texts[1]: 4.0, texts[2]: 9.0})
    monkeypatch.setattr(index.bundled.reader, "shared_reader", lambda sampled: reader)
    read, word = read_best(tea_index, ranking)
    assert sorted(reader.read_texts) == sorted(("主播的收入怎么算", text) for text in texts[:2])
    assert word == 4.0
    moved = dict(zip(read.numbers.tolist(), (read.scores - ranking.scores).tolist(), strict=True))
    assert [moved[number] for number in best[:3]] == pytest.approx([0.0, 2.0, 0.0])


def test_what_leads_by_more_than_the_reader_may_move_stays_first(
    tea_index: SearchIndex, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    ranking = tea_index.rank(prepare("主播的收入怎么算", encoder.queries(["主播的收入怎么算"])[0]))
    order = np.argsort(-ranking.scores, kind="stable")
    scores = ranking.scores.copy()
    scores[order[0]] = scores[order[1]] + 2.5
    second = tea_index.passages[int(ranking.numbers[order[1]])].text
    monkeypatch.setattr(index.bundled.reader, "shared_reader", lambda sampled: FakeReader({second: 9.0}))
    read, _ = read_best(tea_index, replace(ranking, scores=scores))
    assert np.argmax(read.scores) == order[0]


def test_the_nearest_known_questions_of_each_passage_are_read_with_it(
    tea_index: SearchIndex, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = "主播的收入怎么算"
    question = prepare(asked, encoder.queries([asked])[0])
    ranking = tea_index.rank(question)
    first, second = (int(n) for n in ranking.numbers[np.argsort(-ranking.scores, kind="stable")][:2])
    texts = ["主播的收入什么时候发", "主播的收入怎么算的", "主播的收入要交税吗", "隔壁家的主播好看吗"]
    listed = [Unanswered(texts[0], "", first), Unanswered(texts[1], "", first, elsewhere=True)]
    listed += [Unanswered(texts[2], "", second), Unanswered(texts[3], "", first)]
    vectors = encoder.questions([each.question for each in listed])
    reader = FakeReader({})
    monkeypatch.setattr(index.bundled.reader, "shared_reader", lambda sampled: reader)
    read_best(replace(tea_index, unanswered=index_unanswered(listed, vectors)), ranking)
    known = reader.beside[tea_index.passages[first].text]
    assert known.unanswered == (texts[0], texts[3])
    assert reader.beside[tea_index.passages[second].text].unanswered == (texts[2],)
    of_passage = tea_index.samples
    assert of_passage
    own = {text for text, owner in zip(of_passage.questions, of_passage.dense.owners, strict=True) if owner == first}
    assert len(known.answered) == min(2, len(own))
    assert set(known.answered) <= own


def test_the_question_itself_can_be_left_out(tea_index: SearchIndex, encoder: Encoder) -> None:
    assert tea_index.samples
    text, owner = tea_index.samples.questions[0], int(tea_index.samples.dense.owners[0])
    question = prepare(text, encoder.queries([text])[0])
    assert tea_index.beside(question, owner).answered[0] == text
    assert text not in tea_index.beside(question, owner, but=text).answered


def test_without_samples_more_passages_are_read_and_moved_further(
    plain_index: SearchIndex, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    ranking = plain_index.rank(prepare("主播的收入怎么算", encoder.queries(["主播的收入怎么算"])[0]))
    longer = before_reading(plain_index, ranking)[0]
    order = np.argsort(-longer.scores, kind="stable")
    texts = _texts_read(plain_index, longer)
    reader = FakeReader({texts[5]: 9.0})
    monkeypatch.setattr(index.bundled.reader, "shared_reader", lambda sampled: reader)
    read, _ = read_best(plain_index, ranking)
    assert {text for _, text in reader.read_texts} == set(texts[:6])
    assert read.scores[order[5]] - longer.scores[order[5]] == pytest.approx(
        (9.0 + 9.0) * SCORE_A_LOGIT
    )  # the others get -9
    assert reader.beside[texts[0]] == Beside()


def test_without_samples_a_passage_that_is_about_the_question_comes_before_one_that_answers_as_well(
    plain_index: SearchIndex, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    ranking = plain_index.rank(prepare("主播的收入怎么算", encoder.queries(["主播的收入怎么算"])[0]))
    longer = before_reading(plain_index, ranking)[0]
    order = np.argsort(-longer.scores, kind="stable")
    texts = _texts_read(plain_index, longer)
    reader = FakeReader(dict.fromkeys(texts[:6], 1.0), about={texts[3]: 100.0})
    monkeypatch.setattr(index.bundled.reader, "shared_reader", lambda sampled: reader)
    read, word = read_best(plain_index, ranking)
    assert np.argmax(read.scores) == order[3]
    assert word == 1.0  # the verdict asks only whether a passage answers


def test_without_samples_the_longer_of_two_passages_with_the_same_score_comes_first(
    plain_index: SearchIndex, tea_index: SearchIndex, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    ranking = plain_index.rank(prepare("主播的收入怎么算", encoder.queries(["主播的收入怎么算"])[0]))
    level = replace(ranking, scores=np.zeros(len(ranking.numbers)))
    monkeypatch.setattr(index.bundled.reader, "shared_reader", lambda sampled: FakeReader({}))
    lengths = [len(plain_index.passages[number].text) for number in ranking.numbers]
    read, _ = read_best(plain_index, level)
    assert lengths[int(np.argmax(read.scores))] == max(lengths)
    assert read.scores.mean() == pytest.approx(0.0)
    sampled, _ = read_best(tea_index, level)
    assert sampled.scores.tolist() == level.scores.tolist()


def _texts_read(plain_index: SearchIndex, ranking: Ranking) -> list[str]:
    order = np.argsort(-ranking.scores, kind="stable")
    passages = [plain_index.passages[int(ranking.numbers[row])] for row in order]
    return [f"{passage.headings[-1]}\n{passage.text}" for passage in passages]


def test_of_a_long_passage_what_is_about_its_key_sentence_is_read() -> None:
    sentences = [f"第{number}批茶叶在{number}月采下，{'晒干' * 15}。" for number in range(1, 21)]
    text = "".join(sentences)
    passage = Passage("茶", "1", "1", ("采茶",), text, tuple(split_sentences(text)))
    read = _text(passage, "", 12)
    assert read.startswith("采茶\n")
    assert sentences[12] in read
    assert sentences[0] not in read
    assert len(read) <= 410
    assert _text(passage, "", None) == text


def test_without_samples_a_table_is_read_below_its_heading(tmp_path: Path) -> None:
    path = tmp_path / "fees.md"
    path.write_text("# 茶庄\n\n## 退货率\n\n| 城市 | 上半年 |\n|---|---|\n| 苏州 | 3.1% |\n| 广州 | 2.8% |\n", "utf-8")
    passage = load_document(path, max_bytes=2**20).passages[0]
    assert _text(passage, "", 1) == "退货率\n城市: 广州; 上半年: 2.8%\n城市: 苏州; 上半年: 3.1%"
    assert _text(passage, "", None) == "城市: 苏州; 上半年: 3.1%\n城市: 广州; 上半年: 2.8%"


def test_without_samples_a_table_comes_before_a_text_with_the_same_score(
    encoder: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = "| 城市 | 上半年的退货率 |\n|---|---|\n| 苏州 | 3.1% |"
    text = "苏州上半年的退货率比去年低了不少，多亏了质检"
    path = tmp_path / "fees.md"
    path.write_text(f"# 茶庄\n\n## 文字\n\n{text}\n\n## 表\n\n{table}\n", "utf-8")
    index_ = build(gather([load_document(path, max_bytes=2**20)]), "0", "", encoder, tmp_path / "c", lambda *_: None)
    assert [passage.table is not None for passage in index_.passages] == [False, True]
    assert len(index_.passages[1].text) <= len(index_.passages[0].text)
    ranking = index_.rank(prepare("谁来质检", encoder.queries(["谁来质检"])[0]))
    level = replace(ranking, scores=np.zeros(len(ranking.numbers)))
    assert np.argmax(_by_form(level, index_.passages).scores) == 1


def test_what_was_read_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def both_anew(_: index.bundled.reader.Reader, text: str) -> tuple[float, float]:
        read.append(text)
        return 1.0, 2.0

    monkeypatch.setattr(index.bundled.reader.Reader, "both_anew", both_anew)
    reader = index.bundled.reader.Reader(READER, IDENTITY)
    for beside in (Beside(), Beside(), Beside(answered=("茶叶怎么存",))):
        assert reader.read("怎么存放茶叶", "茶叶要避光。", beside) == 1.0
        assert reader.read_both("怎么存放茶叶", "茶叶要避光。", beside) == (1.0, 2.0)
    assert len(read) == 2
    for _ in range(2):  # as what thousands wait for is asked of one version after another
        for number in range(5_000):
            reader.read_both(f"{number}?", "茶叶要避光。", Beside())
    assert len(read) == 5_002


def test_one_sample_question_makes_no_sampled_index(plain_index: SearchIndex, encoder: Encoder) -> None:
    one = with_samples(plain_index, [Sample("茶席怎么摆", (2,))], encoder)
    assert one.samples is not None
    assert not one.sampled
    everywhere = [Sample(f"第{number}段讲什么", (number,)) for number in range(len(plain_index.passages))]
    assert with_samples(plain_index, everywhere, encoder).sampled


def test_long_questions_leave_room_for_the_passage() -> None:
    long = "主播" * 250
    text = reader_text(long, "茶" * 419 + "尾", Beside((long, long), (long, long)))
    inputs = shared_inputs()
    ids = inputs.ids(text)
    assert len(ids) > inputs.longest
    read = without_middle(ids, inputs.longest)
    assert len(read) == inputs.longest
    assert list(read[:100]) == list(ids[:100])
    assert list(read[-300:]) == list(ids[-300:])
    assert list(without_middle(ids[:510], 510)) == list(ids[:510])


LONG = "我们厂去年和一个主播合作过，效果一般，退货也比较多。老板不太想再做了！新主播的收入怎么算？茶叶要怎么存放？"


def test_of_a_long_question_the_sentences_that_ask_are_read() -> None:
    assert parts_to_read(LONG[:40]) == [LONG[:40]]
    assert parts_to_read(LONG) == ["新主播的收入怎么算？", "茶叶要怎么存放？"]
    assert parts_to_read("问？" + LONG + "为什么？") == ["新主播的收入怎么算？", "茶叶要怎么存放？", "为什么？"]
    assert parts_to_read("主" * 100) == ["主" * 40]
    english = "We have had a hard year and many returns, and nobody knows what to do. "
    assert parts_to_read(english + "How are hosts paid?") == [english + "How are hosts paid?"]
    assert parts_to_read(english * 2 + "How are hosts paid?") == ["How are hosts paid?"]


def test_what_the_reader_says_of_a_long_question_counts_less_if_it_says_so_of_anything(
    tea_index: SearchIndex, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    ranking = tea_index.rank(prepare(LONG, encoder.queries([LONG])[0]))
    best = tea_index.passages[int(ranking.numbers[np.argmax(ranking.scores)])].text
    worst = tea_index.passages[int(ranking.numbers[np.argmin(ranking.scores)])].text
    for unrelated, expected in ((-9.0, 4.0), (3.0, -3.0)):
        reader = FakeReader({best: 4.0, worst: unrelated})
        monkeypatch.setattr(index.bundled.reader, "shared_reader", lambda sampled, reader=reader: reader)
        assert read_best(tea_index, ranking)[1] == expected


def test_of_a_table_the_row_that_is_asked_for_is_read_first(
    tmp_path: Path, encoder: Encoder, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "\n".join(f"| 茶庄{number:03} | {number} 家 |" for number in range(100, 130))
    (tmp_path / "t.md").write_text(f"# 茶\n\n| 茶庄 | 门店 |\n|---|---|\n{rows}\n", "utf-8")
    contents = gather([load_document(tmp_path / "t.md", max_bytes=2**20)])
    made = build(contents, "20260101-000003-abcdef", "2026-01-01", encoder, cache, lambda *_: None)
    reader = FakeReader({})
    monkeypatch.setattr(index.bundled.reader, "shared_reader", lambda sampled: reader)
    read_best(made, made.rank(prepare("茶庄127有多少门店", encoder.queries(["茶庄127有多少门店"])[0])))
    assert reader.read_texts[0][1].startswith("茶庄: 茶庄127; 门店: 127 家\n茶庄: 茶庄100; 门店: 100 家\n")
