"""/documents: list what the bot answers from, and download, rename or remove a document."""

import asyncio

from telegram import InlineKeyboardMarkup, MaybeInaccessibleMessage, Update

from bot.i18n import say
from bot.reindexing.collection import Request
from bot.reindexing.engine import propose
from bot.reindexing.errors import CollectionError
from bot.reindexing.plans import Plan
from bot.reindexing.store import stored
from bot.state.audit import note
from bot.telegram.build_runner import run_proposal
from bot.telegram.callbacks import DocumentButton, ReindexButton
from bot.telegram.context import Context
from bot.telegram.delivery import acknowledge, reply
from bot.telegram.guards import admin_only, pressed_button
from bot.telegram.keyboards import button
from bot.telegram.notices import message_of, tell
from bot.telegram.rich import Rich
from index.types import IndexedDocument

_MAX_DOCUMENTS_LISTED = 20
_CHECKSUM_CHARACTERS = 12  # characters of a checksum that name a document


@admin_only
async def documents(update: Update, context: Context) -> None:
    """List the documents, with a row of buttons for each."""
    language = context.language
    held = context.snapshot.index.manifest.documents[:_MAX_DOCUMENTS_LISTED]
    lines, rows = [], []
    for number, document in enumerate(held, start=1):
        sha256 = document.sha256[:_CHECKSUM_CHARACTERS]
        lines.append(say(language, "documents.line", number=number, title=document.title, name=document.name,
                         passages=document.passages, sha256=sha256))  # fmt: skip
        remove = Plan("remove", document=document.sha256).encode()
        rows.append([
            button(f"{number} ⬇", DocumentButton(action="download", sha256=sha256)),
            button(f"{number} ✎", DocumentButton(action="rename", sha256=sha256)),
            button(f"{number} ✕", ReindexButton(action="plan", plan=remove)),
        ])  # fmt: skip
    lines.append(say(language, "documents.legend"))
    await reply(context.bot, message_of(update), Rich("\n".join(lines)), InlineKeyboardMarkup(rows))


@admin_only
async def on_press(update: Update, context: Context) -> None:
    """Send a document's file, or say how to rename it."""
    pressed = await pressed_button(update, context, DocumentButton)
    if pressed is None:
        return
    await acknowledge(pressed.query)
    sha256 = pressed.button.sha256
    if pressed.button.action == "rename":
        await reply(context.bot, pressed.message, Rich(say(context.language, "documents.rename", sha256=sha256)))
    else:
        await _send_file(context, pressed.message, sha256)


@admin_only
async def rename(update: Update, context: Context) -> None:
    """Handle /rename DOCUMENT new title: build an index version with the document under that title."""
    message = message_of(update)
    words = (message.text or "").split(maxsplit=2)[1:]
    if len(words) != 2:
        await tell(context, message, "documents.rename-usage")
        return
    name, title = words
    request = Request(context.person.name, f"{name}: {title}", rename=((name, title),))
    proposal = await asyncio.to_thread(propose, context.services.settings, request)
    await run_proposal(context, message, proposal, f"rename {name}: {title}")


async def _send_file(context: Context, message: MaybeInaccessibleMessage, sha256: str) -> None:
    path = await asyncio.to_thread(stored, context.services.settings.data_folder.documents, sha256)
    if path is None:
        name = next((d.name for d in _held(context) if d.sha256.startswith(sha256)), sha256)
        raise CollectionError("no-original", name=name)
    content = await asyncio.to_thread(path.read_bytes)
    await note(context.services.database, context.person.user_id, "downloaded", name=path.name, sha256=path.parent.name)
    await context.bot.send_document(message.chat.id, content, filename=path.name)


def _held(context: Context) -> tuple[IndexedDocument, ...]:
    return context.snapshot.index.manifest.documents
