"""Explain errors to people: what is wrong, and what to do next in the front end that they use."""

import errno
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from bot.i18n import has, moment, say
from bot.languages import LANGUAGES, Language
from bot.settings import SettingProblem
from knowledge.errors import ToldError, UserError

FrontEnd = Literal["chat", "terminal", "program"]

_MAX_MISTAKES_LISTED = 20
_OF_DISK = {
    errno.ENOSPC: "disk-full",
    errno.EDQUOT: "disk-full",
    errno.EROFS: "disk-read-only",
    errno.EACCES: "disk-denied",
    errno.EPERM: "disk-denied",
}


def explain(error: ToldError, language: Language, front_end: FrontEnd) -> str:
    """Return what went wrong and what to do next in ``front_end``; each of several mistakes gets its own line."""
    if isinstance(error, OSError):
        details = {"file": _file_of(error, language, front_end), "problem": _of_disk(error, language, front_end)}
        return _told("disk", details, language, front_end)
    details = error.details | _times(error.details) | _problem(error, language, front_end)
    if front_end != "terminal" and "model" in details:
        details["model"] = Path(details["model"]).name  # else a path of the server, which is nobody's business there
    return "\n".join([_told(error.code, details, language, front_end), *_listed(error, language)])


def _told(code: str, details: dict[str, Any], language: Language, front_end: FrontEnd) -> str:
    """Return the text of an error, and the next step if there is one."""
    told = say(language, f"error.{code}", **details)
    step = f"next.{front_end}.{code}"
    return told + LANGUAGES[language].space + say(language, step, **details) if has(language, step) else told


def _file_of(error: OSError, language: Language, front_end: FrontEnd) -> str:
    """Name the file that an error is about, without its folders unless in a terminal: they are the server's own."""
    if not error.filename:
        return say(language, "disk.data-directory")
    return Path(error.filename).name if front_end != "terminal" else str(error.filename)


def _of_disk(error: OSError, language: Language, front_end: FrontEnd) -> str:
    """Say what an error of the disk means; one that is not known is told in the system's words in a terminal only."""
    code = _OF_DISK.get(error.errno or 0, "disk-other")
    if code == "disk-other" and front_end == "terminal":
        return error.strerror or str(error)
    return say(language, f"problem.{code}")


def _times(details: Mapping[str, Any]) -> dict[str, str]:
    return {name: moment(details[name]) for name in ("since", "now", "created") if name in details}


def explain_standby(error: ToldError, version: str, language: Language, front_end: FrontEnd) -> str:
    """Return what `explain` says of a part that cannot be used, and that ``version`` answers all the same."""
    return say(language, "live.problem", problem=explain(error, language, front_end), version=version)


def _problem(error: UserError, language: Language, front_end: FrontEnd) -> dict[str, str]:
    """The detail "problem" in words; where it is a library's own text, as that has it."""
    details = error.details
    if "problem" not in details:
        return {}
    if isinstance(details["problem"], UserError):
        return {"problem": explain(details["problem"], language, front_end)}
    key = f"problem.{details['problem']}"
    return {"problem": say(language, key, **details) if has(language, key) else str(details["problem"])}


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
