"""Rank the passages for questions that depend on the question before, such as "那培训呢？".

The answer mostly stands near the previous answer, in the same section or chapter; in the passage already shown less
often. The weights were fitted on follow-ups of our own; all are in the unit of a fused score (a sum of z-scores).
"""

import re
from dataclasses import replace

import numpy as np

from index.fusion import Scores
from index.search import Ranking, SearchIndex
from knowledge.types import Passage

_SAME_SECTION = 4.0
_SAME_CHAPTER = 1.0
_PREVIOUS_SCORES = 0.4
_ALREADY_SHOWN = 2.0
_NEAR_WITHOUT_SAMPLES = 0.3  # share of the first two weights
# Without sample questions a section is cut into passages by length, so it counts how many of them lie between, too.
# Fitted on 530 follow-ups by ten writers about 80 documents; `_JOINED_SCORES` and `_SHOWN_WITHOUT_SAMPLES` on 322 by
# two more about 24 others.
_NEXT_TO_SHOWN = 5.0  # of the passage shown; a third of it three passages away
_FALLS_BY_E_PASSAGES = 3.0
_JOINED_SCORES = 0.6
_SHOWN_WITHOUT_SAMPLES = 4.0
_ON_ITS_OWN = 0.5  # share of these weights for a question that can be understood alone

_MIN_WORDS_COMPLETE = 4.8  # words; a Chinese word has 1.7 characters on average
_MAX_WORDS_POINTING = 9.0
_CHARACTERS_A_WORD = 1.7
_POINTING = re.compile(
    r"^(?:那|那么|还有|另外|然后|以后|而|再|能再|有.{0,4}(?:例子|案例))|[它她]|(?<![其吉])他|这个|这些|那个|那种|那边|那些"
    r"|(?:^|[对就于在])(?:此(?![外类次])|这(?:一?[点件]|事|方面))"
    r"|^(?:and|or|but|so|more|then|what about|how about|can you|could you)\b"
    r"|\b(?:it|its|they|them|their|that|this|those|these|one|ones)\b"
)
_NO_WORD = re.compile(r"\W+")
# These have no word of their own to search for. They are matched against folded words.
_BARE = re.compile(
    r"(?:那|那么|这|这个|这是|那是|所以|是|又)?(?:为什么|为何|为啥|怎么(?:回事|说|讲|做|办|样)?|如何|什么意思|具体怎么做"
    r"|具体|举个?例子?|比如说?|例如)(?:呢|啊|呀|吗|嘛)?"
    r"|(?:and |but |so )?(?:why|how)(?: so| come| is (?:that|this|it))?"
    r"|what (?:does|do) (?:this|that|it|you) mean|(?:for )?example|(?:give me )?an example"
)
_CHINESE_CHARACTER = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[a-z0-9]+")


def is_bare(folded: str) -> bool:
    """Say whether a folded question only asks on, such as "why?", so that nothing can be found by its own words."""
    return _BARE.fullmatch(_NO_WORD.sub(" ", folded).strip()) is not None


def leans(folded: str) -> bool:
    """Say whether a folded question is too short, or too full of pointers, to be understood alone."""
    return length_in_words(folded) <= _MIN_WORDS_COMPLETE or points_back(folded)


def points_back(folded: str) -> bool:
    """Say whether a folded question has words that point to the one before: 那, 它, 对此, "what about", "they".

    In a long question such words mostly point to something in the question itself, so they do not count.
    """
    return length_in_words(folded) <= _MAX_WORDS_POINTING and bool(_POINTING.search(folded))


def length_in_words(folded: str) -> float:
    """Return the number of words; Chinese words are estimated from the number of characters."""
    return len(_CHINESE_CHARACTER.findall(folded)) / _CHARACTERS_A_WORD + len(_LATIN_WORD.findall(folded))


def follow_up(index: SearchIndex, ranking: Ranking, previous: Ranking, joined: Ranking | None = None) -> Ranking:
    """Return ``ranking`` with its scores adjusted by the ``previous`` question's ranking.

    ``joined`` is the ranking of both questions as one; it is needed unless the index is ``sampled``.
    """
    share = 1.0 if leans(ranking.question.folded) else _ON_ITS_OWN
    shown = int(previous.numbers[np.argmax(previous.scores)])
    candidates, shown_passage = index.passages_at(ranking.numbers), index.passages[shown]
    near = np.array([_nearness(passage, shown_passage) for passage in candidates])
    before = _scores_of(previous, ranking)
    if joined is None:
        context = near + _PREVIOUS_SCORES * before - _ALREADY_SHOWN * (ranking.numbers == shown)
    else:
        context = (
            _NEAR_WITHOUT_SAMPLES * near + _PREVIOUS_SCORES * before + _JOINED_SCORES * _scores_of(joined, ranking)
        )
        same = [passage.document == shown_passage.document for passage in candidates]
        away = np.where(same, np.abs(ranking.numbers - shown), np.inf)  # passages
        beside = _NEXT_TO_SHOWN * np.exp(-away / _FALLS_BY_E_PASSAGES) - _SHOWN_WITHOUT_SAMPLES * (away == 0)
        return replace(ranking, scores=ranking.scores + share * context + beside)
    return replace(ranking, scores=ranking.scores + share * context)


def _nearness(passage: Passage, shown: Passage) -> float:
    if passage.document != shown.document or passage.headings[:1] != shown.headings[:1]:
        return 0.0
    return _SAME_CHAPTER + (_SAME_SECTION if passage.headings == shown.headings else 0.0)


def _scores_of(previous: Ranking, ranking: Ranking) -> Scores:
    """Return the previous question's scores of this question's candidates, its lowest score for those it lacks."""
    positions = np.searchsorted(previous.numbers, ranking.numbers).clip(max=len(previous.numbers) - 1)
    known = previous.numbers[positions] == ranking.numbers
    scores: Scores = np.where(known, previous.scores[positions], previous.scores.min())
    return scores
