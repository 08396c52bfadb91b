"""Tell the admins who asks for access: people and groups, one by one as long as they are not too many."""

from collections.abc import Callable

import structlog
from telegram import InlineKeyboardMarkup
from telegram.error import TelegramError

from bot.i18n import say
from bot.languages import Language
from bot.state.groups import set_group_access
from bot.state.naming import introduction
from bot.state.people import find_person, request_access, withdraw_access_request
from bot.telegram.admin_buttons import AccessButton
from bot.telegram.context import Context
from bot.telegram.delivery import send
from bot.telegram.names import plain_name
from bot.telegram.packed import button
from bot.telegram.rich import Rich

_log = structlog.stdlib.get_logger(__name__)


async def tell_admins(
    context: Context, text: Callable[[Language], str], buttons: dict[str, AccessButton] | None = None
) -> bool:
    """Send ``text`` to all admins, each in their own language; return False if it reached none of them.

    ``buttons`` maps the text key of each label to the button.
    """
    reached = False
    for admin_id in context.services.settings.telegram_admins:
        language = context.services.language_of(await find_person(context.services.database, admin_id))
        row = [button(say(language, key), holds) for key, holds in (buttons or {}).items()]
        markup = InlineKeyboardMarkup([row]) if row else None
        try:
            await send(context.bot, admin_id, Rich(text(language)), buttons=markup)
            reached = True
        except TelegramError as error:  # a bot cannot write to an admin who never wrote to it
            _log.warning("admin cannot be told", admin=admin_id, why=str(error))
    return reached


async def ask_about_group(context: Context, chat_id: int, title: str, user_id: int, name: str) -> None:
    """Note a group that no admin has decided on, and ask the admins to decide."""
    group = await set_group_access(context.services.database, user_id, chat_id, "asked", plain_name(title))
    if not await context.services.limits.may_ask_about_group(chat_id, user_id):
        await _tell_of_more(context)
        return
    buttons = {
        "button.approve": AccessButton(action="approve", number=chat_id),
        "button.leave": AccessButton(action="leave", number=chat_id),
    }

    def text(language: Language) -> str:
        shown = introduction(name, language)
        return say(language, "admin.group-asks", title=group.title, group=chat_id, name=shown, user=user_id)

    await tell_admins(context, text, buttons)


async def ask_about_person(context: Context) -> bool:
    """Ask the admins to give a guest access; return False if none was reached.

    A request that is one too many to be told by itself is noted all the same, and stands in the list of people.
    """
    services, person = context.services, context.person
    if not await request_access(services.database, person.user_id, person.name):
        return False
    if not await services.limits.may_request_access():
        await _tell_of_more(context)
        return True
    buttons = {
        "button.admit": AccessButton(action="admit", number=person.user_id),
        "button.refuse": AccessButton(action="refuse", number=person.user_id),
    }

    def text(language: Language) -> str:
        return say(language, "admin.access-request", name=introduction(person.name, language), user=person.user_id)

    reached = await tell_admins(context, text, buttons)
    if not reached:
        await withdraw_access_request(services.database, person.user_id)
    return reached


async def _tell_of_more(context: Context) -> None:
    """Tell the admins, once in a while, that more ask for access than they are told of one by one."""
    if await context.services.limits.may_tell_of_more_requests():
        await tell_admins(context, lambda language: say(language, "admin.more-requests"))
