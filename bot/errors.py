"""Explain errors to people: what is wrong, and what to do next in the front end that they use."""

from typing import Literal

from bot.i18n import has, say
from bot.languages import LANGUAGES, Language
from bot.settings import SettingProblem
from knowledge.errors import ToldError, UserError

FrontEnd = Literal["chat", "terminal"]

_MAX_MISTAKES_LISTED = 20


def explain(error: ToldError, language: Language, front_end: FrontEnd) -> str:
    """Return what went wrong and what to do next in ``front_end``; each of several mistakes gets its own line."""
    if isinstance(error, OSError):
        return say(language, "error.disk", path=error.filename or "?", problem=error.strerror or error)
    told = say(language, f"error.{error.code}", **error.details | _problem(error, language))
    step = f"next.{front_end}.{error.code}"
    if has(language, step):
        told += LANGUAGES[language].space + say(language, step)
    return "\n".join([told, *_listed(error, language)])


def _problem(error: UserError, language: Language) -> dict[str, str]:
    """The detail "problem" in words; where it is a library's own text, as that has it."""
    details = error.details
    if "problem" not in details:
        return {}
    key = f"problem.{details['problem']}"
    told = say(language, key, **details) if has(language, key) else str(details["problem"])
    if "line" in details:
        told = say(language, "problem.at", told=told, where=details["where"], line=details["line"])
    return {"problem": told}


def _listed(error: UserError, language: Language) -> list[str]:
    """Return one line for each mistake in a file or in the settings."""
    problems: tuple[SettingProblem, ...] = error.details.get("problems", ())
    lines = [f"  {problem.key}: {_of_setting(problem, language)}" for problem in problems]
    mistakes = error.details.get("mistakes", ())
    if mistakes:
        # The import is here because it loads the whole suites package, which few errors need.
        from bot.suites.messages import explain_remark

        lines += [f"  {explain_remark(mistake, language)}" for mistake in mistakes[:_MAX_MISTAKES_LISTED]]
    if len(mistakes) > _MAX_MISTAKES_LISTED:
        lines.append(f"  {say(language, 'suite.more-mistakes', count=len(mistakes) - _MAX_MISTAKES_LISTED)}")
    return lines


def _of_setting(problem: SettingProblem, language: Language) -> str:
    key = f"setting.{problem.code}"
    return say(language, key) if has(language, key) else problem.message
