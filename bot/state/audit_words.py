"""Entries of the audit log in the reader's language, with the names of the people."""

from collections.abc import Mapping, Sequence

from bot.i18n import has, moment, say
from bot.languages import Language
from bot.state.audit import AuditEntry
from bot.state.naming import shown_name, unquoted

_UNKNOWN = dict.fromkeys(
    ("name", "user", "title", "group", "was", "version", "before", "place", "why", "by", "role"), "–"
)


def people_in(entries: list[AuditEntry]) -> set[int]:
    """Return the ids of all people that the entries name."""
    makers = (entry.details.get("made_by") for entry in entries)
    return {entry.user_id for entry in entries} | {maker for maker in makers if isinstance(maker, int)}


def entry_lines(
    entries: Sequence[AuditEntry], names: Mapping[int, str], language: Language, *, in_order: bool = True
) -> list[str]:
    """Say in lines when who did what; ``names`` has the names of people by id, as they are kept.

    What somebody did again is said in one line, with how often and since when: of entries that follow each other, or,
    not ``in_order``, of all. ``entries`` are the newest first. Checksums stay in the database.
    """
    known: dict[str, list[AuditEntry]] = {}
    lines: list[tuple[str, list[AuditEntry]]] = []
    for entry in entries:
        who = _named(entry.user_id, names, language) if entry.user_id else say(language, "audit.bot")
        what = f"{who} · {_action(entry, names, language)}"
        if what not in known:
            if in_order:
                known.clear()
            known[what] = []
            lines.append((what, known[what]))
        known[what].append(entry)
    return [_line(what, same, language) for what, same in lines]


def _line(what: str, same: Sequence[AuditEntry], language: Language) -> str:
    line = f"{moment(same[0].at)} · {what}"
    if len(same) == 1:
        return line
    return f"{line} · {say(language, 'admin.audit-times', times=len(same), since=moment(same[-1].at))}"


def _action(entry: AuditEntry, names: Mapping[int, str], language: Language) -> str:
    details = entry.details
    questions = details.get("questions", "–")
    values = _UNKNOWN | details
    values["questions"] = len(questions) if isinstance(questions, list) else questions
    values["maker"] = _named(details.get("made_by", 0), names, language)
    values["title"] = unquoted(str(values["title"]))
    if entry.action.startswith("person-"):  # elsewhere it is the name of a file
        values["name"] = shown_name(str(values["name"]), language)
    action = f"{entry.action} {details['state']}" if "state" in details else entry.action
    key = f"audit.{action.replace(' ', '-')}"
    return say(language, key, **values) if has(language, key) else entry.action


def _named(user_id: int, names: Mapping[int, str], language: Language) -> str:
    name = names.get(user_id, "")
    if user_id < 0:  # a key, see `bot.state.keys`
        return say(language, "name.key", name=name or str(-user_id))
    return f"{shown_name(name, language)} ({user_id})" if name and name != str(user_id) else str(user_id)
