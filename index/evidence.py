"""Judge whether the question is about the documents, and whether they answer it.

The first step refuses a question that is nearer to everyday sentences than to anything in the documents or to any
question that they are known not to answer; where both are about as near, the reader (`index.passage_reading`) decides.
In the second step a logistic model says how likely the best passages answer the question. It weighs what the reader
says of question and passage, how near the question is to anything in the index, how near it is to a question known to
have no answer there, how far the best passage leads, and names that the documents never mention.
``scripts.fit_verdict`` fits the model, leaving writers out, on questions of our own: their writers typed them before
they had opened the report, and two other people labelled them.
"""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from index.mentions import unmentioned_names
from index.search import Ranking, SearchIndex

Verdict = Literal["answered", "hedged", "refused"]

_RUNNERS_UP = 2
_OVERVIEW_AMONG = 3  # best passages that are looked at for an overview of a section
_OVERVIEW_AT_LEAST = 2  # best passages that must be in the section that the question is on
_OVERVIEW_LEAD = 5.0  # with this lead or more one passage answers alone
_OVERVIEW_LEAD_WITHOUT_SAMPLES = 2.0
_OVERVIEW_READING = -2.0  # least logit for an overview, since no single passage answers a question on a whole section
# Without sample questions, nothing but three near passages says that the question is on the section as a whole.
_OVERVIEW_READING_WITHOUT_SAMPLES = -3.0
_MAX_LEAD = 10.0  # a larger lead is no stronger evidence
_MAX_READING = 7.0  # the highest logit that the reader gives
_LISTED_A_PASSAGE = 5.0  # unanswered questions per passage; with fewer, their list is too short to be weighed
# A question of this length with less than both values is adrift: of 88 questions of over 40 with an answer none is.
_LONG_CHINESE_CHARACTERS = 40
_LONG_OTHER_CHARACTERS = 80
_ADRIFT_COSINE = 0.03  # theme and, where they are listed, cosine above that of the nearest unanswered question
_ADRIFT_LEAD = 4.0  # the lead, in units of a fused score
# With at least these values no reader is needed: of 133 such questions, writers left out, 131 had an answer.
PLAIN_NEAREST_COSINE = 0.55  # cosine
PLAIN_MARGIN_COSINE = 0.05  # cosine, above that of the nearest unanswered question
PLAIN_LEAD_SCORE = 4.0  # the lead, in units of a fused score
# Cosine from which a question is on the theme of the documents if it is this near to an unanswered question, and not
# nearer to an everyday sentence. None of 140 questions written to be refused is so; of 3,694 on the theme, 11 % are
# refused instead of 19 %.
LIKE_ONE_LISTED_COSINE = 0.5
SAME_QUESTION_COSINE = (
    0.535  # cosine of a centred question: the same question in other words has more, a related subject less
)


@dataclass(frozen=True, slots=True)
class _Weights:
    """The weights of the verdict for one kind of index.

    A question is refused if the theme, ``theme_reading`` times the reader's logit and ``theme_nearest`` times the
    largest cosine add up to less than ``least_theme``. It is answered without a hedge if ``reading`` times that logit,
    ``nearest`` times the largest cosine, and so on, add up to at least ``needed``.
    """

    least_theme: float
    theme_reading: float
    theme_nearest: float
    reading: float
    nearest: float
    unanswered: float
    names: float
    lead: float
    needed: float


# A question is more like another question than like a report's sentence, so each kind of index has its own scale.
_LISTED_AND_SAMPLED = _Weights(
    least_theme=0.3067,
    theme_reading=0.0092,
    theme_nearest=0.7015,
    reading=0.4143,
    nearest=29.76,
    unanswered=-23.69,
    names=-0.8635,
    lead=0.0467,
    needed=2.271,
)
_WITH_SAMPLES = _Weights(
    least_theme=0.2311,
    theme_reading=0.0062,
    theme_nearest=0.5501,
    reading=0.4485,
    nearest=15.99,
    unanswered=0.0,
    names=-0.7378,
    lead=0.0271,
    needed=7.25,
)
# Fitted on questions about six documents by two writers; checked on five other documents by two others. ``needed`` was
# set anew when questions were searched by further trained layers, so that as many without an answer are answered.
_WITHOUT_SAMPLES = _Weights(
    least_theme=-0.08,
    theme_reading=0.0092,
    theme_nearest=0.0,
    reading=0.431,
    nearest=0.0,
    unanswered=0.0,
    names=-0.326,
    lead=0.186,
    needed=-0.9,
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for and against an answer.

    ``nearest``: the largest cosine to anything in the index. ``unanswered``: the largest cosine to an unanswered
    question. ``theme``: ``nearest``, or ``unanswered`` if that is larger and the index is ``listed``, less the cosine
    to the nearest everyday sentence. ``lead``: the best fused score less the mean of the next two. ``names``: the names
    in the question that the documents never mention. ``sampled`` and ``listed``: whether the index has enough sample
    questions, and enough unanswered questions, for the number of its passages. ``overview``: the passages of the
    section that the question is on as a whole, none if it is on a single passage. ``adrift``: the question is long and
    no nearer to anything in particular than to all else, as are texts on other subjects and random characters.
    """

    theme: float
    nearest: float
    unanswered: float
    lead: float
    names: tuple[str, ...]
    sampled: bool
    listed: bool
    overview: tuple[int, ...]
    adrift: bool


def weigh(index: SearchIndex, ranking: Ranking) -> Evidence:
    """Return the evidence that a question's ranking gives."""
    lead = lead_of(ranking)
    listed = index.unanswered.here >= _LISTED_A_PASSAGE * len(index.passages)
    nearest_theme = max(ranking.nearest, ranking.unanswered) if listed else ranking.nearest
    theme = nearest_theme - ranking.everyday
    question = ranking.question
    is_long = len(question.folded) >= (_LONG_CHINESE_CHARACTERS if question.chinese else _LONG_OTHER_CHARACTERS)
    close = max(theme, ranking.nearest - ranking.unanswered) if listed else theme
    return Evidence(
        theme=theme,
        nearest=ranking.nearest,
        unanswered=ranking.unanswered,
        lead=lead,
        names=unmentioned_names(question.text, index.text.vocabulary),
        sampled=index.sampled,
        listed=listed,
        overview=_overview(index, ranking, lead),
        adrift=index.sampled and is_long and close < _ADRIFT_COSINE and lead < _ADRIFT_LEAD,
    )


def in_context(alone: Evidence, joined: Evidence, theme: float) -> Evidence:
    """Return the evidence of a question that may depend on the one before it: the better of two readings.

    ``alone`` is its evidence by itself, ``joined`` that of both questions as one, ``theme`` that of the one before.
    """
    nearer = joined if joined.nearest - joined.unanswered > alone.nearest - alone.unanswered else alone
    return replace(
        alone,
        theme=max(alone.theme, theme),
        nearest=nearer.nearest,
        unanswered=nearer.unanswered,
        adrift=alone.adrift and joined.adrift,
    )


def is_off_theme(evidence: Evidence, reading: float = _MAX_READING) -> bool:
    """Say whether the question is about something else; without ``reading``, whatever the reader would say."""
    if evidence.adrift:
        return True
    if _stands_on_a_short_list(evidence) or _is_like_one_listed(evidence):
        return False
    weights = _weights(evidence)
    on_theme = evidence.theme + weights.theme_reading * reading + weights.theme_nearest * evidence.nearest
    return on_theme < weights.least_theme


def is_plain(evidence: Evidence) -> bool:
    """Say whether the question is so near to one that is known to be answered that no passage needs to be read."""
    margin = evidence.nearest - evidence.unanswered
    near = evidence.sampled and evidence.nearest >= PLAIN_NEAREST_COSINE and margin >= PLAIN_MARGIN_COSINE
    return near and evidence.lead >= PLAIN_LEAD_SCORE and not evidence.names and not is_off_theme(evidence)


def judge(evidence: Evidence, reading: float) -> Verdict:
    """Return the verdict: answer, hedge, or refuse; ``reading`` is the reader's highest logit for the best passages."""
    weights = _weights(evidence)
    if is_off_theme(evidence, reading):
        return "refused"
    if _stands_on_a_short_list(evidence):
        return "hedged"
    if evidence.overview:
        reading = max(reading, _OVERVIEW_READING if evidence.sampled else _OVERVIEW_READING_WITHOUT_SAMPLES)
    spoken_for = (
        weights.reading * reading
        + weights.nearest * evidence.nearest
        + weights.unanswered * evidence.unanswered
        + weights.names * bool(evidence.names)
        + weights.lead * counted(evidence.lead)
    )
    return "answered" if spoken_for >= weights.needed else "hedged"


def counted(lead: float) -> float:
    """Return a ``lead`` as far as it counts: at least 0, at most `_MAX_LEAD`."""
    return min(max(lead, 0.0), _MAX_LEAD)


def _stands_on_a_short_list(evidence: Evidence) -> bool:
    """Say whether the question is on a list of unanswered questions that is too short to be weighed."""
    return not evidence.listed and evidence.unanswered >= max(SAME_QUESTION_COSINE, evidence.nearest)


def _is_like_one_listed(evidence: Evidence) -> bool:
    nearer_than_everyday = evidence.theme >= max(evidence.nearest - evidence.unanswered, 0.0)
    return evidence.listed and evidence.unanswered >= LIKE_ONE_LISTED_COSINE and nearer_than_everyday


def _weights(evidence: Evidence) -> _Weights:
    if not evidence.sampled:
        return _WITHOUT_SAMPLES
    return _LISTED_AND_SAMPLED if evidence.listed else _WITH_SAMPLES


def lead_of(ranking: Ranking) -> float:
    """Return the best fused score less the mean of the next two, infinity if there is only one score."""
    best = np.sort(ranking.scores)[::-1][: _RUNNERS_UP + 1]
    return float(best[0] - best[1:].mean()) if len(best) > 1 else float("inf")


def _overview(index: SearchIndex, ranking: Ranking, lead: float) -> tuple[int, ...]:
    """Return the passages of the section that the question is on as a whole, none if one passage answers alone."""
    best = ranking.numbers[np.argsort(-ranking.scores)[:_OVERVIEW_AMONG]].tolist()
    if index.sampled:
        enough = sum(number in ranking.section for number in best) >= _OVERVIEW_AT_LEAST
        return ranking.section if ranking.asks_section or (enough and lead < _OVERVIEW_LEAD) else ()
    places = {(index.passages[number].document, index.passages[number].headings) for number in best}
    of_one_section = len(best) == _OVERVIEW_AMONG and len(places) == 1 and index.passages[best[0]].headings
    if not of_one_section or lead >= _OVERVIEW_LEAD_WITHOUT_SAMPLES:
        return ()
    candidates = zip(ranking.numbers.tolist(), index.passages_at(ranking.numbers), strict=True)
    return tuple(number for number, passage in candidates if (passage.document, passage.headings) in places)
