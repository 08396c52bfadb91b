"""Describe mistakes in a suite and outcomes of cases, in one line each, in the reader's language."""

from bot.i18n import say
from bot.languages import Language
from bot.suites.cases import Remark
from bot.suites.comparison import Change
from bot.suites.outcomes import Outcome, Reply, Unmet

_QUESTION_CHARACTERS = 60  # the most characters of a question that a line shows
# Pydantic's names of mistakes and this project's codes for them; other mistakes are shown in pydantic's own English.
_CODES = {
    "string_type": "text",
    "string_too_short": "no-text",
    "string_too_long": "long",
    "string_pattern_mismatch": "ref",
    "missing": "missing",
    "extra_forbidden": "unknown-key",
    "literal_error": "choice",
    "bool_type": "yes-no",
    "int_type": "number",
    "float_type": "number",
    "finite_number": "number",
    "string_unicode": "not-utf-8",
    "greater_than": "above",
    "greater_than_equal": "least",
    "less_than_equal": "most",
    "tuple_type": "list",
    "list_type": "list",
    "value_error": "not-utf-8",
    "model_type": "mapping",
}


def explain_remark(remark: Remark, language: Language) -> str:
    """Describe a mistake or a note, with its line and place."""
    code = _CODES.get(remark.code, remark.code)
    text = say(language, f"suite.mistake.{code}", **remark.details)
    if text == f"suite.mistake.{code}":
        text = remark.details["problem"]
    place = f"{remark.where}: " if remark.where else ""
    return say(language, "suite.line", line=remark.line, text=f"{place}{text}")


def case_name(suite: str, case: str, *, several: bool) -> str:
    """Return the id of a case, with its suite if ``several`` suites were asked; of an old result that is not known."""
    return f"{suite}: {case}" if several and suite else case


def explain_outcome(outcome: Outcome, language: Language, *, several: bool = False) -> str:
    """Describe in one line what a case expected and what the answer was; name its suite if ``several`` were asked."""
    case = outcome.case
    turns = sorted({unmet.turn for unmet in outcome.unmet})
    parts = []
    for turn in turns:
        reply = outcome.replies[turn - 1]
        unmet = "; ".join(_explain_unmet(u, outcome, language) for u in outcome.unmet if u.turn == turn)
        prefix = say(language, "suite.turn", turn=turn) if len(outcome.replies) > 1 else ""
        came = say(language, "suite.came", status=reply.status, passages=_top(reply, language))
        parts.append(f"{prefix}“{_short(reply.question)}” {unmet} | {came}")
    name = case_name(*outcome.key, several=several)
    line = f"{name} [{case.spoken}] {' || '.join(parts)}"
    return "".join(character if character.isprintable() else " " for character in line)


def explain_change(change: Change, language: Language, *, several: bool = False) -> str:
    """Describe in one line the standing of a case before and now; name its suite if ``several`` were asked."""
    key = "suite.better" if change.better else "suite.worse"
    before, now = (_standing(verdict, ranks, language) for verdict, ranks in (change.before, change.now))
    name = case_name(change.suite, change.case, several=several)
    return say(language, key, case=name, before=before, now=now)


def _standing(verdict: str, ranks: tuple[int | None, ...], language: Language) -> str:
    named = ", ".join(str(rank) if rank else "–" for rank in ranks)
    text = say(language, f"suite.verdict.{verdict}")
    return say(language, "suite.standing", verdict=text, ranks=named) if named else text


def _explain_unmet(unmet: Unmet, outcome: Outcome, language: Language) -> str:
    key = f"suite.unmet.{unmet.code}"
    if unmet.code == "passages" and not unmet.got:
        key = "suite.unmet.not-found"
    expect = outcome.case.conversation[unmet.turn - 1].expect
    within = expect.within if expect else 1
    return say(language, key, wanted=unmet.wanted, got=unmet.got, within=within)


def _top(reply: Reply, language: Language) -> str:
    found = [f"{found.ref} ({found.score:.2f})" for found in reply.top]
    return ", ".join(found) or say(language, "suite.none")


def _short(question: str) -> str:
    text = " ".join(question.split())
    return text if len(text) <= _QUESTION_CHARACTERS else f"{text[:_QUESTION_CHARACTERS]}…"
