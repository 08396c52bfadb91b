"""What the passages that a button names are by now, in the live index."""

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import CallbackQuery

from bot.answering.reopening import reopen, still_there
from bot.answering.reworded import Opened
from bot.i18n import say
from bot.languages import Language
from bot.telegram.callbacks import (
    LinkButton,
    OthersButton,
    OutlineButton,
    PageButton,
    PassageButton,
    RestButton,
    SectionButton,
)
from bot.telegram.context import Context
from bot.telegram.delivery import acknowledge
from bot.telegram.guards import Pressed
from bot.telegram.rich import Rich, join

OnPassages = PassageButton | SectionButton | OthersButton | RestButton | OutlineButton | PageButton | LinkButton


@dataclass(frozen=True, slots=True)
class Held:
    """The ``rows`` of a button's passages in the live index, those that ``changed``, and how many are ``gone``."""

    rows: tuple[int, ...]
    changed: frozenset[int]
    gone: int

    @property
    def first(self) -> int:
        return self.rows[0]

    def marked(self, row: int, text: Rich, language: Language) -> Rich:
        """Return the ``text`` of the passage in that row, with a note above it if it has changed."""
        return join([Rich(self.note(row, language)).styled("italic"), text], "\n")

    def note(self, row: int, language: Language) -> str:
        """Say that the passage in that row has changed; nothing if it has not."""
        return say(language, "button.changed") if row in self.changed else ""


async def passages_held(pressed: Pressed[OnPassages], context: Context) -> Held | None:
    """Return what a button's passages are by now; if all are gone, tell the person and return None."""
    held = held_of(await reopened(context, pressed.button.version, pressed.button.passages))
    if held.rows:
        return held
    await tell_gone(pressed.query, context.language)
    return None


async def reopened(context: Context, version: str, ids: Sequence[str]) -> list[Opened]:
    """Return what the passages with these ``ids`` of a ``version`` are by now.

    Only if the live index lacks one an earlier version is read, in the person's turn.
    """
    opened, searches = still_there(context.snapshot, ids), context.services.searches
    if lacking := [each for each in ids if each not in opened]:
        async with searches.turn(context.person.user_id):
            opened |= await searches.run(reopen, context.assistant, version, lacking)
    return [opened[each] for each in ids]


def held_of(opened: Sequence[Opened]) -> Held:
    """Return the same with each row once."""
    rows = dict.fromkeys(each.row for each in opened if each.row is not None)
    changed = frozenset(each.row for each in opened if each.row is not None and each.changed)
    return Held(tuple(rows), changed, sum(each.row is None for each in opened))


async def tell_gone(query: CallbackQuery, language: Language) -> None:
    """Tell the presser that the live index has none of a button's passages."""
    await acknowledge(query, say(language, "button.gone"), alert=True)
