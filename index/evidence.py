"""Is the question about the documents, and do they answer it?

All thresholds were fitted on questions of our own (answerable, on the theme but not answered, and on other
subjects) and checked on others.
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


@dataclass(frozen=True, slots=True)
class _Thresholds:
    """Least theme, and least lead of an answer to a question without and with unmentioned names."""

    theme: float
    lead: float
    lead_despite_names: float


# A question is more like another question than like a report's sentence, and more scores are added up where
# there are sample questions: each kind of index has its own scale.
_WITH_SAMPLES = _Thresholds(theme=0.012, lead=1.0, lead_despite_names=7.5)
_WITHOUT_SAMPLES = _Thresholds(theme=-0.03, lead=0.2, lead_despite_names=3.0)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for and against an answer.

    ``theme``: cosine to the nearest of the index less that to the nearest everyday sentence. ``lead``: the best
    fused score less the mean of the next two. ``mentions``: what the documents never mention. ``sampled``:
    whether the index has sample questions. ``overview``: the passages of the section that
    the question is on as a whole, none where it is on a single one.
    """

    theme: float
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
        lead=lead,
        mentions=unmentioned(ranking.question.text, text, samples),
        sampled=index.samples is not None,
        overview=_overview(index, ranking, lead),
    )


def judge(evidence: Evidence) -> Verdict:
    """Answer, answer with a warning, or refuse."""
    least = _WITH_SAMPLES if evidence.sampled else _WITHOUT_SAMPLES
    if evidence.theme < least.theme:
        return "refused"
    if evidence.mentions.names:
        return "answered" if evidence.lead >= least.lead_despite_names else "hedged"
    # Passages of one section answer together, so none of them need lead.
    return "answered" if evidence.overview or evidence.lead >= least.lead else "hedged"


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
