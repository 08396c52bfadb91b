"""/export: what was asked and quoted, as a Word document."""

import asyncio
from datetime import UTC, datetime, timedelta

from telegram import Chat, InlineKeyboardButton, InlineKeyboardMarkup, MaybeInaccessibleMessage, Message, Update

from bot.answering.exporting import export_document
from bot.i18n import day, say
from bot.state.audit import record_of_anybody
from bot.state.groups import count_groups, find_group, list_groups
from bot.state.quotations import Recorded, recorded
from bot.telegram.addressing import thread_of
from bot.telegram.callbacks import ExportButton, Span
from bot.telegram.context import Context
from bot.telegram.delivery import acknowledge, reply
from bot.telegram.guards import pressed_button
from bot.telegram.notices import message_of
from bot.telegram.packed import Row, button
from bot.telegram.rich import Rich

_SPANS: tuple[Span, ...] = ("today", "week", "all")
_MAX_QUESTIONS = 500  # in one document, the newest
_MAX_GROUPS = 5  # that are offered
_TITLE_CHARACTERS = 40


async def export(update: Update, context: Context) -> None:
    """Offer what can be sent: in private all that the person asked, in a group what was asked there.

    An admin is also offered what everyone asked in a group.
    """
    message = message_of(update)
    in_private = message.chat.type == Chat.PRIVATE
    here = {} if in_private else {"chat": message.chat_id, "thread": thread_of(message) or 0}
    rows = [[_button(context, ExportButton(span=span, whose="mine", **here)) for span in _SPANS]]
    lines = [say(context.language, "export.choose")]
    if context.role == "admin" and in_private:
        groups, more = await _approved(context)
        rows += groups
        lines += [say(context.language, "export.more-groups", number=more)] if more else []
    elif context.role == "admin":
        rows.append([_button(context, ExportButton(span="week", whose="everyone", **here))])
    await reply(context.bot, message, Rich("\n".join(lines)), InlineKeyboardMarkup(rows))


async def on_export(update: Update, context: Context) -> None:
    """Send the document that a button names, unless there is nothing in it."""
    pressed = await pressed_button(update, context, ExportButton)
    if pressed is None:
        return
    held = pressed.button
    if held.whose == "everyone" and not await _may_have_everyones(context, held.chat):
        await acknowledge(pressed.query, say(context.language, "access.admins-only"), alert=True)
        return
    records = await _records(context, held)
    if not records:
        await acknowledge(pressed.query, say(context.language, "export.nothing"), alert=True)
        return
    await acknowledge(pressed.query)
    newest = records[-_MAX_QUESTIONS:]
    left_out = say(context.language, "export.left-out", number=_MAX_QUESTIONS) if len(newest) < len(records) else ""
    await _send(context, pressed.message, newest, left_out)


def _button(context: Context, held: ExportButton, of: str = "") -> InlineKeyboardButton:
    span = say(context.language, f"export.span-{held.span}")
    whose = of or (say(context.language, "export.everyone") if held.whose == "everyone" else "")
    return button(" · ".join(filter(None, (whose, span))), held)


async def _approved(context: Context) -> tuple[list[Row], int]:
    """Return a button for each of the groups approved last, and how many more there are."""
    rows, database = [], context.services.database
    for group in await list_groups(database, _MAX_GROUPS, access="approved"):
        held = ExportButton(span="week", whose="everyone", chat=group.chat_id)
        rows.append([_button(context, held, group.title[:_TITLE_CHARACTERS])])
    return rows, await count_groups(database, "approved") - len(rows)


async def _may_have_everyones(context: Context, chat_id: int) -> bool:
    """Say whether who pressed is an admin, and the chat a group that may ask."""
    group = await find_group(context.services.database, chat_id)
    return context.role == "admin" and group is not None and group.access == "approved"


async def _records(context: Context, held: ExportButton) -> list[Recorded]:
    """Return what a document holds of what was asked, and one question more if there are any."""
    return await recorded(
        context.services.database,
        _since(held.span),
        _MAX_QUESTIONS + 1,
        user_id=context.person.user_id if held.whose == "mine" else None,
        chat_id=held.chat or None,
        thread_id=None if held.thread < 0 else held.thread,
    )


def _since(span: Span) -> datetime:
    """Return when the time begins: at midnight by the server's clock, today or on Monday."""
    now = datetime.now().astimezone()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if span == "all":
        return datetime.min.replace(tzinfo=UTC)
    return midnight if span == "today" else midnight - timedelta(days=now.weekday())


async def _send(context: Context, message: MaybeInaccessibleMessage, records: list[Recorded], left_out: str) -> None:
    """Send the document of ``records``; it says what was ``left_out``, as the caption does."""
    language, first, last = context.language, day(records[0].asked_at), day(records[-1].asked_at)
    title = say(language, "export.title", days=first if first == last else f"{first} – {last}")
    content = await asyncio.to_thread(export_document, title, records, language, context.script, left_out)
    await context.bot.send_document(
        message.chat.id,
        content,
        filename=say(language, "export.file", day=last),
        caption="\n".join(filter(None, [say(language, "export.caption", questions=len(records)), left_out])),
        message_thread_id=thread_of(message) if isinstance(message, Message) else None,
    )
    database, user_id = context.services.database, context.person.user_id
    async with database.begin() as session:
        await record_of_anybody(session, user_id, "exported", questions=len(records))
