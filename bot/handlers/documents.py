"""/documents: what the bot answers from; download, rename, remove."""

import asyncio
import re

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, Update

from bot.context import Context
from bot.delivery import acknowledge, reply
from bot.handlers.builds import run_proposal
from bot.handlers.pressing import pressed_by_admin
from bot.i18n import say
from bot.reindexing.collection import Request
from bot.reindexing.engine import propose
from bot.reindexing.errors import CollectionError
from bot.reindexing.plans import Plan
from bot.reindexing.store import store_folder, stored
from bot.rich import Rich
from bot.state.audit import note
from bot.telling import message_of, tell
from bot.wording import EXPECTED_ERRORS, explain
from index.types import IndexedDocument

_LISTED = 20
_SHORT = 12  # characters of a checksum
_PRESS = re.compile(r"document\|(download|rename)\|([0-9a-f]{12})", re.ASCII)


async def documents(update: Update, context: Context) -> None:
    """All documents with a row of buttons each."""
    language = context.language
    held = context.services.assistant.index.manifest.documents[:_LISTED]
    lines, rows = [], []
    for number, document in enumerate(held, start=1):
        sha256 = document.sha256[:_SHORT]
        lines.append(say(language, "documents.line", number=number, title=document.title, name=document.name,
                         passages=document.passages, sha256=sha256))  # fmt: skip
        remove = f"index|plan|{Plan('remove', document=document.sha256).encode()}|0"
        rows.append([
            InlineKeyboardButton(f"{number} ⬇", callback_data=f"document|download|{sha256}"),
            InlineKeyboardButton(f"{number} ✎", callback_data=f"document|rename|{sha256}"),
            InlineKeyboardButton(f"{number} ✕", callback_data=remove),
        ])  # fmt: skip
    lines.append(say(language, "documents.legend"))
    await reply(context.bot, message_of(update), Rich("\n".join(lines)), InlineKeyboardMarkup(rows))


async def on_press(update: Update, context: Context) -> None:
    """Send a document's file, or say how it is renamed."""
    pressed = await pressed_by_admin(update, context, _PRESS)
    if pressed is None:
        return
    await acknowledge(pressed.query)
    action, sha256 = pressed.match.groups()
    if action == "rename":
        await reply(context.bot, pressed.message, Rich(say(context.language, "documents.rename", sha256=sha256)))
    else:
        await _send_file(context, pressed.message, sha256)


async def rename(update: Update, context: Context) -> None:
    """/rename DOCUMENT new title: build a version with it under that title."""
    message = message_of(update)
    words = (message.text or "").split(maxsplit=2)[1:]
    if len(words) != 2:
        await tell(context, message, "documents.rename-usage")
        return
    name, title = words
    request = Request(context.person.name, f"{name}: {title}", rename=((name, title),))
    try:
        proposal = await asyncio.to_thread(propose, context.services.settings, request)
        await run_proposal(context, message, proposal, f"rename {name}: {title}")
    except EXPECTED_ERRORS as error:
        await reply(context.bot, message, Rich(explain(error, context.language)))


async def _send_file(context: Context, message: Message, sha256: str) -> None:
    path = await asyncio.to_thread(stored, store_folder(context.services.settings.data_dir), sha256)
    if path is None:
        name = next((d.name for d in _held(context) if d.sha256.startswith(sha256)), sha256)
        await reply(context.bot, message, Rich(explain(CollectionError("no-original", name=name), context.language)))
        return
    content = await asyncio.to_thread(path.read_bytes)
    await note(context.services.database, context.person.user_id, "downloaded", name=path.name, sha256=path.parent.name)
    await context.bot.send_document(message.chat_id, content, filename=path.name)


def _held(context: Context) -> tuple[IndexedDocument, ...]:
    return context.services.assistant.index.manifest.documents
