"""Compute ranking, refusal and blank figures on a question set, asked as `bot.suites` asks.

There is a row for each kind (tag) and language. Questions of kind "far" are on another subject; those of kind "near"
are on the theme but have no answer. A reply to an answerable question is right if it answers and has a right passage
first; a reply to any other question is right if it does not answer. The share of right replies comes with its 95 %
interval after Wilson, "Probable inference" (1927). A question costs 0 for a right reply; an answerable one costs 1 if
it is hedged; any other reply costs 2, such as a wrong answer or the refusal of an answerable question.
"""

from collections.abc import Iterable, Sequence
from math import sqrt

from bot.suites.cases import Expectation
from bot.suites.figures import Figures, summarise
from bot.suites.outcomes import Outcome, Reply
from scripts.benchmark.report import Measurement

_Z = 1.96  # standard deviations to either side that hold 95 % of a normal distribution


def measure_quality(outcomes: Sequence[Outcome]) -> list[Measurement]:
    """Return figures over all questions, the answerable ones, the others, and each kind and language.

    Shares are in percent; MRR and the mean cost of a question are not.
    """
    answerable = [outcome for outcome in outcomes if _expected(outcome).passages]
    others = [outcome for outcome in outcomes if not _expected(outcome).passages]
    rows = [Measurement("all", _figures(outcomes)), Measurement("answerable", _figures(answerable))]
    if others:
        rows.append(Measurement("not answerable", _figures(others)))
    for name, group in _groups(outcomes, answerable):
        rows.append(Measurement(name, _figures(group)))
    blank = [outcome for outcome in outcomes if _expected(outcome).blank]
    rows.append(Measurement("blank, where it is", _blanks(blank)))
    rows.append(Measurement("blank, claimed elsewhere", _blanks([o for o in answerable if o not in blank])))
    return rows


def _groups(outcomes: Sequence[Outcome], answerable: Sequence[Outcome]) -> Iterable[tuple[str, list[Outcome]]]:
    for tag in dict.fromkeys(tag for outcome in outcomes for tag in outcome.case.tags):
        yield from _parted(tag, [outcome for outcome in outcomes if tag in outcome.case.tags])
    for language in dict.fromkeys(outcome.case.spoken for outcome in outcomes):
        spoken = [outcome for outcome in outcomes if outcome.case.spoken == language]
        yield language, [outcome for outcome in answerable if outcome.case.spoken == language]
        if len(spoken) > sum(outcome.case.spoken == language for outcome in answerable):
            yield f"{language}, not answerable", [o for o in spoken if not _expected(o).passages]


def _parted(tag: str, outcomes: list[Outcome]) -> Iterable[tuple[str, list[Outcome]]]:
    """Yield a kind of question as one group, or as two groups if only some of its questions have an answer."""
    with_answer = [outcome for outcome in outcomes if _expected(outcome).passages]
    if 0 < len(with_answer) < len(outcomes):
        yield f"{tag}, answerable", with_answer
        yield f"{tag}, not answerable", [outcome for outcome in outcomes if not _expected(outcome).passages]
    else:
        yield tag, outcomes


def _figures(outcomes: Sequence[Outcome]) -> dict[str, float | int | str]:
    replies = [_last(outcome) for outcome in outcomes]
    shares = {s: _percent(reply.status == s for reply in replies) for s in ("answered", "hedged", "refused")}
    right = sum(map(_is_right, outcomes))
    return {
        "questions": len(replies),
        **_ranking(summarise(outcomes)[0]),
        **shares,
        "right": 100 * right / max(len(outcomes), 1),
        "95 %": _interval(right, len(outcomes)),
        "cost": sum(map(_cost, outcomes)) / max(len(outcomes), 1),
    }


def _is_right(outcome: Outcome) -> bool:
    reply = _last(outcome)
    if not _expected(outcome).passages:
        return reply.status != "answered"
    return reply.status == "answered" and reply.rank == 1


def _cost(outcome: Outcome) -> int:
    if _is_right(outcome):
        return 0
    return 1 if _last(outcome).status == "hedged" else 2


def _interval(right: int, count: int) -> str:
    """Return the 95 % interval of a share, in percent, such as "63-89"."""
    if not count:
        return ""
    share, z = right / count, _Z
    middle = share + z * z / (2 * count)
    spread = z * sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return "-".join(f"{100 * (middle + sign * spread) / (1 + z * z / count):.0f}" for sign in (-1, 1))


def _ranking(figures: Figures) -> dict[str, float | int | str]:
    if figures.hit_at_1 is None or figures.hit_at_3 is None or figures.mrr is None:
        return {}
    return {"hit@1": 100 * figures.hit_at_1, "hit@3": 100 * figures.hit_at_3, "MRR": figures.mrr}


def _blanks(outcomes: Sequence[Outcome]) -> dict[str, float | int | str]:
    return {"questions": len(outcomes), "blank": _percent(_last(outcome).blank for outcome in outcomes)}


def _last(outcome: Outcome) -> Reply:
    """Return the last reply, which is to the question itself; those before it only lead to it."""
    return outcome.replies[-1]


def _expected(outcome: Outcome) -> Expectation:
    return outcome.case.conversation[-1].expect or Expectation.model_construct()


def _percent(flags: Iterable[bool]) -> float:
    values = list(flags)
    return 100 * sum(values) / max(len(values), 1)
