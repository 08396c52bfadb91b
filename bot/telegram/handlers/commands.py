"""Commands for everyone with access."""

import asyncio

from telegram import (
    Chat,
    InlineKeyboardMarkup,
    Message,
    Update,
)

from bot.answering.inbox import forget_person
from bot.answering.linking import PREFIX
from bot.answering.wording import edition, listed, written
from bot.i18n import day, say
from bot.languages import LANGUAGES
from bot.state.people import set_language
from bot.state.questions import Conversation
from bot.state.quotes_only import quotes_only_among
from bot.telegram.addressing import thread_of
from bot.telegram.button_fields import CHECKSUM_CHARACTERS
from bot.telegram.callbacks import FileButton, LanguageButton, SourcesButton
from bot.telegram.context import Context
from bot.telegram.delivery import acknowledge, edit, reply, show_in
from bot.telegram.guards import pressed_button
from bot.telegram.handlers.links import open_shared
from bot.telegram.keyboards import outline_buttons, page_steps, with_suggestions
from bot.telegram.list_pages import page_of
from bot.telegram.menus import register_own_menu
from bot.telegram.notices import message_of, tell, tell_once
from bot.telegram.packed import button
from bot.telegram.rendering import outline_text
from bot.telegram.rich import Rich
from bot.telegram.suggesting import starting_questions

_MOST_FILES, _FILES_A_ROW = 40, 5  # buttons
_ALBUM_S = 1.0  # seconds in which all messages of an album come


async def start(update: Update, context: Context) -> None:
    if context.role == "admin":  # the menu could not be set before the admin wrote to the bot
        await register_own_menu(context.bot, context.person.user_id, context.language, context.role)
    message = message_of(update)
    linked = (message.text or "").partition(" ")[2].strip()
    if linked.startswith(PREFIX):
        await open_shared(message, context, linked)
    else:
        text = Rich(say(context.language, "bot.start", titles=_titles(context)))
        # In a group everyone would get them below each /start.
        private = message.chat.type == Chat.PRIVATE
        starting = await starting_questions(context.services, context.snapshot, context.language) if private else ()
        await reply(context.bot, message, text, with_suggestions(None, starting))


async def show_help(update: Update, context: Context) -> None:
    text = say(context.language, "bot.help", name=context.bot.username)
    if context.role == "admin":
        text = "\n\n".join([text, say(context.language, "bot.help-admin")])
    await reply(context.bot, message_of(update), Rich(text))


async def about(update: Update, context: Context) -> None:
    days = context.services.settings.keep_questions_days
    await tell(context, message_of(update), "bot.about", titles=_titles(context), days=days)


async def sources(update: Update, context: Context) -> None:
    """List the documents that the bot quotes from, each with its date, and a button for each file that is given out."""
    await reply(context.bot, message_of(update), *await _sources(context, 0))


async def on_sources(update: Update, context: Context) -> None:
    """Show another page of the documents in the same message."""
    pressed = await pressed_button(update, context, SourcesButton)
    if pressed is None:
        return
    await acknowledge(pressed.query)
    await show_in(context.bot, pressed.message, *await _sources(context, pressed.button.page))


async def _sources(context: Context, page: int) -> tuple[Rich, InlineKeyboardMarkup | None]:
    """Return a page of the documents, and the buttons to their files and to the pages beside."""
    manifest = context.snapshot.index.manifest
    part = page_of(manifest.documents, page, _MOST_FILES)
    lines = [say(context.language, "sources.title", date=day(manifest.created))]
    quoted = await quotes_only_among(context.services.database, [document for _, document in part.shown])
    files = []
    for number, document in part.shown:
        shown = {"title": written(document.title, context.script), "passages": document.passages}
        dated = edition(document.date, document.added, context.language)
        lines.append(say(context.language, "sources.document", number=number, edition=dated, **shown))
        if document.sha256 not in quoted:
            holds = FileButton(sha256=document.sha256[:CHECKSUM_CHARACTERS], page=0)
            files.append(button(f"⬇ {number}", holds))
    rows = [files[start : start + _FILES_A_ROW] for start in range(0, len(files), _FILES_A_ROW)]
    rows.append(page_steps(part.number, part.pages, context.language, lambda number: SourcesButton(page=number)))
    rows = [row for row in rows if row]
    return Rich("\n".join(lines)), InlineKeyboardMarkup(rows) if rows else None


async def outline(update: Update, context: Context) -> None:
    top = await asyncio.to_thread(context.snapshot.outline.page, 0, 0, 0)
    text = outline_text(top, context.language, context.script)
    await reply(context.bot, message_of(update), text, outline_buttons(top, context.language, context.script))


async def new(update: Update, context: Context) -> None:
    message = message_of(update)
    conversation = Conversation(message.chat.id, thread_of(message), context.person.user_id)
    await context.services.inbox.turns.start_anew(conversation)
    await tell(context, message_of(update), "chat.new")


async def choose_language(update: Update, context: Context) -> None:
    row = [button(traits.name, LanguageButton(language=language)) for language, traits in LANGUAGES.items()]
    await reply(
        context.bot, message_of(update), Rich(say(context.language, "language.choose")), InlineKeyboardMarkup([row])
    )


async def on_language(update: Update, context: Context) -> None:
    """Keep the language that a person chose for the interface, the script of quotes and the command menu in private."""
    pressed = await pressed_button(update, context, LanguageButton)
    if pressed is None:
        return
    language, user_id = pressed.button.language, context.person.user_id
    await set_language(context.services.database, user_id, context.person.name, language)
    await acknowledge(pressed.query, say(language, "language.chosen"))
    chat_id = pressed.message.chat.id
    await edit(context.bot, chat_id, pressed.message.message_id, Rich(say(language, "language.chosen")), None)
    if chat_id == user_id:
        await register_own_menu(context.bot, user_id, language, context.role)


async def forget_me(update: Update, context: Context) -> None:
    """Delete what the person asked, at once."""
    number = await forget_person(context.services.inbox, context.person.user_id)
    await tell(context, message_of(update), "forget.done", number=number)


async def unknown(update: Update, context: Context) -> None:
    """Tell the person that a command does not exist.

    A command that is not for this person gets the same answer, so that nothing is given away.
    """
    command = (message_of(update).text or "").split()[0][:40]
    await tell(context, message_of(update), "chat.unknown-command", command=command)


async def not_text(update: Update, context: Context) -> None:
    """Tell the person that the bot only reads text, once for a whole album, and not if that has a caption."""
    message = message_of(update)
    if message.media_group_id is None:
        await tell_once(context, message, "question.not-text")
    else:  # The next question must not wait for the rest of an album.
        context.application.create_task(_not_text_in_album(message, context), name="album")


async def _not_text_in_album(message: Message, context: Context) -> None:
    await asyncio.sleep(_ALBUM_S)
    if message.media_group_id not in context.services.captioned_albums:
        await tell_once(context, message, "question.not-text")


def _titles(context: Context) -> str:
    documents = context.snapshot.index.manifest.documents
    return listed([written(document.title, context.script) for document in documents], context.language)
