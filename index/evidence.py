"""Is the question about the documents, and do they answer it?

Two steps. A question that is more like everyday sentences than like anything in the documents is refused. Of the rest a
logistic model says how likely the best passages answer: by what the reader makes of question and passage
(`index.reading`), by how near the question is to anything in the index, by how far the best passage leads, and by names
that the documents never mention. It was fitted by cross-validation over writers on questions of our own: typed before
their writers had opened the report and labelled by two others, and written from the report.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from index.mentions import Mentions, unmentioned
from index.search import Ranking, SearchIndex

Verdict = Literal["answered", "hedged", "refused"]

_RUNNERS_UP = 2
_OVERVIEW_AMONG = 3  # best passages, of which
_OVERVIEW_AT_LEAST = 2  # are of the section that the question is on
_OVERVIEW_LEAD = 5.0  # from here on one passage answers alone
_OVERVIEW_LEAD_WITHOUT_SAMPLES = 2.0
_MOST_LEAD = 10.0  # more says nothing more


@dataclass(frozen=True, slots=True)
class _Weights:
    """``least_theme`` and, below ``doubtful_theme``, ``least_reading`` refuse; the others are the model's.

    An answer needs ``reading`` times the reader's logit, ``nearest`` times the largest cosine, and so on, to add up to
    at least ``needed``. From ``plain_nearest`` and ``plain_lead`` on there is no doubt that needs a reader: of our own
    questions 117 were so plain, one of them without a right answer.
    """

    least_theme: float
    doubtful_theme: float
    least_reading: float
    reading: float
    nearest: float
    names: float
    lead: float
    needed: float
    plain_nearest: float
    plain_lead: float


# A question is more like another question than like a report's sentence: each kind of index has its own scale.
_WITH_SAMPLES = _Weights(
    least_theme=0.012,
    doubtful_theme=0.03,
    least_reading=-7.0,
    reading=0.284,
    nearest=33.1,
    names=-1.33,
    lead=0.077,
    needed=15.95,
    plain_nearest=0.55,
    plain_lead=4.0,
)
_WITHOUT_SAMPLES = _Weights(
    least_theme=-0.03,
    doubtful_theme=0.0,
    least_reading=-7.0,
    reading=0.364,
    nearest=9.34,
    names=-1.32,
    lead=0.097,
    needed=3.09,
    plain_nearest=float("inf"),
    plain_lead=4.0,
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for and against an answer.

    ``theme``: cosine to the ``nearest`` of the index less that to the nearest everyday sentence. ``lead``: the best
    fused score less the mean of the next two. ``mentions``: what the documents never mention. ``sampled``:
    whether the index has sample questions. ``overview``: the passages of the section that
    the question is on as a whole, none where it is on a single one.
    """

    theme: float
    nearest: float
    lead: float
    mentions: Mentions
    sampled: bool
    overview: tuple[int, ...]


def weigh(index: SearchIndex, ranking: Ranking) -> Evidence:
    """The evidence of a question's ranking."""
    text = index.text.vocabulary
    lead = lead_of(ranking)
    samples = index.sample_text.vocabulary if index.sample_text else text
    return Evidence(
        theme=ranking.nearest - ranking.everyday,
        nearest=ranking.nearest,
        lead=lead,
        mentions=unmentioned(ranking.question.text, text, samples),
        sampled=index.samples is not None,
        overview=_overview(index, ranking, lead),
    )


def is_off_theme(evidence: Evidence) -> bool:
    """Whether the question is about something else, whatever the passages say."""
    return evidence.theme < _weights(evidence).least_theme


def is_plain(evidence: Evidence) -> bool:
    """Whether the question is so near to one that is known to be answered that nothing needs to be read."""
    weights = _weights(evidence)
    near = evidence.nearest >= weights.plain_nearest and evidence.lead >= weights.plain_lead
    return near and not evidence.mentions.names and not is_off_theme(evidence)


def judge(evidence: Evidence, reading: float) -> Verdict:
    """Answer, answer with a warning, or refuse; ``reading`` is the reader's word on the best passages."""
    weights = _weights(evidence)
    if is_off_theme(evidence) or (evidence.theme < weights.doubtful_theme and reading < weights.least_reading):
        return "refused"
    spoken_for = (
        weights.reading * reading
        + weights.nearest * evidence.nearest
        + weights.names * bool(evidence.mentions.names)
        + weights.lead * min(max(evidence.lead, 0.0), _MOST_LEAD)
    )
    return "answered" if spoken_for >= weights.needed else "hedged"


def _weights(evidence: Evidence) -> _Weights:
    return _WITH_SAMPLES if evidence.sampled else _WITHOUT_SAMPLES


def lead_of(ranking: Ranking) -> float:
    """The best fused score less the mean of the next two; infinite where there is no next."""
    best = np.sort(ranking.scores)[::-1][: _RUNNERS_UP + 1]
    return float(best[0] - best[1:].mean()) if len(best) > 1 else float("inf")


def _overview(index: SearchIndex, ranking: Ranking, lead: float) -> tuple[int, ...]:
    """The passages of the section that the question is on as a whole; none where one passage answers alone."""
    best = ranking.numbers[np.argsort(-ranking.scores)[:_OVERVIEW_AMONG]].tolist()
    if index.samples:
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
