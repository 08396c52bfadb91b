"""Default-deny: who is speaking, and whether they are heard, before any other handler runs."""

from collections.abc import Callable

import structlog
from telegram import (
    Chat,
    InlineKeyboardMarkup,
    InlineQueryResultsButton,
    Message,
    Update,
    User,
)
from telegram.error import TelegramError
from telegram.ext import ApplicationHandlerStop

from bot.answering.assistant import clean_question
from bot.i18n import say
from bot.languages import Language
from bot.state.groups import group_access, set_group_access
from bot.state.people import find_person, looks_like_a_code, request_access, use_invitation, withdraw_access_request
from bot.telegram.addressing import question_in
from bot.telegram.callbacks import AccessButton
from bot.telegram.context import Context
from bot.telegram.delivery import acknowledge, send
from bot.telegram.failures import report
from bot.telegram.keyboards import button
from bot.telegram.replies import tell, tell_once
from bot.telegram.rich import Rich

_MAX_NAME_CHARACTERS = 60
_log = structlog.stdlib.get_logger(__name__)


async def check_access(update: Update, context: Context) -> None:
    """Fill in who is speaking; stop everything else for those who may not ask here, and where that cannot be told."""
    try:
        heard = await _has_access(update, context)
    except Exception as error:
        # The library would go on to the next handlers after an error: a gate that breaks has to be shut.
        await report(update, context, error)
        heard = False
    if not heard:
        raise ApplicationHandlerStop


async def _has_access(update: Update, context: Context) -> bool:
    user, chat = update.effective_user, update.effective_chat
    if user is None or user.is_bot or (chat is not None and chat.type == Chat.CHANNEL):
        return False
    services = context.services
    context.person = await find_person(services.database, user.id, name_of(user))
    context.role = services.access.role(context.person)
    context.assistant = services.live.assistant
    context.language = services.language_of(context.person, user.language_code)
    if chat is not None and chat.type in (Chat.GROUP, Chat.SUPERGROUP):
        return await _has_access_in_group(update, context, chat)
    if context.role == "guest":
        await _answer_guest(update, context)
    return context.role != "guest"


def name_of(user: User) -> str:
    """What a user calls themselves, without what would turn the text around it."""
    return plain_name(f"{user.full_name} (@{user.username})" if user.username else user.full_name)


def plain_name(name: str) -> str:
    """A name that strangers chose, fit to stand in a message."""
    return clean_question(name)[:_MAX_NAME_CHARACTERS] or "?"


async def tell_admins(
    context: Context, text: Callable[[Language], str], buttons: dict[str, AccessButton] | None = None
) -> bool:
    """Send all admins a ``text``, each in their language, with ``buttons`` by key; False where it reached none."""
    reached = False
    for admin_id in context.services.settings.telegram_admins:
        language = context.services.language_of(await find_person(context.services.database, admin_id))
        row = [button(say(language, key), holds) for key, holds in (buttons or {}).items()]
        markup = InlineKeyboardMarkup([row]) if row else None
        try:
            await send(context.bot, admin_id, Rich(text(language)), buttons=markup)
            reached = True
        except TelegramError as error:  # an admin who never wrote to the bot cannot be written to
            _log.warning("admin cannot be told", admin=admin_id, why=str(error))
    return reached


async def ask_about_group(context: Context, chat_id: int, title: str, user_id: int, name: str) -> None:
    """A group that no admin has decided on: note it and ask them."""
    group = await set_group_access(context.services.database, user_id, chat_id, "asked", plain_name(title))
    if not context.services.limits.may_request_access():
        return
    buttons = {
        "button.approve": AccessButton(action="approve", number=chat_id),
        "button.leave": AccessButton(action="leave", number=chat_id),
    }
    values = {"title": group.title, "group": chat_id, "name": name}
    await tell_admins(context, lambda language: say(language, "admin.group-asks", **values), buttons)


async def _has_access_in_group(update: Update, context: Context, chat: Chat) -> bool:
    """Whether a group's message or button is heard: an admin has approved the group, and nobody shut out the person."""
    access = await group_access(context.services.database, chat.id)
    if context.services.access.allows(context.person, access):
        return True
    message = update.effective_message
    if update.callback_query is not None:
        await acknowledge(update.callback_query, say(context.language, "access.none"), alert=True)
        return False
    if context.role == "admin" and message is not None and (message.text or "").startswith("/approve"):
        return True
    if message is None or question_in(message, context.bot) is None:
        return False
    if access == "approved":
        await tell_once(context, message, "access.closed")
    else:
        if access in ("unknown", "left"):
            await ask_about_group(context, chat.id, chat.title or "?", context.person.user_id, context.person.name)
        if context.services.limits.may_tell_group(chat.id):
            await tell(context, message, "access.group-waits", group=chat.id)
    return False


async def _answer_guest(update: Update, context: Context) -> None:
    """Tell a stranger how one gets in, and the admins that somebody asks for access."""
    if update.callback_query is not None:
        await acknowledge(update.callback_query, say(context.language, "access.none"), alert=True)
    elif update.inline_query is not None:
        button = InlineQueryResultsButton(say(context.language, "inline.no-access"), start_parameter="knock")
        await update.inline_query.answer([], cache_time=0, is_personal=True, button=button)
    elif update.message is not None:
        await _answer_stranger(update.message, context)


async def _answer_stranger(message: Message, context: Context) -> None:
    services, person = context.services, context.person
    code = (message.text or "").removeprefix("/start").strip()
    if looks_like_a_code(code):
        if not services.limits.may_try_a_code(person.user_id):
            await tell_once(context, message, "access.too-many-codes")
        elif await use_invitation(services.database, person.user_id, person.name, code):
            _log.info("code used", user=person.user_id)
            await tell(context, message, "access.welcome")
        else:
            await tell_once(context, message, "access.bad-code")
        return
    if person.access in ("refused", "revoked"):
        await tell_once(context, message, "access.closed")
        return
    asked = person.access == "asked" or await _request_access(context)
    await tell_once(context, message, "access.requested" if asked else "access.not-asked", user=person.user_id)


async def _request_access(context: Context) -> bool:
    """Ask the admins to let a stranger in; False where none was reached, or they are asked too often."""
    services, person = context.services, context.person
    if not services.limits.may_request_access() or not await request_access(
        services.database, person.user_id, person.name
    ):
        return False
    buttons = {
        "button.admit": AccessButton(action="admit", number=person.user_id),
        "button.refuse": AccessButton(action="refuse", number=person.user_id),
    }
    values = {"name": person.name, "user": person.user_id}
    reached = await tell_admins(context, lambda language: say(language, "admin.access-request", **values), buttons)
    if not reached:
        await withdraw_access_request(services.database, person.user_id)
    return reached
