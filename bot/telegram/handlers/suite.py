"""/suite: how many cases there are, how the live version did, and drafted cases to confirm, mend or drop."""

import asyncio
import re
from functools import partial

from telegram import InlineKeyboardMarkup, Message, Update
from telegram.ext import filters

from bot.blobs.chosen import curated_files
from bot.curation.confirming import confirm, drop, mend, pending
from bot.curation.files import curated_suite
from bot.i18n import say
from bot.reindexing.catalogue import read_entry
from bot.reindexing.redrafting import read_drafts
from bot.reindexing.wording import gate_lines
from bot.state.audit import note
from bot.suites.drafting import Draft
from bot.telegram.admin_buttons import DraftButton, SuiteButton
from bot.telegram.context import Context
from bot.telegram.delivery import acknowledge, reply, show_in
from bot.telegram.guards import admin_only, pressed_button
from bot.telegram.keyboards import page_steps
from bot.telegram.list_pages import page_of
from bot.telegram.notices import message_of, tell
from bot.telegram.packed import Row, button
from bot.telegram.rich import Rich
from bot.version_stores import version_store

_CASES_A_PAGE = 5
_MAX_CASES_NAMED = 8  # cases that got better or worse, and are named
_ASKED_TO_MEND = re.compile(r"^✎ (d-[0-9a-f]{8})\b")  # how the message begins to which an admin replies
_NOTED = {"confirm": "confirmed a drafted case", "mend": "mended a drafted case", "drop": "dropped a drafted case"}


class _Mending(filters.MessageFilter):
    """Messages that reply to one of the bot's that asks for the right question of a drafted case."""

    def filter(self, message: Message) -> bool:
        above = message.reply_to_message
        by_bot = above is not None and above.from_user is not None and above.from_user.is_bot
        return bool(by_bot and above and _ASKED_TO_MEND.match(above.text or ""))


MENDING = _Mending()


@admin_only
async def suite(update: Update, context: Context) -> None:
    """Show the counts, the last results, and the first drafted cases."""
    await reply(context.bot, message_of(update), *await asyncio.to_thread(_page, context, 0))


@admin_only
async def on_page(update: Update, context: Context) -> None:
    """Show another page of the drafted cases."""
    pressed = await pressed_button(update, context, SuiteButton)
    if pressed is None:
        return
    await acknowledge(pressed.query)
    await show_in(context.bot, pressed.message, *await asyncio.to_thread(_page, context, pressed.button.page))


@admin_only
async def on_press(update: Update, context: Context) -> None:
    """Confirm or drop a drafted case, or ask for its right question."""
    pressed = await pressed_button(update, context, DraftButton)
    if pressed is None:
        return
    action, draft = pressed.button.action, await asyncio.to_thread(_find, context, pressed.button.case)
    await acknowledge(pressed.query, None if draft else say(context.language, "suite.draft-gone"), alert=draft is None)
    if draft is not None and action == "mend":
        await tell(context, pressed.message, "suite.mend", case=draft.case.id, question=draft.question)
        return
    if draft is not None:
        curated = curated_files(context.services.settings)
        change = partial(confirm, curated, [draft]) if action == "confirm" else partial(drop, curated, draft)
        await asyncio.to_thread(change)
        await _note_drafted(context, action, draft)
    await show_in(context.bot, pressed.message, *await asyncio.to_thread(_page, context, 0))


@admin_only
async def on_mended(update: Update, context: Context) -> None:
    """Make a written case of a drafted one with the question that an admin replied with."""
    message = message_of(update)
    above = message.reply_to_message
    asked = _ASKED_TO_MEND.match((above and above.text) or "")
    assert asked is not None
    draft = await asyncio.to_thread(_find, context, asked[1])
    if draft is None:
        await tell(context, message, "suite.draft-gone")
        return
    question = message.text or ""
    await asyncio.to_thread(mend, curated_files(context.services.settings), draft, question)
    await _note_drafted(context, "mend", draft)
    await tell(context, message, "suite.mended", question=question)


async def _note_drafted(context: Context, action: str, draft: Draft) -> None:
    await note(context.services.database, context.person.user_id, _NOTED[action], question=draft.question)


def _drafts(context: Context) -> list[Draft]:
    """Return the drafted cases of the live version that nobody has dealt with."""
    settings = context.services.settings
    return pending(curated_files(settings), read_drafts(version_store(settings), context.snapshot.version) or ())


def _find(context: Context, case: str) -> Draft | None:
    return next((draft for draft in _drafts(context) if draft.case.id == case), None)


def _page(context: Context, page: int) -> tuple[Rich, InlineKeyboardMarkup | None]:
    """Return the counts, the last results and a page of drafted cases, with buttons for each."""
    language = context.language
    drafts, curated = _drafts(context), curated_suite(curated_files(context.services.settings))
    counts = {"curated": len(curated.cases) if curated else 0, "drafted": len(drafts)}
    entry = read_entry(version_store(context.services.settings), context.snapshot.version)
    parts = ["\n".join([say(language, "suite.counts", **counts), *gate_lines(entry.gate, language, _MAX_CASES_NAMED)])]
    part = page_of(drafts, page, _CASES_A_PAGE)
    parts += ["\n".join(_described(number, draft, context) for number, draft in part.shown)] if part.shown else []
    steps = page_steps(part.number, part.pages, language, lambda number: SuiteButton(page=number))
    rows = [_choices(number, draft, context) for number, draft in part.shown] + ([steps] if steps else [])
    return Rich("\n\n".join(parts)), InlineKeyboardMarkup(rows) if rows else None


def _described(number: int, draft: Draft, context: Context) -> str:
    expect = draft.case.expect
    if draft.look_alike or expect is None:
        wanted = say(context.language, "suite.wants-refusal")
    else:
        wanted = " / ".join(map(str, expect.passages)) or str(draft.there)
    return f"{number}. {draft.question}\n    → {wanted}"


def _choices(number: int, draft: Draft, context: Context) -> Row:
    actions = ("confirm", "mend", "drop")
    return [
        button(
            f"{number} {say(context.language, f'suite.{action}-draft')}", DraftButton(action=action, case=draft.case.id)
        )
        for action in actions
    ]
