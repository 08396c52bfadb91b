"""Find out who is speaking before any other handler runs, and deny access by default."""

import structlog
from telegram import (
    Chat,
    InlineQueryResultsButton,
    Message,
    Update,
)
from telegram.ext import ApplicationHandlerStop, ExtBot

from bot.answering.assistant import clean_question
from bot.answering.intents import intent_of
from bot.answering.linking import PREFIX
from bot.i18n import say
from bot.state.groups import group_access, language_in
from bot.state.people import (
    Person,
    find_person,
    keep_name,
    keep_spoken,
    looks_like_a_code,
    use_invitation,
)
from bot.state.questions import Conversation, keep_for_later, let_be_answered
from bot.telegram.addressing import command_of, question_in, thread_of
from bot.telegram.authorship import holds_command, is_passed_on
from bot.telegram.callbacks import WhyDownButton
from bot.telegram.context import Context
from bot.telegram.delivery import acknowledge, reply
from bot.telegram.failures import report_and_stop
from bot.telegram.handlers.questions import answer_unfinished
from bot.telegram.hearing import hear
from bot.telegram.menus import GROUP_COMMANDS
from bot.telegram.names import name_of
from bot.telegram.notices import tell, tell_once
from bot.telegram.requests import ask_about_group, ask_about_person
from bot.telegram.rich import Rich
from bot.telegram.telling_buttons import MuteButton

KNOCK_LINK, HELP_LINK = "knock", "help"  # what stands in the bot's own links, in the place of a pairing code
_DENIED = {"refused": "access.refused", "revoked": "access.revoked"}  # the texts of decisions against a person
_log = structlog.stdlib.get_logger(__name__)


async def check_access(update: Update, context: Context) -> None:
    """Fill in who is speaking, and stop all other handlers if that person may not ask here.

    They are also stopped if the check itself fails.
    """
    try:
        heard = await _has_access(update, context)
        await _keep_language(context)
    except Exception as error:
        await report_and_stop(update, context, error)
    if not heard:
        raise ApplicationHandlerStop
    here = None if update.guest_message else update.effective_chat
    chat_id = here.id if here else None
    hear(context.services.database, context.services.access, context.person.user_id, chat_id)


async def _keep_language(context: Context) -> None:
    """Keep the language of who is speaking, if they were looked up, after they may have become known."""
    person: Person | None = getattr(context, "person", None)
    if person is not None and person.spoken != context.language:
        await keep_spoken(context.services.database, person.user_id, context.language)


async def _has_access(update: Update, context: Context) -> bool:
    user, chat, written = update.effective_user, update.effective_chat, update.message or update.edited_message
    if written is not None and written.sender_chat is not None:
        await _answer_chat(written, context)
        return False
    if user is None or user.is_bot or (chat is not None and chat.type == Chat.CHANNEL):
        return False
    services = context.services
    context.person = await find_person(services.database, user.id, name_of(user))
    context.role = services.access.role(context.person)
    if context.role == "admin":
        await keep_name(services.database, user.id, context.person.name)
    context.assistant = services.live.assistant
    context.language = services.language_of(context.person, user.language_code)
    if written is not None and is_passed_on(written) and not await _may_be_passed_on(written, context):
        return False
    if update.guest_message is not None:  # Whose chat it is says nothing about who asks.
        return services.settings.guest_mode == "on" and context.role != "guest"
    if chat is not None and chat.type in (Chat.GROUP, Chat.SUPERGROUP):
        return await _has_access_in_group(update, context, chat)
    if context.role == "guest" and not _is_for_guests(update):
        await _answer_guest(update, context)
        return False
    return True


def _is_for_guests(update: Update) -> bool:
    """Say whether somebody presses what members of groups are sent in private, where they may not ask.

    They may want to be told less, or say why an answer got a 👎, of which the handler sees whether they may.
    """
    data = (update.callback_query and update.callback_query.data) or ""
    muting = MuteButton.unpack(data)
    return WhyDownButton.unpack(data) is not None or (muting is not None and muting.action == "mute")


async def _has_access_in_group(update: Update, context: Context, chat: Chat) -> bool:
    """Say whether to handle an update in a group: an admin approved the group, and nobody shut the person out.

    An admin's /approve is handled in any group. Anyone else who asks the bot something is told why it does not answer.
    """
    access = await group_access(context.services.database, chat.id)
    if context.services.access.allows(context.person, access):
        return True
    message = update.effective_message
    if update.callback_query is not None:
        closed = _no_access(context) if access == "approved" else "access.group-waits"
        await acknowledge(update.callback_query, say(context.language, closed, group=chat.id), alert=True)
        return False
    if context.role == "admin" and message is not None and (message.text or "").startswith("/approve"):
        return True
    if message is None or question_in(message, context.bot) is None:
        return False
    if access == "approved":
        await tell_once(context, message, _no_access(context))
    else:
        if access in ("unknown", "left"):
            await ask_about_group(context, chat.id, chat.title or "?", context.person.user_id, context.person.name)
        if await context.services.limits.may_tell_group(chat.id):
            await tell(context, message, "access.group-waits", group=chat.id)
    return False


async def _answer_chat(message: Message, context: Context) -> None:
    """Tell who writes in the name of a group or a channel to write as themself, if they ask the bot something.

    Behind such a name may be anybody, also a person who was shut out. What a channel posts on its own is not answered.
    """
    if is_passed_on(message) or not _is_addressed(message, context.bot) or message.sender_chat is None:
        return
    if await context.services.limits.may_tell(message.chat_id, message.sender_chat.id):
        language = await language_in(context.services.database, message.chat_id) or context.services.default_language
        await reply(context.bot, message, Rich(say(language, "access.as-yourself")))


def _is_addressed(message: Message, bot: ExtBot[int]) -> bool:
    """Say whether a message in a group is a question to the bot, or a command that the bot has in groups."""
    name, _, addressee = (command_of(message) or "/").lower()[1:].partition("@")
    known = name in (*GROUP_COMMANDS, "approve", "news") and addressee in ("", bot.username.lower())
    return known or question_in(message, bot) is not None


async def _may_be_passed_on(message: Message, context: Context) -> bool:
    """Say whether to handle words that are not the sender's own: a text or a file in private, but nothing to carry out.

    A command or a pairing code does what its writer wants, who may be anybody.
    """
    guest = context.role == "guest"
    if message.chat.type != Chat.PRIVATE:
        return False
    if not holds_command(message) and not (guest and _code_in(message)):
        return True
    await tell_once(context, message, _DENIED.get(context.person.access if guest else "", "access.passed-on"))
    return False


async def _answer_guest(update: Update, context: Context) -> None:
    """Tell a guest how to get access, and tell the admins of the access request."""
    if update.callback_query is not None:
        await acknowledge(update.callback_query, say(context.language, _no_access(context)), alert=True)
    elif update.inline_query is not None:
        key = "inline.closed" if context.person.access in _DENIED else "inline.no-access"
        button = InlineQueryResultsButton(say(context.language, key), start_parameter=KNOCK_LINK)
        await update.inline_query.answer([], cache_time=0, is_personal=True, button=button)
    elif update.message is not None:
        await _answer_stranger(update.message, context)


def _no_access(context: Context) -> str:
    """Return the key of the text that says why a person is not heard here."""
    return _DENIED.get(context.person.access, "access.none")


async def _answer_stranger(message: Message, context: Context) -> None:
    """Let a guest in who has a pairing code; take anything else from one who was not denied access as a request."""
    access, code = context.person.access, _code_in(message)
    if access == "revoked" or (access == "refused" and code is None):
        await _tell_guest(context, message, _no_access(context))
    elif code is not None:
        await _try_code(message, context, code)
    else:
        asked = access == "asked" or await ask_about_person(context)
        if asked:
            await _keep_first_question(message, context)
        key = "access.requested" if asked else "access.not-asked"
        await _tell_guest(context, message, key, user=context.person.user_id)
        if _start_parameter(message).startswith(PREFIX):
            await _tell_guest(context, message, "access.link")


def _code_in(message: Message) -> str | None:
    """Return the pairing code in a message, or whatever stands in its place in a link to the bot; None without any."""
    text = (message.text or "").strip()
    if text.startswith("/"):
        linked = _start_parameter(message)
        is_code = linked not in ("", KNOCK_LINK, HELP_LINK) and not linked.startswith(PREFIX)
        return linked if is_code else None
    return text if looks_like_a_code(text) else None


def _start_parameter(message: Message) -> str:
    """Return what a link to the bot holds, empty if the message does not come from one."""
    word, _, linked = (message.text or "").strip().partition(" ")
    return linked.strip() if word.partition("@")[0].lower() == "/start" else ""


async def _try_code(message: Message, context: Context, code: str) -> None:
    services, person = context.services, context.person
    if not await services.limits.may_try_a_code(person.user_id):
        await _tell_guest(context, message, "access.too-many-codes")
    elif await use_invitation(services.database, person.user_id, person.name, code):
        _log.info("code used", user=person.user_id)
        await tell(context, message, "access.welcome")
        await answer_first_question(context, person.user_id)
    else:
        await _tell_guest(context, message, "access.bad-code")


async def _tell_guest(context: Context, message: Message, key: str, **values: object) -> None:
    """Answer each message of a guest, unless they are very many: the words differ, and the guest waits for them."""
    if await context.services.limits.may_tell_guest(context.person.user_id):
        await tell(context, message, key, **values)


async def _keep_first_question(message: Message, context: Context) -> None:
    """Keep what a guest asks until an admin lets them in: only the first question, so that the database stays small.

    A command is no question.
    """
    question = clean_question(question_in(message, context.bot) or "")
    if question and intent_of(question) is None:  # a greeting may come first
        conversation = Conversation(message.chat_id, thread_of(message), context.person.user_id)
        await keep_for_later(
            context.services.database, conversation, message.message_id, question, context.language, message.date
        )


async def answer_first_question(context: Context, user_id: int) -> None:
    """Answer what a person who is let in now asked before."""
    if await let_be_answered(context.services.database, user_id):
        context.application.create_task(answer_unfinished(context), name="first question")
