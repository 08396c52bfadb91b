"""Let admins find the passage for a question, to attach the question to it or to make a test case of both."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, MaybeInaccessibleMessage, Update

from bot.answering.outline import Node
from bot.answering.quotes import Quote
from bot.answering.wording import cut_off, node_line, written
from bot.blobs.chosen import curated_files
from bot.curation.service import attach_questions, gaps_like, make_passage_case, make_refusal_case, take_back
from bot.i18n import say
from bot.state.curation import Gap, answered_by, find_gap
from bot.telegram.admin_buttons import (
    BestButton,
    BrowseButton,
    DetachButton,
    OfferButton,
    Purpose,
    RefusalCaseButton,
    SetAsideButton,
    TakeButton,
)
from bot.telegram.context import Context
from bot.telegram.delivery import acknowledge, reply, show_in
from bot.telegram.guards import admin_only, pressed_button
from bot.telegram.notices import message_of, tell
from bot.telegram.packed import Row, button
from bot.telegram.rich import Rich
from knowledge.table_text import opening
from knowledge.types import Passage

_MAX_OFFERED = 5  # passages
_LABEL_CHARACTERS = 48
_ASKED_FOR: dict[Purpose, str] = {
    "alike": "curate.which-attach",
    "alone": "curate.which-attach",
    "case": "curate.which-case",
}


GapButton = TypeVar("GapButton", OfferButton, BrowseButton, TakeButton, RefusalCaseButton, DetachButton, SetAsideButton)


@dataclass(frozen=True, slots=True)
class PressedAboutGap(Generic[GapButton]):
    """A press on a button about a question, the ``gap``, and the message that the button is on."""

    button: GapButton
    message: MaybeInaccessibleMessage
    gap: Gap


@admin_only
async def answer(update: Update, context: Context) -> None:
    """Handle /answer in reply to one of the bot's answers: offer passages to attach its question to."""
    message = message_of(update)
    above = message.reply_to_message
    if above is None:
        await tell(context, message, "curate.usage")
        return
    gap = await answered_by(context.services.database, message.chat.id, above.message_id)
    if gap is None:
        await tell(context, message, "curate.forgotten")
        return
    await _offer(context, message, gap, "alone")


@admin_only
async def on_best(update: Update, context: Context) -> None:
    """Attach the question of the answer that the button is on to another passage."""
    pressed = await pressed_button(update, context, BestButton)
    if pressed is None:
        return
    message = pressed.message
    gap = await answered_by(context.services.database, message.chat.id, message.message_id)
    if gap := await _acknowledge_gap(context, pressed.query, gap):
        await _offer(context, message, gap, "alone")


@admin_only
async def on_offer(update: Update, context: Context) -> None:
    """Offer the passages that fit a question best."""
    pressed = await pressed_about_gap(update, context, OfferButton)
    if pressed is not None:
        await _offer(context, pressed.message, pressed.gap, pressed.button.purpose)


@admin_only
async def on_browse(update: Update, context: Context) -> None:
    """Show a page of the outline, to find the passage for a question."""
    pressed = await pressed_about_gap(update, context, BrowseButton)
    if pressed is None:
        return
    number = context.snapshot.outline.number(pressed.button.passage)
    if number is None:
        await tell(context, pressed.message, "curate.gone")
        return
    text = Rich(say(context.language, _ASKED_FOR[pressed.button.purpose], question=pressed.gap.text))
    buttons = await asyncio.to_thread(_browsing, context, number, pressed.button)
    await show_in(context.bot, pressed.message, text, buttons)


@admin_only
async def on_take(update: Update, context: Context) -> None:
    """Attach the question to the passage that was chosen, or make a test case of both."""
    pressed = await pressed_about_gap(update, context, TakeButton)
    if pressed is None:
        return
    number = context.snapshot.outline.number(pressed.button.passage)
    if number is None:
        await tell(context, pressed.message, "curate.gone")
        return
    act = _make_case if pressed.button.purpose == "case" else _attach
    passage = await asyncio.to_thread(lambda: context.snapshot.index.passages[number])
    text, buttons = await act(context, pressed.gap, passage, pressed.button.purpose)
    await show_in(context.bot, pressed.message, text, buttons)


@admin_only
async def on_refusal_case(update: Update, context: Context) -> None:
    """Make a test case that expects the question to be refused."""
    pressed = await pressed_about_gap(update, context, RefusalCaseButton)
    if pressed is None:
        return
    services, gap = context.services, pressed.gap
    same = await gaps_like(services.database, context.assistant, gap)
    await make_refusal_case(services.database, curated_files(services.settings), context.person.user_id, gap, same)
    await show_in(context.bot, pressed.message, Rich(say(context.language, "curate.case-refused", question=gap.text)))


@admin_only
async def on_detach(update: Update, context: Context) -> None:
    """Undo an attachment."""
    pressed = await pressed_about_gap(update, context, DetachButton)
    if pressed is None:
        return
    services, gap = context.services, pressed.gap
    curated = curated_files(services.settings)
    await take_back(services.database, services.live, curated, context.person.user_id, gap)
    await show_in(context.bot, pressed.message, Rich(say(context.language, "curate.undone", question=gap.text)))


async def pressed_about_gap(
    update: Update, context: Context, kind: type[GapButton]
) -> PressedAboutGap[GapButton] | None:
    """Return the press on a button about a question, acknowledged; None if there is none, which the admin is told."""
    pressed = await pressed_button(update, context, kind)
    if pressed is None:
        return None
    found = await find_gap(context.services.database, pressed.button.question)
    gap = await _acknowledge_gap(context, pressed.query, found)
    return PressedAboutGap(pressed.button, pressed.message, gap) if gap else None


async def _acknowledge_gap(context: Context, query: CallbackQuery, gap: Gap | None) -> Gap | None:
    """Acknowledge a press and return ``gap``; if that is None, tell the admin that the question was deleted."""
    await acknowledge(query, None if gap else say(context.language, "curate.forgotten"), alert=gap is None)
    return gap


async def _offer(context: Context, message: MaybeInaccessibleMessage, gap: Gap, purpose: Purpose) -> None:
    """Offer the passages that fit a question best, and a button to look through the outline."""
    language, outline = context.language, context.snapshot.outline
    found = await context.services.ask(context.person.user_id, context.assistant, gap.text)
    rows = await asyncio.to_thread(_take_rows, context, gap, purpose, found.quotes[:_MAX_OFFERED])
    top = BrowseButton(purpose=purpose, question=gap.id, passage=outline.ids[0], depth=outline.root, page=0)
    rows.append([button(say(language, "curate.outline"), top)])
    if purpose == "case":
        rows.append([button(say(language, "curate.refuse"), RefusalCaseButton(question=gap.id))])
    text = Rich(say(language, _ASKED_FOR[purpose], question=gap.text))
    await reply(context.bot, message, text, InlineKeyboardMarkup(rows))


def _take_rows(context: Context, gap: Gap, purpose: Purpose, quotes: Sequence[Quote]) -> list[Row]:
    """Return a button for each passage that a question may be attached to."""
    rows: list[Row] = []
    for quote in quotes:
        holds = TakeButton(purpose=purpose, question=gap.id, passage=context.snapshot.outline.ids[quote.number])
        rows.append([button(_named(context, context.snapshot.index.passages[quote.number]), holds)])
    return rows


async def _attach(
    context: Context, gap: Gap, passage: Passage, purpose: Purpose
) -> tuple[Rich, InlineKeyboardMarkup | None]:
    services, place = context.services, _named(context, passage)
    same: Sequence[Gap] = [gap]
    if purpose == "alike":
        same = await gaps_like(services.database, context.assistant, gap)
    curated = curated_files(services.settings)
    await attach_questions(services.database, services.live, curated, context.person.user_id, gap, same, passage, place)
    questions = "\n".join(f"· {text}" for text in dict.fromkeys(each.text for each in same))
    told = say(context.language, "curate.attached", questions=questions, place=place)
    undo = button(say(context.language, "curate.undo"), DetachButton(question=gap.id))
    return Rich(told), InlineKeyboardMarkup([[undo]])


async def _make_case(
    context: Context, gap: Gap, passage: Passage, purpose: Purpose
) -> tuple[Rich, InlineKeyboardMarkup | None]:
    services, place = context.services, _named(context, passage)
    same = await gaps_like(services.database, context.assistant, gap)
    curated, admin_id = curated_files(services.settings), context.person.user_id
    new = await make_passage_case(services.database, curated, admin_id, gap, same, passage, place)
    key = "curate.case-made" if new else "curate.case-known"
    return Rich(say(context.language, key, question=gap.text, place=place)), None


def _browsing(context: Context, number: int, pressed: BrowseButton) -> InlineKeyboardMarkup:
    """Return a button for each node of a page of the outline, and buttons to other pages and the level above."""
    page = context.snapshot.outline.page(number, pressed.depth, pressed.page)
    rows = [[_node_button(context, node, pressed)] for node in page.nodes]
    steps = []
    for key, depth, number_of_page in page.steps:
        holds = pressed.model_copy(update={"passage": page.here, "depth": depth, "page": number_of_page})
        steps.append(button(say(context.language, f"button.{key}"), holds))
    return InlineKeyboardMarkup([*rows, steps] if steps else rows)


def _node_button(context: Context, node: Node, pressed: BrowseButton) -> InlineKeyboardButton:
    label = node_line(node, context.script, _LABEL_CHARACTERS)
    if node.passages is None:
        return button(label, TakeButton(purpose=pressed.purpose, question=pressed.question, passage=node.id))
    return button(label, pressed.model_copy(update={"passage": node.id, "depth": node.depth, "page": 0}))


def _named(context: Context, passage: Passage) -> str:
    """Name a passage for a button by its label and the nearest heading above it, or else by how it begins."""
    title = passage.headings[-1] if passage.headings else opening(passage)
    return cut_off(f"{passage.label or passage.ref} {written(title, context.script)}", _LABEL_CHARACTERS)
