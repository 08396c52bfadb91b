"""The thumbs below an answer, and the reasons for one that is down."""

from collections.abc import Callable

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.i18n import say
from bot.languages import Language
from bot.state.ratings import Ratings, Reason
from bot.telegram.callbacks import RateButton, ReasonButton, Thumb
from bot.telegram.packed import Button, Row, button

FACES: dict[Thumb, str] = {"up": "👍", "down": "👎"}
THUMBS: dict[Thumb, int] = {"up": 1, "down": -1}  # as they are kept
_REASONS: tuple[tuple[Reason, ...], ...] = (("wrong-passage", "not-asked"), ("outdated", "too-long", "other"))


def with_ratings(
    buttons: InlineKeyboardMarkup, ratings: Ratings, language: Language, *, asking: bool = False
) -> InlineKeyboardMarkup:
    """Return the ``buttons`` of an answer with its thumbs marked, and below these why one is down.

    There are the reasons to choose from as long as one is missing or with ``asking``, and then thanks.
    """
    rows: list[Row] = []
    for row in buttons.inline_keyboard:
        if any(ReasonButton.unpack(str(each.callback_data)) for each in row):
            continue
        marked = [_with_thumb(each, ratings) for each in row]
        rows.append(marked)
        if any(RateButton.unpack(str(each.callback_data)) for each in marked):
            rows += _reason_rows(ratings, language, asking=asking)
    return InlineKeyboardMarkup(rows)


def _reason_rows(ratings: Ratings, language: Language, *, asking: bool) -> list[Row]:
    if asking or ratings.explained < ratings.down:
        return reason_rows(language, lambda reason: ReasonButton(reason=reason))
    return [noted_row(language, ReasonButton(reason="ask"))] if ratings.down else []


def reason_rows(language: Language, holds: Callable[[Reason], Button]) -> list[Row]:
    """Return a button for each reason why a thumb is down."""
    return [[button(say(language, f"reason.{reason}"), holds(reason)) for reason in row] for row in _REASONS]


def noted_row(language: Language, again: Button) -> Row:
    """Return thanks for a reason, which when pressed offer the reasons ``again``."""
    return [button(say(language, "reason.noted"), again)]


def _with_thumb(shown: InlineKeyboardButton, ratings: Ratings) -> InlineKeyboardButton:
    held = RateButton.unpack(str(shown.callback_data))
    return shown if held is None else button(thumb(held.action, getattr(ratings, held.action)), held)


def thumb(action: Thumb, count: int) -> str:
    """Return what stands on a thumb: that it was counted, and how often if several people pressed it."""
    mark = f" ✓ {count}" if count > 1 else " ✓" if count else ""
    return FACES[action] + mark
