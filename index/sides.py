"""Find what to set side by side for a question that compares two things: passages of each.

Each thing is asked about by itself, in one call of the encoder; what is found for it counts together with what is found
for the whole question, since that names what the two are compared in. The weights were fitted on 36 comparisons by a
writer who had only the report, each labelled with the passages that speak of each side.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.analysis import analyse, concepts
from index.compared import Compared
from index.evidence import Evidence, counted, is_off_theme, is_plain, judge, lead_of, weigh
from index.fusion import Scores
from index.mentions import content_words, passages_naming, unmentioned_names, unmentioned_topics
from index.passage_reading import read_best
from index.search import Question, Ranking, SearchIndex
from knowledge.script import has_chinese

_MOST_BELONGING = 6  # passages of each side
_WHOLE = 0.6  # weight of the scores for the whole question beside those for one side
_BEHIND = 7.0  # fused score; a passage further behind the best of its side does not belong to it
_CONTRAST = 4.0  # fused score, for a passage that has all words of its side's name and none of the other's
_BEHIND_IN_A_DOCUMENT = 2.0  # fused score; the same where documents are compared, as for editions of one
_READ_TO_ANSWER = -1.5  # logit; a passage of a compared document that the reader says this much of answers
_A_LEAD = 0.4  # logit for each unit of a fused score, added to the reader's where the topic has no word of the document
_ALL_WORDS = 0.95  # share of the topic's words, weighted; a name of the topic may be written a little otherwise
_WITHOUT_SAMPLES = 0.6  # share of both where fewer kinds of score are added up
_ONE_LEADS = 9.0  # fused score; with this lead the passage that is the best of both sides compares them alone
# Cosine by which a question is nearer to one that is known to have no answer than to anything in the documents.
_KNOWN_UNANSWERED = 0.03
# A side that would be answered though the reader said so little is not read, which takes longer than all else.
_DOUBTED_READING = -3.0  # logit; with -1 questions of other fields were answered


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for the two things ``asked``: the ``rankings`` of each, and its passages ``numbers``, best first.

    A side of which the documents say nothing has none.
    """

    asked: Compared
    rankings: tuple[Ranking, Ranking]
    numbers: tuple[tuple[int, ...], tuple[int, ...]]


def find_sides(
    index: SearchIndex, whole: Ranking, evidence: Evidence, asked: Compared, questions: Sequence[Question]
) -> Found | None:
    """Find what the documents say of each of two things; None if one passage compares them, or nothing answers.

    ``whole`` and its ``evidence`` are those of the question, ``questions`` ask about each thing, see `asked_about`.
    """
    if evidence.unanswered - evidence.nearest >= _KNOWN_UNANSWERED:
        return None
    if asked.titles:
        return _in_documents(index, asked, asked.titles, questions)
    first, second = map(index.rank, questions)
    rankings = first, second
    numbers = _belonging(index, whole, rankings, asked)
    if _one_compares(whole, evidence, numbers):
        return None
    weighed = [weigh(index, ranking) for ranking in rankings]
    said = [_says_something(index, *each) for each in zip(rankings, weighed, asked.names, strict=True)]
    if not any(said):
        return None
    if not all(said):
        lacking, there = asked.names[said.index(False)], weighed[said.index(True)]
        if not (is_plain(there) or _is_not_mentioned(index, lacking) or is_answered(index, whole, evidence)):
            return None  # It is in doubt altogether.
    return Found(asked, rankings, (numbers[0] if said[0] else (), numbers[1] if said[1] else ()))


def _in_documents(
    index: SearchIndex, asked: Compared, titles: tuple[str, str], questions: Sequence[Question]
) -> Found | None:
    """Find what each of two documents says to the question, as if it were the only one; None if neither answers."""
    first, second = (in_document(index, *each) for each in zip(titles, questions, strict=True))
    return Found(asked, (first[0], second[0]), (first[1], second[1])) if first[1] or second[1] else None


def in_document(index: SearchIndex, title: str, question: Question) -> tuple[Ranking, tuple[int, ...]]:
    """Return the ranking of a document's passages, and those that answer, the best first; none if none does.

    What is asked is often a single word, which is little to judge by, least of all in another language. So passages
    that name it answer, also behind others; else the best one does if the reader says so, and those near it that have a
    word of it (of a foreign word, any, if none names it).
    """
    behind = _BEHIND_IN_A_DOCUMENT * (1.0 if index.sampled else _WITHOUT_SAMPLES)
    only = index.within([title])
    asked = only.rank(question)
    ranking, reading = read_best(only, asked)
    foreign = question.chinese != has_chinese(only.passages[int(ranking.numbers[0])].text)
    answers = _naming(only, question)[ranking.numbers]
    if _reader_says_so(only, asked, ranking, reading, foreign=foreign):
        near = ranking.scores >= ranking.scores.max() - behind
        has_some = only.text.share(question.tokens)[ranking.numbers] > 0
        answers |= near & (has_some | (foreign and not answers.any()))
        answers[ranking.scores.argmax()] = True
    scores = np.where(answers, ranking.scores, -np.inf)
    return ranking, _best_of(ranking, scores, behind) if answers.any() else ()


def _naming(only: SearchIndex, question: Question) -> npt.NDArray[np.bool_]:
    """Return which passages have all of what is asked, shape (passages,), or its meaning by the thesaurus.

    Words that the documents lack do not count, but a passage must have one that says what it is about. Characters alone
    are none: 叉车 is no 停车.
    """
    words = [token for word in content_words(question.folded) for token in analyse(word) if len(token) > 1]
    has_word = only.text.share([*words, *concepts(question.folded)]) > 0
    named = (only.text.share(question.tokens) >= _ALL_WORDS) & (has_word | (len(question.folded) == 1))
    for naming in passages_naming(only.text, question.folded):
        named |= naming
    return named


def _reader_says_so(only: SearchIndex, asked: Ranking, ranking: Ranking, reading: float, *, foreign: bool) -> bool:
    """Say whether the reader says that the best passage answers.

    The verdict says yes too often to a single word that a document in the same language could have, and has not.
    """
    says = reading >= _READ_TO_ANSWER
    if only.sampled or foreign:
        return says or judge(weigh(only, asked), reading) == "answered"
    return says and reading + _A_LEAD * counted(lead_of(ranking)) > 0


def _best_of(ranking: Ranking, scores: Scores, behind: float) -> tuple[int, ...]:
    """Return the candidates whose ``scores`` are not further ``behind`` the best, the best first."""
    best = np.argsort(-scores, kind="stable")[:_MOST_BELONGING]
    return tuple(ranking.numbers[best[scores[best] >= scores.max() - behind]].tolist())


def _belonging(
    index: SearchIndex, whole: Ranking, rankings: tuple[Ranking, Ranking], asked: Compared
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the passages that belong to each side, the best first."""
    names = [analyse(name) for name in asked.names]
    scale = 1.0 if index.sampled else _WITHOUT_SAMPLES
    found = []
    for ranking, own, other in zip(rankings, names, reversed(names), strict=True):
        contrast = (index.text.share(own) - index.text.share(other))[ranking.numbers]
        scores = ranking.scores + _WHOLE * _scores_of(whole, ranking) + _CONTRAST * scale * contrast
        found.append(_best_of(ranking, scores, _BEHIND * scale))
    return found[0], found[1]


def _scores_of(whole: Ranking, ranking: Ranking) -> Scores:
    """Return the scores for the whole question of the candidates of ``ranking``, the lowest for those it lacks."""
    known = dict(zip(whole.numbers.tolist(), whole.scores.tolist(), strict=True))
    lowest = float(whole.scores.min())
    return np.array([known.get(number, lowest) for number in ranking.numbers.tolist()])


def _one_compares(whole: Ranking, evidence: Evidence, numbers: tuple[tuple[int, ...], tuple[int, ...]]) -> bool:
    """Say whether a single passage speaks of both sides and answers so clearly that nothing need stand beside it."""
    if len(set(numbers[0]) | set(numbers[1])) == 1:
        return True
    best = int(whole.numbers[whole.scores.argmax()])
    if is_plain(evidence):
        return best in numbers[0] and best in numbers[1]
    return best == numbers[0][0] == numbers[1][0] and counted(evidence.lead) >= _ONE_LEADS


def _says_something(index: SearchIndex, ranking: Ranking, evidence: Evidence, name: str) -> bool:
    """Say whether the documents say something of the side with that name, judged as a question by itself."""
    return not unmentioned_names(name, index.text.vocabulary) and is_answered(index, ranking, evidence)


def is_answered(index: SearchIndex, ranking: Ranking, evidence: Evidence) -> bool:
    """Say whether the documents answer the question of ``ranking``, by its ``evidence`` and in doubt by the reader."""
    if is_plain(evidence) or (index.sampled and judge(evidence, _DOUBTED_READING) == "answered"):
        return True
    return not is_off_theme(evidence) and judge(evidence, read_best(index, ranking)[1]) == "answered"


def _is_not_mentioned(index: SearchIndex, name: str) -> bool:
    text = index.text.vocabulary
    return bool(unmentioned_names(name, text) or unmentioned_topics(name, text, text))
