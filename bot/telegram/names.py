"""The names of people and groups, as they came from Telegram."""

from telegram import User

from bot.answering.assistant import clean_question
from bot.state.naming import name_to_keep, unquoted

_MAX_NAME_CHARACTERS = 60


def name_of(user: User) -> str:
    """Return a user's name as `bot.state.naming` keeps it."""
    return name_to_keep(plain_name(user.full_name), user.username)


def plain_name(name: str) -> str:
    """Clean and shorten a name that a stranger chose, so that it can stand in a message, between quotation marks.

    Invisible characters in a name could, for example, turn the direction of the text around it.
    """
    return unquoted(clean_question(name)[:_MAX_NAME_CHARACTERS]) or "?"
