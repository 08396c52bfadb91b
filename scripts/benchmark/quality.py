"""Ranking, refusal and blank figures on a question set, asked as `bot.suites` asks; rows by kind (tag) and language.

Questions of kind "far" are on another subject, those of kind "near" on the theme but not answered.
"""

from collections.abc import Iterable, Sequence

from bot.suites.cases import Expectation
from bot.suites.figures import Figures, summarise
from bot.suites.outcomes import Outcome, Reply
from scripts.benchmark.report import Measurement


def measure(outcomes: Sequence[Outcome]) -> list[Measurement]:
    """Figures over the answerable questions, the others, and each kind and language (all in percent but MRR)."""
    answerable = [outcome for outcome in outcomes if _expected(outcome).passages]
    rows = [Measurement("answerable", _figures(answerable))]
    for name, group in _groups(outcomes, answerable):
        rows.append(Measurement(name, _figures(group)))
    blank = [outcome for outcome in outcomes if _expected(outcome).blank]
    rows.append(Measurement("blank, where it is", _blanks(blank)))
    rows.append(Measurement("blank, claimed elsewhere", _blanks([o for o in answerable if o not in blank])))
    return rows


def _groups(outcomes: Sequence[Outcome], answerable: Sequence[Outcome]) -> Iterable[tuple[str, list[Outcome]]]:
    for tag in dict.fromkeys(tag for outcome in outcomes for tag in outcome.case.tags):
        yield tag, [outcome for outcome in outcomes if tag in outcome.case.tags]
    for language in dict.fromkeys(outcome.case.spoken for outcome in answerable):
        yield language, [outcome for outcome in answerable if outcome.case.spoken == language]


def _figures(outcomes: Sequence[Outcome]) -> dict[str, float | int | str]:
    replies = [_last(outcome) for outcome in outcomes]
    shares = {s: _percent(reply.status == s for reply in replies) for s in ("answered", "hedged", "refused")}
    return {"questions": len(replies), **_ranking(summarise(outcomes)[0]), **shares}


def _ranking(figures: Figures) -> dict[str, float | int | str]:
    if figures.hit_at_1 is None or figures.hit_at_3 is None or figures.mrr is None:
        return {}
    return {"hit@1": 100 * figures.hit_at_1, "hit@3": 100 * figures.hit_at_3, "MRR": figures.mrr}


def _blanks(outcomes: Sequence[Outcome]) -> dict[str, float | int | str]:
    return {"questions": len(outcomes), "blank": _percent(_last(outcome).blank for outcome in outcomes)}


def _last(outcome: Outcome) -> Reply:
    """The reply to the question; those before it only lead to it."""
    return outcome.replies[-1]


def _expected(outcome: Outcome) -> Expectation:
    return outcome.case.conversation[-1].expect or Expectation.model_construct()


def _percent(flags: Iterable[bool]) -> float:
    values = list(flags)
    return 100 * sum(values) / max(len(values), 1)
