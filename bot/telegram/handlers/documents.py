"""/documents: list what the bot answers from, and download, rename or remove a document."""

import asyncio

from telegram import InlineKeyboardMarkup, MaybeInaccessibleMessage, Update

from bot.answering.wording import listed, written
from bot.blobs.chosen import document_files
from bot.i18n import say
from bot.reindexing.collection import Request
from bot.reindexing.engine import propose
from bot.reindexing.errors import CollectionError
from bot.reindexing.plans import Plan
from bot.reindexing.store import stored
from bot.state.audit import note
from bot.state.quotes_only import quotes_only_among, set_quotes_only
from bot.telegram.admin_buttons import DocumentButton, DocumentsButton, ReindexButton
from bot.telegram.build_runner import run_proposal
from bot.telegram.button_fields import CHECKSUM_CHARACTERS
from bot.telegram.context import Context
from bot.telegram.delivery import acknowledge, reply, show_in
from bot.telegram.guards import admin_only, pressed_button
from bot.telegram.keyboards import page_steps
from bot.telegram.list_pages import page_of
from bot.telegram.notices import message_of, tell
from bot.telegram.packed import button
from bot.telegram.rich import Rich
from index.types import IndexedDocument

_DOCUMENTS_A_PAGE = 20


@admin_only
async def documents(update: Update, context: Context) -> None:
    """List the documents, with a row of buttons for each."""
    await reply(context.bot, message_of(update), *await _page(context, 0))


@admin_only
async def on_documents(update: Update, context: Context) -> None:
    """Show another page of the documents in the same message."""
    pressed = await pressed_button(update, context, DocumentsButton)
    if pressed is None:
        return
    await acknowledge(pressed.query)
    await show_in(context.bot, pressed.message, *await _page(context, pressed.button.page))


async def _page(context: Context, page: int) -> tuple[Rich, InlineKeyboardMarkup]:
    """Return a page of the documents, with a row of buttons for each and one to the pages beside."""
    language, part = context.language, page_of(_held(context), page, _DOCUMENTS_A_PAGE)
    quoted = await quotes_only_among(context.services.database, [document for _, document in part.shown])
    lines, rows = [], []
    for number, document in part.shown:
        sha256 = document.sha256[:CHECKSUM_CHARACTERS]
        named = {"title": written(document.title, context.script), "name": document.name, "passages": document.passages}
        only = document.sha256 in quoted
        toggle = DocumentButton(action="give" if only else "quote", sha256=sha256)
        lines.append(say(language, "documents.line-quoted" if only else "documents.line", number=number, **named))
        remove = Plan("remove", document=document.sha256).encode()
        rows.append([
            button(f"{number} ⬇", DocumentButton(action="download", sha256=sha256)),
            button(f"{number} {'🔓' if only else '🔒'}", toggle),
            button(f"{number} ✎", DocumentButton(action="rename", sha256=sha256)),
            button(f"{number} ✕", ReindexButton(action="plan", plan=remove)),
        ])  # fmt: skip
    lines.append(say(language, "documents.legend"))
    rows.append(page_steps(part.number, part.pages, language, lambda number: DocumentsButton(page=number)))
    return Rich("\n".join(lines)), InlineKeyboardMarkup([row for row in rows if row])


@admin_only
async def on_press(update: Update, context: Context) -> None:
    """Send a document's file, say how to rename it, or let it only be quoted or be given out."""
    pressed = await pressed_button(update, context, DocumentButton)
    if pressed is None:
        return
    await acknowledge(pressed.query)
    sha256 = pressed.button.sha256
    if pressed.button.action == "rename":
        await _say_how_to_rename(context, pressed.message, sha256)
    elif pressed.button.action in ("quote", "give"):
        await _let_quote(context, pressed.message, sha256, only=pressed.button.action == "quote")
    else:
        await _send_file(context, pressed.message, sha256)


@admin_only
async def rename(update: Update, context: Context) -> None:
    """Handle /rename NUMBER new title: build an index version with the document under that title.

    The number is that in the list of documents; a title, a file name or the beginning of a checksum does as well.
    """
    message = message_of(update)
    words = (message.text or "").split(maxsplit=2)[1:]
    if len(words) != 2:
        await tell(context, message, "documents.rename-usage")
        return
    given, title = words
    by_number = {str(number): document for number, document in enumerate(_held(context), start=1)}
    old, name = (by_number[given].title, by_number[given].sha256) if given in by_number else (given, given)
    request = Request(context.person.signature, f"{old} → {title}", rename=((name, title),))
    proposal = await asyncio.to_thread(propose, context.services.settings, request)
    await run_proposal(context, message, proposal)


async def _say_how_to_rename(context: Context, message: MaybeInaccessibleMessage, sha256: str) -> None:
    number, document = find_held(context, sha256)
    told = say(context.language, "documents.rename", number=number, title=written(document.title, context.script))
    await reply(context.bot, message, Rich(told))


async def _let_quote(context: Context, message: MaybeInaccessibleMessage, sha256: str, *, only: bool) -> None:
    _, document = find_held(context, sha256)
    before = await asyncio.to_thread(_editions_before, context, document)
    await set_quotes_only(context.services.database, context.person.user_id, document, only=only, before=before)
    title = written(document.title, context.script)
    told = say(context.language, "documents.quoted" if only else "documents.given", title=title)
    await reply(context.bot, message, Rich(told))


async def _send_file(context: Context, message: MaybeInaccessibleMessage, sha256: str) -> None:
    path = await asyncio.to_thread(stored, document_files(context.services.settings), sha256)
    if path is None:
        raise CollectionError("no-original", name=find_held(context, sha256)[1].name)
    content = await asyncio.to_thread(path.read_bytes)
    await context.bot.send_document(message.chat.id, content, filename=path.name)
    await note(context.services.database, context.person.user_id, "downloaded", name=path.name, sha256=path.parent.name)


def _editions_before(context: Context, document: IndexedDocument) -> list[IndexedDocument]:
    earlier = context.assistant.earlier
    return earlier.documents(context.snapshot.index.manifest, document.title) if earlier else []


def find_held(context: Context, sha256: str) -> tuple[int, IndexedDocument]:
    """Return the document of a button and its number in the list. Raises `CollectionError` if it is gone."""
    held = _held(context)
    for number, document in enumerate(held, start=1):
        if document.sha256.startswith(sha256):
            return number, document
    titles = [written(document.title, context.script) for document in held]
    raise CollectionError("document-gone", documents=listed(titles, context.language))


def _held(context: Context) -> tuple[IndexedDocument, ...]:
    return context.snapshot.index.manifest.documents
