"""Entries of the audit log in the reader's language, with the names of the people."""

from collections.abc import Mapping

from bot.i18n import has, moment, say
from bot.languages import Language
from bot.state.audit import AuditEntry

_UNKNOWN = dict.fromkeys(("name", "user", "title", "group", "was", "version", "before", "place", "why"), "–")


def people_in(entries: list[AuditEntry]) -> set[int]:
    """Return the ids of all people that the entries name."""
    makers = (entry.details.get("made_by") for entry in entries)
    return {entry.user_id for entry in entries} | {maker for maker in makers if isinstance(maker, int)}


def entry_line(entry: AuditEntry, names: Mapping[int, str], language: Language) -> str:
    """Say in one line when who did what; ``names`` has the names of people by id.

    Checksums stay in the database.
    """
    who = _named(entry.user_id, names) if entry.user_id else say(language, "audit.bot")
    return f"{moment(entry.at)} · {who} · {_action(entry, names, language)}"


def _action(entry: AuditEntry, names: Mapping[int, str], language: Language) -> str:
    details = entry.details
    questions = details.get("questions", "–")
    values = _UNKNOWN | details
    values["questions"] = len(questions) if isinstance(questions, list) else questions
    values["maker"] = _named(details.get("made_by", 0), names)
    action = f"{entry.action} {details['state']}" if "state" in details else entry.action
    key = f"audit.{action.replace(' ', '-')}"
    return say(language, key, **values) if has(language, key) else entry.action


def _named(user_id: int, names: Mapping[int, str]) -> str:
    name = names.get(user_id, "")
    return f"{name} ({user_id})" if name and name != str(user_id) else str(user_id)
