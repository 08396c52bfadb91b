"""Is the question about the documents, and do they answer it?

Two steps. A question that is more like everyday sentences than like anything in the documents, or asked of them in vain
before, is refused; where both are as near, the reader (`index.reading`) tips the scales. Of the rest a logistic model
says how likely the best passages answer: by what the reader makes of question and passage, by how near the question is
to anything in the index, by how near it is to a question that is known to have no answer there, by how far the best
passage leads, and by names that the documents never mention. ``scripts.fit_verdict`` fits it, leaving writers out, on
questions of our own, typed before their writers had opened the report and labelled by two others.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from index.mentions import unmentioned_names
from index.search import Ranking, SearchIndex

Verdict = Literal["answered", "hedged", "refused"]

_RUNNERS_UP = 2
_OVERVIEW_AMONG = 3  # best passages, of which
_OVERVIEW_AT_LEAST = 2  # are of the section that the question is on
_OVERVIEW_LEAD = 5.0  # from here on one passage answers alone
_OVERVIEW_LEAD_WITHOUT_SAMPLES = 2.0
_OVERVIEW_READING = -2.0  # at least: no single passage answers a question on a whole section
_MAX_LEAD = 10.0  # more says nothing more
_MAX_READING = 7.0  # the highest logit that the reader gives
_LISTED_A_PASSAGE = 5.0  # unanswered questions a passage, from which on their list says something of any question
# From here on there is no doubt that needs a reader: of 133 such questions, writers left out, 131 had an answer.
PLAIN_NEAREST_COSINE = 0.55  # cosine
PLAIN_MARGIN_COSINE = 0.05  # of it over that of the nearest unanswered question
PLAIN_LEAD_SCORE = 4.0  # of a fused score
# Cosine: what is so near to a question that was asked of these documents in vain, and no nearer to an everyday
# sentence, is on their theme. None of 140 questions written to be refused is; of 3,694 on the theme 11 % are refused
# in place of 19.
LIKE_ONE_LISTED_COSINE = 0.5
SAME_QUESTION_COSINE = (
    0.535  # cosine of a centred question: the same asked in other words has more, related subjects less
)


@dataclass(frozen=True, slots=True)
class _Weights:
    """A question is refused where theme, ``theme_reading`` times the reader's logit and ``theme_nearest`` times the
    largest cosine do not add up to ``least_theme``.

    An answer needs ``reading`` times that logit, ``nearest`` times the largest cosine, and so on, to add up to at least
    ``needed``.
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
_WITHOUT_SAMPLES = _Weights(
    least_theme=-0.2717,
    theme_reading=0.0092,
    theme_nearest=-0.4089,
    reading=0.5237,
    nearest=2.673,
    unanswered=0.0,
    names=-1.113,
    lead=0.0,
    needed=-0.539,
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for and against an answer.

    ``theme``: cosine to the ``nearest`` of the index less that to the nearest everyday sentence; a question known to
    have no answer here counts for the theme as well, once they are ``listed``. ``unanswered``: cosine to the nearest of
    these. ``lead``: the best fused score less the mean of the next two. ``names``: those in the question that the
    documents never mention. ``sampled`` and ``listed``: whether the index has sample questions, and unanswered ones, of
    all its passages. ``overview``: the passages of the section that the question is on as a whole, none where it is on
    a single one.
    """

    theme: float
    nearest: float
    unanswered: float
    lead: float
    names: tuple[str, ...]
    sampled: bool
    listed: bool
    overview: tuple[int, ...]


def weigh(index: SearchIndex, ranking: Ranking) -> Evidence:
    """The evidence of a question's ranking."""
    lead = lead_of(ranking)
    listed = index.unanswered.here >= _LISTED_A_PASSAGE * len(index.passages)
    nearest_theme = max(ranking.nearest, ranking.unanswered) if listed else ranking.nearest
    return Evidence(
        theme=nearest_theme - ranking.everyday,
        nearest=ranking.nearest,
        unanswered=ranking.unanswered,
        lead=lead,
        names=unmentioned_names(ranking.question.text, index.text.vocabulary),
        sampled=index.sampled,
        listed=listed,
        overview=_overview(index, ranking, lead),
    )


def is_off_theme(evidence: Evidence, reading: float = _MAX_READING) -> bool:
    """Whether the question is about something else; without ``reading``, whatever the passages say."""
    if _stands_on_a_short_list(evidence) or _is_like_one_listed(evidence):
        return False
    weights = _weights(evidence)
    on_theme = evidence.theme + weights.theme_reading * reading + weights.theme_nearest * evidence.nearest
    return on_theme < weights.least_theme


def is_plain(evidence: Evidence) -> bool:
    """Whether the question is so near to one that is known to be answered that nothing needs to be read."""
    margin = evidence.nearest - evidence.unanswered
    near = evidence.sampled and evidence.nearest >= PLAIN_NEAREST_COSINE and margin >= PLAIN_MARGIN_COSINE
    return near and evidence.lead >= PLAIN_LEAD_SCORE and not evidence.names and not is_off_theme(evidence)


def judge(evidence: Evidence, reading: float) -> Verdict:
    """Answer, answer with a warning, or refuse; ``reading`` is the reader's word on the best passages."""
    weights = _weights(evidence)
    if is_off_theme(evidence, reading):
        return "refused"
    if _stands_on_a_short_list(evidence):
        return "hedged"
    if evidence.overview:
        reading = max(reading, _OVERVIEW_READING)
    spoken_for = (
        weights.reading * reading
        + weights.nearest * evidence.nearest
        + weights.unanswered * evidence.unanswered
        + weights.names * bool(evidence.names)
        + weights.lead * counted_lead(evidence)
    )
    return "answered" if spoken_for >= weights.needed else "hedged"


def counted_lead(evidence: Evidence) -> float:
    """The lead as far as it counts."""
    return min(max(evidence.lead, 0.0), _MAX_LEAD)


def _stands_on_a_short_list(evidence: Evidence) -> bool:
    """Whether somebody put the question on a list of unanswered ones that is too short to be weighed."""
    return not evidence.listed and evidence.unanswered >= max(SAME_QUESTION_COSINE, evidence.nearest)


def _is_like_one_listed(evidence: Evidence) -> bool:
    nearer_than_everyday = evidence.theme >= max(evidence.nearest - evidence.unanswered, 0.0)
    return evidence.listed and evidence.unanswered >= LIKE_ONE_LISTED_COSINE and nearer_than_everyday


def _weights(evidence: Evidence) -> _Weights:
    if not evidence.sampled:
        return _WITHOUT_SAMPLES
    return _LISTED_AND_SAMPLED if evidence.listed else _WITH_SAMPLES


def lead_of(ranking: Ranking) -> float:
    """The best fused score less the mean of the next two; infinite where there is no next."""
    best = np.sort(ranking.scores)[::-1][: _RUNNERS_UP + 1]
    return float(best[0] - best[1:].mean()) if len(best) > 1 else float("inf")


def _overview(index: SearchIndex, ranking: Ranking, lead: float) -> tuple[int, ...]:
    """The passages of the section that the question is on as a whole; none where one passage answers alone."""
    best = ranking.numbers[np.argsort(-ranking.scores)[:_OVERVIEW_AMONG]].tolist()
    if index.sampled:
        enough = sum(number in ranking.section for number in best) >= _OVERVIEW_AT_LEAST
        return ranking.section if enough and lead < _OVERVIEW_LEAD else ()
    places = {(index.passages[number].document, index.passages[number].headings) for number in best}
    of_one_section = len(best) == _OVERVIEW_AMONG and len(places) == 1 and index.passages[best[0]].headings
    if not of_one_section or lead >= _OVERVIEW_LEAD_WITHOUT_SAMPLES:
        return ()
    return tuple(
        number
        for number in ranking.numbers.tolist()
        if (index.passages[number].document, index.passages[number].headings) in places
    )
