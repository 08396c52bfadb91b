"""The page that a passage stands on, as a picture, and the file that it is from."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from telegram import CallbackQuery, InlineKeyboardMarkup, MaybeInaccessibleMessage, Update

from bot.answering.quotes import Quote, quote_passage
from bot.answering.wording import citation, dated_title, written
from bot.i18n import say
from bot.pages.contents import contents_of
from bot.reindexing.errors import CollectionError
from bot.state.audit import note_fetched
from bot.state.quotes_only import quotes_only_among
from bot.telegram.button_fields import CHECKSUM_CHARACTERS
from bot.telegram.callbacks import EditionFileButton, EditionPageButton, FileButton, PageButton
from bot.telegram.context import Context
from bot.telegram.delivery import DRAWING, acknowledge, send_file, send_pictures, show_drawing
from bot.telegram.guards import Pressed, pressed_button, telling_errors
from bot.telegram.handlers.documents import find_held
from bot.telegram.notices import tell
from bot.telegram.packed import Button, button
from bot.telegram.passages_held import passages_held
from index.types import IndexedDocument, Manifest, Readable

_TITLE_CHARACTERS = 80  # of a text that Telegram shows in a small window


@dataclass(frozen=True, slots=True)
class _Page:
    """The page of the passage in a ``row`` of an index with its key sentences ``key``; a ``note`` comes with it."""

    index: Readable
    row: int
    key: Sequence[int]
    note: str = ""


async def on_page(update: Update, context: Context) -> None:
    """Send the page with the passage that the button names, as the live index has it."""
    pressed = await pressed_button(update, context, PageButton)
    if pressed is None or not (held := await passages_held(pressed, context)):
        return
    # The positions of sentences say nothing in another text.
    key = () if held.changed else pressed.button.key
    page = _Page(context.snapshot.index, held.first, key, held.note(held.first, context.language))
    document = page.index.manifest.document_at(page.row)
    assert document is not None
    if await _is_withheld(pressed.query, context, document):
        return
    await acknowledge(pressed.query, DRAWING)
    async with telling_errors(context, pressed.message):
        await _send_page(pressed.message, context, document, page)


async def on_edition_page(update: Update, context: Context) -> None:
    """Send the page with a passage of an earlier edition, as long as the index version is kept that has it."""
    pressed = await pressed_button(update, context, EditionPageButton)
    if pressed is None:
        return
    held, searches = pressed.button, context.services.searches
    async with telling_errors(context, pressed.message):
        document = await asyncio.to_thread(_document_of, context, held)
        if document is None:
            await acknowledge(pressed.query, say(context.language, "button.edition-gone"), alert=True)
            return
        if await _is_withheld(pressed.query, context, document):
            return
        await acknowledge(pressed.query, DRAWING)
        async with searches.turn(context.person.user_id):  # of a large collection it may take seconds
            page = await searches.run(_page_of, context, held)
        if page is None:  # deleted meanwhile
            await tell(context, pressed.message, "button.edition-gone")
            return
        await _send_page(pressed.message, context, document, page)


async def on_file(update: Update, context: Context) -> None:
    """Send the file of a document, a PDF so that it opens at the button's page, unless it may only be quoted."""
    pressed = await pressed_button(update, context, FileButton)
    if pressed is None:
        return
    async with telling_errors(context, pressed.message):
        try:
            _, document = find_held(context, pressed.button.sha256)
        except CollectionError:  # which is told below the message
            await acknowledge(pressed.query)
            raise
        await _send_file(pressed, context, document)


async def on_edition_file(update: Update, context: Context) -> None:
    """Send the file of an earlier edition, as `on_file` does, as long as an index version is kept that has it."""
    pressed = await pressed_button(update, context, EditionFileButton)
    if pressed is None:
        return
    async with telling_errors(context, pressed.message):
        document = await asyncio.to_thread(_document_of, context, pressed.button)
        if document is None:
            await acknowledge(pressed.query, say(context.language, "button.edition-file-gone"), alert=True)
            return
        await _send_file(pressed, context, document)


async def _send_page(
    message: MaybeInaccessibleMessage, context: Context, document: IndexedDocument, page: _Page
) -> None:
    index, row = page.index, page.row
    quote = await asyncio.to_thread(quote_passage, index, row)
    wanted = await asyncio.to_thread(contents_of, index, row, page.key, context.language, context.script)
    await show_drawing(context.bot, message)
    pictures = await context.services.pictures.of(document, wanted)
    caption = "\n".join(filter(None, [page.note, citation(quote, context.language, context.script)]))
    named = say(context.language, "sources.pages-of", title=written(document.title, context.script))
    file = _file_button(document, quote, context)
    await send_pictures(context.bot, message, pictures, caption, file, named)
    await note_fetched(
        context.services.database, context.person.user_id, "page-fetched", title=quote.document, place=quote.label
    )


async def _send_file(
    pressed: Pressed[FileButton] | Pressed[EditionFileButton], context: Context, document: IndexedDocument
) -> None:
    if await _is_withheld(pressed.query, context, document):
        return
    await acknowledge(pressed.query, DRAWING)
    page = pressed.button.page
    content = await context.services.pictures.copy(document, page)
    caption = [dated_title(document.title, document.date, document.added, context.language, context.script)]
    if page:
        caption.append(say(context.language, "sources.open-page", page=page))
    await send_file(context.bot, pressed.message, content, document.name, " · ".join(caption))
    await note_fetched(context.services.database, context.person.user_id, "file-fetched", title=document.title)


def _document_of(context: Context, held: EditionPageButton | EditionFileButton) -> IndexedDocument | None:
    """Return the document of a button; None if its version is no earlier one or not kept, or it was removed since."""
    live, earlier = context.snapshot.index.manifest, context.assistant.earlier
    manifest: Manifest | None = live
    if held.version != live.version:
        manifest = earlier.manifest(held.version) if earlier else None
    if manifest is None:
        return None
    if isinstance(held, EditionPageButton):
        document = manifest.document_at(held.row)
    else:
        document = next((each for each in manifest.documents if each.sha256.startswith(held.sha256)), None)
    return document if document and live.successor(document.title) else None


def _page_of(context: Context, held: EditionPageButton) -> _Page | None:
    """Return the page of a passage that a version has; None if the version is not kept."""
    live, earlier = context.snapshot.index, context.assistant.earlier
    index: Readable | None = live
    if held.version != live.manifest.version:
        index = earlier.read(held.version) if earlier else None
    if index is None:
        return None
    sentences = index.passages[held.row].sentences
    return _Page(index, held.row, [number for number, (start, _) in enumerate(sentences) if start in held.starts])


async def _is_withheld(query: CallbackQuery, context: Context, document: IndexedDocument) -> bool:
    """Say whether a document may only be quoted, and if so tell the person who wants more of it."""
    if not await quotes_only_among(context.services.database, [document]):
        return False
    title = written(document.title, context.script)
    await acknowledge(query, say(context.language, "sources.quotes-only", title=title[:_TITLE_CHARACTERS]), alert=True)
    return True


def _file_button(document: IndexedDocument, quote: Quote, context: Context) -> InlineKeyboardMarkup:
    sha256, page = document.sha256[:CHECKSUM_CHARACTERS], quote.page or 0
    holds: Button = FileButton(sha256=sha256, page=page)
    if quote.version != context.snapshot.version:
        holds = EditionFileButton(version=quote.version, sha256=sha256, page=page)
    return InlineKeyboardMarkup([[button(say(context.language, "button.file"), holds)]])
