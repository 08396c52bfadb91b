"""Handle what people wait for: the bell below an answer, /waiting, and of which changes they are not to be told."""

from collections.abc import Sequence

from telegram import Chat, InlineKeyboardButton, InlineKeyboardMarkup, Update

from bot.answering.wording import written
from bot.i18n import say
from bot.languages import LANGUAGES
from bot.state.bells import MAX_BELLS, Bell, bells_of, cancel_bell, keep_bell
from bot.state.mutes import ALL, Mute, digest_of, mute, mutes_of, unmute
from bot.state.questions import question_answered_by
from bot.state.quoted import documents_quoted
from bot.telegram.context import Context
from bot.telegram.delivery import acknowledge, reply, show_in
from bot.telegram.guards import pressed_button
from bot.telegram.keyboards import shortened
from bot.telegram.notices import message_of
from bot.telegram.packed import Row, button
from bot.telegram.rich import Rich
from bot.telegram.telling_buttons import BellButton, CancelButton, MuteButton
from bot.telling.wording import waiting_lines

_A_ROW = 5  # buttons


async def on_bell(update: Update, context: Context) -> None:
    """Keep that the presser waits for an answer; what they wait for already can be cancelled."""
    pressed = await pressed_button(update, context, BellButton)
    if pressed is None:
        return
    services, message, language = context.services, pressed.message, context.language
    asked = await question_answered_by(services.database, message.chat.id, message.message_id)
    if asked is None:
        await acknowledge(pressed.query, say(language, "why.none"), alert=True)
        return
    kept, bell = await keep_bell(services.database, context.person.user_id, asked, language)
    services.telling.done = ""  # the report may answer it by now
    if bell is None:
        await acknowledge(pressed.query, say(language, "bell.too-many", most=MAX_BELLS), alert=True)
    elif message.chat.type != Chat.PRIVATE:
        key = "bell.kept-group" if kept == "new" else "bell.kept-already-group"
        await acknowledge(pressed.query, say(language, key), alert=True)
    elif kept == "new":
        await acknowledge(pressed.query, say(language, "bell.kept"), alert=True)
    else:
        await acknowledge(pressed.query)
        cancel = button(say(language, "bell.cancel"), CancelButton(bell=bell.id))
        text = Rich(say(language, "bell.kept-already", question=bell.question))
        await reply(context.bot, message, text, InlineKeyboardMarkup([[cancel]]))


async def waiting(update: Update, context: Context) -> None:
    """Handle /waiting: list what the person waits for, in a group what was asked there, and what they muted."""
    message = message_of(update)
    text, buttons = await _listed(message.chat, context)
    await reply(context.bot, message, text, buttons)


async def on_cancel(update: Update, context: Context) -> None:
    """Wait no more for an answer, and show what the person still waits for; in a group others press the button too."""
    pressed = await pressed_button(update, context, CancelButton)
    if pressed is None:
        return
    own = await cancel_bell(context.services.database, context.person.user_id, pressed.button.bell)
    await acknowledge(pressed.query, say(context.language, "bell.cancelled" if own else "bell.gone"))
    chat = pressed.message.chat
    if own or chat.type == Chat.PRIVATE:
        await show_in(context.bot, pressed.message, *await _listed(chat, context))


async def on_mute(update: Update, context: Context) -> None:
    """Tell the presser of changes to a document no more, or again."""
    pressed = await pressed_button(update, context, MuteButton)
    if pressed is None:
        return
    database, user_id, digest = context.services.database, context.person.user_id, pressed.button.title
    if pressed.button.action == "tell":
        await unmute(database, user_id, digest)
        await acknowledge(pressed.query, say(context.language, "news.told-again"))
        if pressed.message.chat.type == Chat.PRIVATE:  # in a group the list may be another person's
            await show_in(context.bot, pressed.message, *await _listed(pressed.message.chat, context))
        return
    title = await _title_called(digest, context)
    if title is None:
        await acknowledge(pressed.query, say(context.language, "news.no-document"), alert=True)
        return
    await mute(database, user_id, Mute(digest, title))
    shown = shortened(_shown(title, context)) if title else say(context.language, "news.all-documents")
    await acknowledge(pressed.query, say(context.language, "news.muted", title=shown), alert=True)


async def _title_called(digest: str, context: Context) -> str | None:
    """Return the title of the document that a button names, empty if it means all; None if it is not known."""
    if digest == ALL:
        return ""
    live = (document.title for document in context.snapshot.index.manifest.documents)
    known = [*live, *await documents_quoted(context.services.database, context.person.user_id)]
    return next((title for title in known if digest_of(title) == digest), None)


async def _listed(chat: Chat, context: Context) -> tuple[Rich, InlineKeyboardMarkup | None]:
    """Return the list of what the person waits for and muted, and its buttons.

    In a group only what was asked there is listed, since others read it.
    """
    database, user_id = context.services.database, context.person.user_id
    private = chat.type == Chat.PRIVATE
    bells = [bell for bell in await bells_of(database, user_id) if private or bell.chat_id == chat.id]
    muted = await mutes_of(database, user_id)
    rows = [*_cancel_rows(bells), *([_tell_button(each, context)] for each in muted)]
    text = Rich("\n".join(waiting_lines(bells, muted, context.language)))
    return text, InlineKeyboardMarkup(rows) if rows else None


def _cancel_rows(bells: Sequence[Bell]) -> list[Row]:
    buttons = [button(f"✕ {number}", CancelButton(bell=bell.id)) for number, bell in enumerate(bells, start=1)]
    return [buttons[first : first + _A_ROW] for first in range(0, len(buttons), _A_ROW)]


def _tell_button(muted: Mute, context: Context) -> InlineKeyboardButton:
    title = shortened(_shown(muted.title, context)) or say(context.language, "news.all-documents")
    return button(say(context.language, "news.tell-again", title=title), MuteButton(action="tell", title=muted.digest))


def _shown(title: str, context: Context) -> str:
    return written(title, LANGUAGES[context.language].script)
