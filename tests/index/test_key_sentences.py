import numpy as np

from index.encoder import Encoder
from index.key_sentences import QuestionWords, key_sentences, score_sentences
from index.search import SearchIndex, prepare
from knowledge.sentences import split_sentences
from knowledge.types import Passage

TEXT = "办公室每天九点开门。迁址以后电话不变。食堂在二楼。"
LEVEL = np.zeros(3, np.float32)


def passage() -> Passage:
    return Passage("办公室", "1", "1", ("公告",), TEXT, tuple(split_sentences(TEXT)))


def test_a_sentence_with_a_word_of_the_question_is_the_key() -> None:
    assert key_sentences(passage(), LEVEL, QuestionWords({"食堂": 2.0})) == (2,)


def test_a_sentence_that_says_it_in_other_words_is_the_key_if_these_count() -> None:
    asked = QuestionWords({}, "搬家后怎么联系")
    assert key_sentences(passage(), LEVEL, asked)[0] == 1
    assert score_sentences(passage(), LEVEL, QuestionWords({})).tolist() == [0.0, 0.0, 0.0]


def test_other_words_count_only_without_sample_questions(
    plain_index: SearchIndex, tea_index: SearchIndex, encoder: Encoder
) -> None:
    text = "掏钱的期限"
    question = prepare(text, encoder.queries([text])[0])
    changed = 0
    for number, found in enumerate(plain_index.passages):
        cosines, _ = plain_index.sentences.similarities(plain_index.centred(question), np.array([number]))
        weights = plain_index.text.weights(question.words)
        plainly = score_sentences(found, cosines, QuestionWords(weights))
        np.testing.assert_array_equal(tea_index.sentence_scores(question, number), plainly)
        without_a_word = score_sentences(found, cosines, QuestionWords(weights, "嗯"))
        changed += not np.array_equal(plain_index.sentence_scores(question, number), without_a_word)
    assert changed
