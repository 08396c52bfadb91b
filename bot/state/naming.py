"""Names of people, so written that nobody can look like another.

Anybody may type any name into Telegram; a user name is unique. A name is kept as “typed name” @username, or as “typed
name” of who has no user name. No typed name holds a quotation mark, so what stands outside is never typed.
"""

import re

from bot.i18n import say
from bot.languages import Language

_QUOTATION_MARKS = re.compile('["“”„‟«»「」『』﹁﹂﹃﹄＂〝〞〟]')
_KEPT = re.compile(r"“([^“”]*)”(?: @(\w+))?", re.ASCII)
_USERNAME = re.compile(r"\w{1,32}", re.ASCII)


def unquoted(typed: str) -> str:
    """Return a text with an apostrophe for each quotation mark, so that it can stand between such marks."""
    return _QUOTATION_MARKS.sub("'", typed)


def name_to_keep(typed: str, username: str | None) -> str:
    """Return the name of a person as it is kept; ``typed`` must be clean and short."""
    kept = f"“{unquoted(typed)}”"
    return f"{kept} @{username}" if username and _USERNAME.fullmatch(username) else kept


def shown_name(kept: str, language: Language) -> str:
    """Return a kept name in the quotation marks of a language, with the user name of who has one.

    Of a name that an older program kept it is not known which part was typed, so all of it is quoted. Digits stand for
    a person whose name is not known.
    """
    if kept.isdecimal():
        return kept
    typed, username = _parts(kept)
    if not username:
        return say(language, "name.typed", name=typed)
    return say(language, "name.with-username", name=typed, username=username)


def introduction(kept: str, language: Language) -> str:
    """Return a kept name for who has to decide on a stranger: as `shown_name`, or that there is no user name."""
    typed, username = _parts(kept)
    if username == "":
        return say(language, "name.without-username", name=typed)
    return shown_name(kept, language)


def signature(kept: str) -> str:
    """Return a kept name without quotation marks, for what admins do: they are named in the settings."""
    return " @".join(filter(None, _parts(kept)))


def _parts(kept: str) -> tuple[str, str | None]:
    """Return the typed name and the user name, which is empty if there is none, and None if that is not known."""
    match = _KEPT.fullmatch(kept)
    return (match[1], match[2] or "") if match else (unquoted(kept), None)
