"""Links to passages: make one, and open one for whoever has access."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from urllib.parse import urlencode

from telegram import (
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    MaybeInaccessibleMessage,
    Message,
    Update,
)
from telegram.helpers import create_deep_linked_url

from bot.answering.asides import aside
from bot.answering.assistant import Answer, Turn
from bot.answering.intents import intent_of
from bot.answering.linking import link_in, link_to, open_link
from bot.answering.quotes import quote_passage
from bot.answering.reply import Resumed
from bot.answering.reworded import Opened
from bot.answering.sheet_wording import place_words
from bot.answering.shown import Shown
from bot.answering.snapshot import Snapshot
from bot.answering.wording import labelled, link_place, listed, written
from bot.i18n import say
from bot.languages import Language
from bot.state.audit import record_of_anybody
from bot.state.links import Link, find_link, keep_links
from bot.state.questions import Conversation
from bot.telegram.addressing import thread_of
from bot.telegram.asked_again import question_above, said_again
from bot.telegram.callbacks import LinkButton
from bot.telegram.context import Context
from bot.telegram.delivery import acknowledge, reply
from bot.telegram.guards import pressed_button
from bot.telegram.keyboards import MAX_OTHERS, linked_by_numbers, passage_buttons
from bot.telegram.notices import message_of, tell
from bot.telegram.passages_held import Held, held_of, reopened, tell_gone
from bot.telegram.rendering import passage_text, quote_text
from bot.telegram.rich import Rich, join
from knowledge.script import Script
from knowledge.types import Passage


async def on_link(update: Update, context: Context) -> None:
    """Make a link to the passage that a button names, or to each that the numbers above it open.

    A button cannot hold all passages of a sheet, while those numbers do. Of an old message they may not be known;
    then the button's own passages, which may not be all, are linked to without numbers.
    """
    pressed = await pressed_button(update, context, LinkButton)
    if pressed is None:
        return
    numbered = linked_by_numbers(pressed.message)
    ids = [holds.passages[0] for holds in numbered.values()] or pressed.button.passages
    opened = await reopened(context, pressed.button.version, ids)
    held = held_of(opened)
    if not held.rows:
        await tell_gone(pressed.query, context.language)
        return
    await acknowledge(pressed.query)
    if len(opened) == 1:
        await _give_link(context, pressed.message, held.first, held.note(held.first, context.language))
        return
    full = not numbered and len(opened) == MAX_OTHERS
    await _give_links(context, pressed.message, list(numbered) or [""] * len(ids), opened, maybe_more=full)


async def link(update: Update, context: Context) -> None:
    """Handle /link: make a link to the passage quoted last, in the answer replied to, or at a place that is named.

    In reply to a sheet or a comparison of sentences one to each passage, as `on_link` does.
    """
    message = message_of(update)
    named = (message.text or "").partition(" ")[2].strip()
    above = message.reply_to_message
    numbered = linked_by_numbers(above) if above is not None and not named else {}
    if numbered:
        version = next(iter(numbered.values())).version  # it is that of the message
        opened = await reopened(context, version, [holds.passages[0] for holds in numbered.values()])
        if held_of(opened).rows:
            await _give_links(context, message, list(numbered), opened)
            return
    row = await _row_meant(message, named, context)
    if row is None:
        await tell(context, message, "link.usage")
    else:
        await _give_link(context, message, row)


async def open_shared(message: Message, context: Context, code: str) -> None:
    """Show the passage of a link as it is now, and as it was shared if it has changed."""
    language, script, snapshot = context.language, context.script, context.snapshot
    shared = await find_link(context.services.database, code)
    shared = shared or await asyncio.to_thread(link_in, code, snapshot)
    if shared is None:
        await tell(context, message, "link.unknown")
        return
    opened = await asyncio.to_thread(open_link, shared, snapshot)
    if opened.row is None:
        await tell(context, message, "link.gone", place=link_place(shared, script))
        return
    text, buttons = await asyncio.to_thread(_shown, snapshot, opened.row, language, script)
    if opened.changed:
        before = Passage(shared.document, shared.ref, shared.label, shared.headings, shared.text, ())
        old = [Rich(say(language, "link.was")).styled("bold"), passage_text(before, script)]
        now = [Rich(say(language, "link.is")).styled("bold"), text]
        text = join([Rich(say(language, "link.changed")), *old, *now], "\n\n")
    await reply(context.bot, message, text, buttons)


def _shown(
    snapshot: Snapshot, row: int, language: Language, script: Script | None
) -> tuple[Rich, InlineKeyboardMarkup]:
    text = quote_text(quote_passage(snapshot.index, row), language, script)
    return text, passage_buttons(snapshot.outline, row, language)


async def _give_link(context: Context, message: MaybeInaccessibleMessage, row: int, note: str = "") -> None:
    (made,) = await _made(context, [row])
    url = link_url(context, made)
    text = say(context.language, "link.made", place=link_place(made, context.script), url=url)
    await reply(context.bot, message, join([Rich(text), Rich(note)], "\n\n"), _link_buttons(context, url))


async def _give_links(
    context: Context,
    message: MaybeInaccessibleMessage,
    numbers: Sequence[str],
    opened: Sequence[Opened],
    *,
    maybe_more: bool = False,
) -> None:
    """Give a link to each passage, in one message to be forwarded; one that has several ``numbers`` comes once.

    A number is empty where it is not known.
    """
    of_each = defaultdict[int, list[str]](list)
    for number, each in zip(numbers, opened, strict=True):
        if each.row is not None:
            of_each[each.row].append(number)
    links = await _made(context, list(of_each))
    titles = list(dict.fromkeys(link.document for link in links))
    several = len(titles) > 1
    places = [place_words(link, context.language, context.script, document=several) for link in links]
    lines = [
        f"{labelled(', '.join(numbers), place)}\n{link_url(context, link)}"
        for numbers, place, link in zip(of_each.values(), places, links, strict=True)
    ]
    named = [say(context.language, "link.document", title=written(title, context.script)) for title in titles]
    text = say(context.language, "link.made-several", titles=listed(named, context.language), links="\n".join(lines))
    notes = _notes(held_of(opened), context.language, maybe_more=maybe_more)
    await reply(context.bot, message, join(map(Rich, [text, *notes]), "\n\n"))


def _notes(held: Held, language: Language, *, maybe_more: bool) -> list[str]:
    """Say how many passages have changed, how many are gone, and that there may be more than are known."""
    counts = {"changed": len(held.changed), "gone": held.gone}
    said = [say(language, f"button.some-{key}", number=number) for key, number in counts.items() if number]
    return [*said, say(language, "link.maybe-more")] if maybe_more else said


async def _made(context: Context, rows: Sequence[int]) -> list[Link]:
    """Return links to the passages in ``rows``, kept from now on; who shared them is recorded."""
    made = await asyncio.to_thread(lambda: [link_to(context.snapshot, row) for row in rows])
    await keep_links(context.services.database, made)
    async with context.services.database.begin() as session:
        for link in made:
            details = {"title": link.document, "place": link.label}
            await record_of_anybody(session, context.person.user_id, "shared", **details)
    return made


def link_url(context: Context, made: Link) -> str:
    """Return the address that opens a passage in the private chat with the bot."""
    return create_deep_linked_url(context.bot.username, made.code)


def _link_buttons(context: Context, url: str) -> InlineKeyboardMarkup:
    forward = f"https://t.me/share/url?{urlencode({'url': url})}"
    return InlineKeyboardMarkup([[
        InlineKeyboardButton(say(context.language, "button.copy-link"), copy_text=CopyTextButton(url)),
        InlineKeyboardButton(say(context.language, "button.forward"), url=forward),
    ]])  # fmt: skip


async def _row_meant(message: Message, named: str, context: Context) -> int | None:
    """Return the row of the passage that /link is about, at a place if one is ``named``, None if there is none."""
    if named:
        intent = intent_of(named)
        if intent is None or intent.kind != "place":
            return None
        return (await asyncio.to_thread(aside, intent, context.snapshot)).first
    above = message.reply_to_message
    if above is not None:
        said = await said_again(context, await question_above(context, above))
        quoted = said.quoted if isinstance(said, Answer) else said.quotes if said else ()
        return max(((quote.score, quote.number) for quote in quoted), default=(0.0, None))[1]
    conversation = Conversation(message.chat_id, thread_of(message), context.person.user_id)
    last = await context.services.inbox.turns.last(conversation)
    shown = last.shown if isinstance(last, Turn | Resumed) else last
    if not isinstance(shown, Shown) or shown.version != context.snapshot.version or not shown.rows:
        return None
    return shown.rows[0]
