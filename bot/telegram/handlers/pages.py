"""The page that a passage stands on, as a picture, and the file that it is from."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from telegram import CallbackQuery, InlineKeyboardMarkup, Update
from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot.answering.quotes import Quote, quote_passage
from bot.answering.wording import citation, edition, written
from bot.i18n import say
from bot.pages.contents import contents_of
from bot.reindexing.errors import CollectionError
from bot.state.audit import note_fetched
from bot.state.quotes_only import quotes_only_among
from bot.telegram.button_fields import CHECKSUM_CHARACTERS
from bot.telegram.callbacks import EditionPageButton, FileButton, PageButton
from bot.telegram.context import Context
from bot.telegram.delivery import acknowledge, send_file, send_pictures
from bot.telegram.guards import Pressed, pressed_button, telling_errors
from bot.telegram.handlers.answer_buttons import numbers_held
from bot.telegram.handlers.documents import find_held
from bot.telegram.packed import button
from index.search import SearchIndex
from index.types import IndexedDocument

_TITLE_CHARACTERS = 80  # of a text that Telegram shows in a small window
_DRAWING = "…"  # shown at once, in any language


@dataclass(frozen=True, slots=True)
class _Page:
    """The page of the passage in a ``row`` of an index, with its key sentences ``key``."""

    index: SearchIndex
    row: int
    key: Sequence[int]


async def on_page(update: Update, context: Context) -> None:
    """Send the page with the passage that the button names, as the live index has it."""
    pressed = await pressed_button(update, context, PageButton)
    if pressed is None or not (numbers := await numbers_held(pressed, context)):
        return
    await _send_page(pressed, context, _Page(context.snapshot.index, numbers[0], pressed.button.key))


async def on_edition_page(update: Update, context: Context) -> None:
    """Send the page with a passage of an earlier edition, as long as the index version is kept that has it."""
    pressed = await pressed_button(update, context, EditionPageButton)
    if pressed is None:
        return
    page = await asyncio.to_thread(_page_of_edition, context, pressed.button)
    if page is None:
        await acknowledge(pressed.query, say(context.language, "button.edition-gone"), alert=True)
        return
    await _send_page(pressed, context, page)


async def _send_page(pressed: Pressed[PageButton] | Pressed[EditionPageButton], context: Context, page: _Page) -> None:
    message, index, number = pressed.message, page.index, page.row
    quote = await asyncio.to_thread(quote_passage, index, number)
    document = index.manifest.document(quote.document)
    assert document is not None
    if await _is_withheld(pressed.query, context, document):
        return
    await acknowledge(pressed.query, _DRAWING)
    async with telling_errors(context, message):
        wanted = await asyncio.to_thread(contents_of, index, number, page.key, context.language, context.script)
        with suppress(TelegramError):  # the sign is not essential
            await context.bot.send_chat_action(message.chat.id, ChatAction.UPLOAD_PHOTO)
        pictures = await context.services.pictures.of(document, wanted)
        caption = citation(quote, context.language, context.script)
        named = say(context.language, "sources.pages-of", title=written(document.title, context.script))
        file = _file_button(document, quote, context)
        await send_pictures(context.bot, message, pictures, caption, file, named)
        await note_fetched(
            context.services.database, context.person.user_id, "page-fetched", title=quote.document, place=quote.label
        )


async def on_file(update: Update, context: Context) -> None:
    """Send the file of a document, a PDF so that it opens at the button's page, unless it may only be quoted."""
    pressed = await pressed_button(update, context, FileButton)
    if pressed is None:
        return
    message = pressed.message
    async with telling_errors(context, message):
        document = await asyncio.to_thread(_document, context, pressed.button.sha256)
        if await _is_withheld(pressed.query, context, document):
            return
        await acknowledge(pressed.query, _DRAWING)
        page = pressed.button.page
        content = await context.services.pictures.copy(document, page)
        title = written(document.title, context.script)
        caption = [title, edition(document.date, document.added, context.language)]
        if page:
            caption.append(say(context.language, "sources.open-page", page=page))
        await send_file(context.bot, message, content, document.name, " · ".join(filter(None, caption)))
        await note_fetched(context.services.database, context.person.user_id, "file-fetched", title=document.title)


def _page_of_edition(context: Context, held: EditionPageButton) -> _Page | None:
    """Return what a button names; None if that version is no longer kept, or its document was removed since."""
    live, earlier = context.snapshot.index, context.assistant.earlier
    index: SearchIndex | None = live
    if held.version != live.manifest.version:
        index = earlier.load(held.version) if earlier else None
    if index is None or held.row >= len(index.passages):
        return None
    passage = index.passages[held.row]
    if live.manifest.document(passage.document) is None:
        return None
    key = [number for number, (start, _) in enumerate(passage.sentences) if start in held.starts]
    return _Page(index, held.row, key)


def _document(context: Context, sha256: str) -> IndexedDocument:
    """Return the document of a button, maybe an earlier edition. Raises `CollectionError` if it is gone."""
    try:
        return find_held(context, sha256)[1]
    except CollectionError:
        earlier = context.assistant.earlier
        edition = earlier.find_file(context.snapshot.index.manifest, sha256) if earlier else None
        if edition is None:
            raise
        return edition.document


async def _is_withheld(query: CallbackQuery, context: Context, document: IndexedDocument) -> bool:
    """Say whether a document may only be quoted, and if so tell the person who wants more of it."""
    if not await quotes_only_among(context.services.database, [document]):
        return False
    title = written(document.title, context.script)
    await acknowledge(query, say(context.language, "sources.quotes-only", title=title[:_TITLE_CHARACTERS]), alert=True)
    return True


def _file_button(document: IndexedDocument, quote: Quote, context: Context) -> InlineKeyboardMarkup:
    holds = FileButton(sha256=document.sha256[:CHECKSUM_CHARACTERS], page=quote.page or 0)
    return InlineKeyboardMarkup([[button(say(context.language, "button.file"), holds)]])
