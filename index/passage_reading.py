"""Have a bundled reader read the best passages together with the question."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache

import numpy as np
import numpy.typing as npt

from index.other_words import in_other_words, load_groups
from index.search import Question, Ranking, SearchIndex
from index.table_cells import named_rows, names_of_a_cell
from index.types import Beside
from knowledge.script import has_chinese, simplified
from knowledge.sentences import ends_as_question, split_sentences
from knowledge.table_text import lines_above, read_out, table_in
from knowledge.types import Passage

_MAX_CHINESE_CHARACTERS = 40  # The reader was trained on questions up to about these lengths, and of longer ones
_MAX_OTHER_CHARACTERS = 110  # it says that they are answered whatever they are about.
_MAX_PARTS = 3
_UNRELATED_LOGIT = -4.0  # nine of ten times it says less of a question and a passage on something else

Floats = npt.NDArray[np.float64]

_PASSAGES_READ_ALONE = 6  # best passages; reading more did not tell better which of them belong
_PASSAGES_READ = 2  # best passages: a third changes nothing in the verdict and takes half as long again
_MAX_LEAD_MOVED = 2.0  # of a fused score (a sum of z-scores): a passage that leads by more stays first
# Without sample questions the right passage ranks lower, and the reader knows better which it is.
_PASSAGES_READ_WITHOUT_SAMPLES = 6
# Fitted on questions about six documents, leaving one out, and checked on five others.
SCORE_A_LOGIT = 0.6  # of a fused score
ABOUT = 0.25  # share of the logit that a passage is about the question, which is the surer of the two
# A longer passage says more, but its vector and its words are measured as if it said one thing.
_SCORE_A_LENGTH = 0.4  # of a fused score, for a passage e times as long
_SCORE_A_TABLE = 0.5  # of a fused score, for a table: what its rows say is spread over cells, and takes fewer words
_SCORE_A_NAME = 1.5  # of a fused score, for a table of which the question names a row and asks for a column
_SCORE_OF_OTHER_WORDS = 0.8  # of a fused score; see `index.other_words`; fitted on questions about twelve documents
_PASSAGES_LOOKED_AT = 20  # best passages; whether they are tables, and whether they say it in other words
_SHORT_CHARACTERS = 50  # below about this length it counts less how long a passage is
_WINDOW_CHARACTERS = 400  # of a passage that are read: what the reader was trained on


def read_best(index: SearchIndex, ranking: Ranking) -> tuple[Ranking, float]:
    """Return ``ranking`` with its best passages reordered by the reader, and the reader's highest logit for them.

    The question is read alone, also where it depends on the one before it: read after that one, it seems to be answered
    by what answers that one. Of a question longer than those that the reader was trained on, only parts are read; what
    the reader says of them counts less if it says the same of a passage that has nothing to do with the question.
    See `index.bundled.reader.Reader.read`.
    """
    from index.bundled.reader import shared_reader  # imported here: it loads all of ONNX Runtime

    reader, question = shared_reader(sampled=index.sampled), ranking.question
    asked = simplified(question.text)  # as it is encoded; so is the passage
    parts = parts_to_read(asked)
    is_long = len(asked) > _longest_read(asked)
    unrelated = [int(ranking.numbers[np.argmin(ranking.scores)])] if is_long else []

    ranking, text_of = before_reading(index, ranking)

    def read_one(part: str, number: int) -> tuple[float, float]:
        text, beside = text_of(number), index.beside(question, number)
        return (reader.read(part, text, beside), 0.0) if index.sampled else reader.read_both(part, text, beside)

    def read(numbers: list[int]) -> Floats:
        pairs = [(part, number) for part in parts for number in [*numbers, *unrelated]]
        found = np.array(list(_workers().map(read_one, *zip(*pairs, strict=True)))).reshape(len(parts), -1, 2)
        words = found[:, : len(numbers)]
        if unrelated:
            words = words - np.maximum(found[:, len(numbers) :] - _UNRELATED_LOGIT, 0.0)
        highest: Floats = words.max(axis=0).T
        return highest

    return order_by(ranking, read, sampled=index.sampled)


def before_reading(index: SearchIndex, ranking: Ranking) -> tuple[Ranking, Callable[[int], str]]:
    """Return ``ranking`` with the scores that the reader adds to, and what gives the text that is read of a passage."""
    key: dict[int, int] = {}
    if not index.sampled:
        passages = index.passages_at(ranking.numbers)
        ranking = _by_other_words(_by_form(ranking, passages), passages)
        key = _key_sentences(index, ranking)

    def text_of(number: int) -> str:
        return simplified(_text(index.passages[number], ranking.question.folded, key.get(number)))

    return ranking, text_of


def _by_form(ranking: Ranking, passages: Sequence[Passage]) -> Ranking:
    """Return ``ranking`` with longer passages and tables scored higher, more so if the question names a cell.

    ``passages`` are those ranked, in the same order.
    """
    lengths = np.log([len(passage.text) + _SHORT_CHARACTERS for passage in passages])
    scores = ranking.scores + _SCORE_A_LENGTH * (lengths - lengths.mean())
    for nth in np.argsort(-scores, kind="stable")[:_PASSAGES_LOOKED_AT]:
        table = passages[nth].table
        if table:
            names = names_of_a_cell(ranking.question.folded, table_in(passages[nth].text, table))
            scores[nth] += _SCORE_A_TABLE + _SCORE_A_NAME * names
    return replace(ranking, scores=scores)


def _by_other_words(ranking: Ranking, passages: Sequence[Passage]) -> Ranking:
    """Return ``ranking`` with those of its best ``passages`` scored higher that say in other words what is asked."""
    best = np.argsort(-ranking.scores, kind="stable")[:_PASSAGES_LOOKED_AT]
    scores = ranking.scores.copy()
    scores[best] += _SCORE_OF_OTHER_WORDS * in_other_words(ranking.question.folded, [passages[nth] for nth in best])
    return replace(ranking, scores=scores)


def read_alone(index: SearchIndex, ranking: Ranking) -> dict[int, float]:
    """Return the reader's logits of the best passages, by number, by which several may answer a broad question.

    Known questions beside a passage are not read with it: they say that it answers them, not whether others do as well.
    """
    from index.bundled.reader import shared_reader  # imported here: it loads all of ONNX Runtime

    reader, question = shared_reader(sampled=index.sampled), ranking.question
    part = parts_to_read(simplified(question.text))[-1]
    ranking, text_of = before_reading(index, ranking)
    best = ranking.numbers[np.argsort(-ranking.scores, kind="stable")[:_PASSAGES_READ_ALONE]].tolist()

    def read_one(number: int) -> float:
        return reader.read(part, text_of(number), Beside())

    return dict(zip(best, _workers().map(read_one, best), strict=True))


def read_sentence(index: SearchIndex, question: Question, sentence: str) -> float:
    """Return the reader's logit that a single sentence answers."""
    from index.bundled.reader import shared_reader  # imported here: it loads all of ONNX Runtime

    part = parts_to_read(simplified(question.text))[-1]
    return shared_reader(sampled=index.sampled).read(part, simplified(sentence), Beside())


def _key_sentences(index: SearchIndex, ranking: Ranking) -> dict[int, int]:
    """Return the sentence that answers best of each passage that is read, by the passage's number."""
    hits = index.hits(ranking, _PASSAGES_READ_WITHOUT_SAMPLES)
    return {hit.number: hit.key_sentences[0] for hit in hits if hit.key_sentences}


def _text(passage: Passage, folded: str, key: int | None) -> str:
    """Return the text of a passage to be read with a question: about the sentence ``key``, if given, below its heading.

    Of a table the rows come first that the question names, else the one that answers best.
    """
    if passage.table:
        best = () if key is None else (key - lines_above(passage),)
        text = read_out(passage, named_rows(folded, table_in(passage.text, passage.table)) or best)
    else:
        text = passage.text if key is None else _window(passage, key)
    return text if key is None else "\n".join([*passage.headings[-1:], text])


def _window(passage: Passage, key: int) -> str:
    """Return the sentences about ``key``, those after it first, as many as are read."""
    spans = passage.sentences
    first = last = key
    while True:
        if last + 1 < len(spans) and spans[last + 1][1] - spans[first][0] <= _WINDOW_CHARACTERS:
            last += 1
        elif first and spans[last][1] - spans[first - 1][0] <= _WINDOW_CHARACTERS:
            first -= 1
        else:
            return passage.text[spans[first][0] : spans[last][1]]


def parts_to_read(question: str) -> list[str]:
    """Return the question, or of a long one the last sentences that ask something, each cut to its end."""
    longest = _longest_read(question)
    if len(question) <= longest:
        return [question]
    sentences = [question[start:end] for start, end in split_sentences(question)]
    asking = [sentence for sentence in sentences if ends_as_question(sentence)] or sentences or [question]
    return [sentence[-longest:] for sentence in asking[-_MAX_PARTS:]]


def _longest_read(question: str) -> int:
    return _MAX_CHINESE_CHARACTERS if has_chinese(question) else _MAX_OTHER_CHARACTERS


def order_by(ranking: Ranking, read: Callable[[list[int]], Floats], *, sampled: bool) -> tuple[Ranking, float]:
    """Do what `read_best` does, with ``read`` giving the logits of passages by their numbers.

    These have the shape (2, passages): that a passage answers, and that it is about the question. For ``sampled`` see
    `SearchIndex.sampled`; then only the first counts.
    """
    count = _PASSAGES_READ if sampled else _PASSAGES_READ_WITHOUT_SAMPLES
    best = np.argsort(-ranking.scores, kind="stable")[:count]
    words, about = read(ranking.numbers[best].tolist())
    scores = ranking.scores.copy()
    if sampled:
        scores[best] += np.clip(words - words[0], -_MAX_LEAD_MOVED, _MAX_LEAD_MOVED)
    else:
        moved = words + ABOUT * about
        scores[best] += SCORE_A_LOGIT * (moved - moved.min())
    return replace(ranking, scores=scores), float(words.max())


def load_reader(*, sampled: bool) -> None:
    """Load what reading needs now rather than with the first question in doubt; see `SearchIndex.sampled`."""
    from index.bundled.reader import shared_reader

    shared_reader(sampled=sampled)
    if not sampled:
        load_groups()


@cache
def _workers() -> ThreadPoolExecutor:
    """Return threads for reading, as many as there are cores, because the reader runs outside Python."""
    return ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="reading")
