"""Commands for admins: let people and groups in or shut them out, see the bot's status."""

import asyncio
import re
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import structlog
from telegram import Update
from telegram.error import ChatMigrated, TelegramError

from bot.answering.wording import listed
from bot.i18n import say
from bot.languages import Language
from bot.state.groups import find_group, language_in, move_group, set_group_access
from bot.state.naming import shown_name
from bot.state.people import INVITATION_HOURS, Access, find_person, is_known, make_invitation, set_access
from bot.state.questions import count_questions
from bot.telegram.access import answer_first_question
from bot.telegram.admin_buttons import AccessButton
from bot.telegram.build_runner import progress_text
from bot.telegram.context import Context
from bot.telegram.delivery import acknowledge, edit, reply, send
from bot.telegram.guards import admin_only, pressed_button
from bot.telegram.names import plain_name
from bot.telegram.notices import message_of, tell
from bot.telegram.rich import Rich
from knowledge.jail import missing

_ACCESS: dict[str, Access] = {"admit": "member", "refuse": "refused", "revoke": "revoked"}
_log = structlog.stdlib.get_logger(__name__)


@admin_only
async def invite(update: Update, context: Context) -> None:
    """Make a pairing code and show it in private only, since in a group anyone could use it first."""
    message = message_of(update)
    code = await make_invitation(context.services.database, context.person.user_id)
    link = f"https://t.me/{context.bot.username}?start={code}"
    text = say(context.language, "admin.invitation", code=code, link=link, hours=INVITATION_HOURS)
    await reply(context.bot, message, Rich(text))


@admin_only
async def decide_by_id(update: Update, context: Context) -> None:
    """Carry out /admit ID or /revoke ID, for people and groups without a button."""
    words = (message_of(update).text or "").split()
    action = words[0][1:].partition("@")[0].lower()
    if len(words) != 2 or not re.fullmatch(r"-?\d{1,16}", words[1], re.ASCII):
        await tell(context, message_of(update), "admin.usage", command=action)
        return
    number = int(words[1])
    if number < 0:
        action = "approve" if action == "admit" else "leave"
    doubt = await _doubt(context, number)  # an id is easily mistyped
    told = [await _decide(context, action, number), *doubt]
    await reply(context.bot, message_of(update), Rich("\n".join(told)))


async def _doubt(context: Context, number: int) -> list[str]:
    """Say, in a line, if nobody and no group is known by that id."""
    database, access = context.services.database, context.services.access
    if number < 0:
        group = await find_group(database, number)
        known, key = group is not None and group.title != str(number), "admin.unknown-group"
    else:
        named = number in access.admins or number in access.members
        known, key = named or await is_known(database, number), "admin.unknown-person"
    return [] if known else [say(context.language, key)]


@admin_only
async def on_decision(update: Update, context: Context) -> None:
    """Carry out the decision of a button on an access request, a person or a group."""
    pressed = await pressed_button(update, context, AccessButton)
    if pressed is None:
        return
    await acknowledge(pressed.query)
    told = await _decide(context, pressed.button.action, pressed.button.number)
    await edit(context.bot, pressed.message.chat.id, pressed.message.message_id, Rich(told), None)


async def approve_here(update: Update, context: Context) -> None:
    """Approve the group in which an admin sends /approve, for admins whom the bot cannot write to in private."""
    message = message_of(update)
    if context.role == "admin":
        title = plain_name(message.chat.title or "?")
        await set_group_access(context.services.database, context.person.user_id, message.chat.id, "approved", title)
        await tell(context, message_of(update), "access.group-approved")


@admin_only
async def status(update: Update, context: Context) -> None:
    """Show what the bot runs on, since when, how busy it is, what keeps people out and what is not secure."""
    services = context.services
    manifest = context.snapshot.index.manifest
    minutes = int((datetime.now(UTC) - services.started).total_seconds() // 60)
    lines = [
        say(context.language, "status.index", version=manifest.version, passages=manifest.passages),
        say(context.language, "status.encoder", encoder=Path(manifest.model).name),
        say(context.language, "status.uptime", hours=minutes // 60, minutes=minutes % 60),
        await _queue(context),
        await asyncio.to_thread(_disk, context),
        _counts(await count_questions(services.database), context.language),
    ]
    if not context.bot.bot.can_read_all_group_messages:
        lines.append(say(context.language, "status.privacy", name=context.bot.username))
    lines += [say(context.language, f"status.no-{feature}") for feature in missing()]
    await reply(context.bot, message_of(update), Rich("\n".join(lines)))


def _counts(counts: Mapping[str, int], language: Language) -> str:
    """Say how many questions are kept, by what came of them."""
    told = [f"{say(language, f'status.questions.{status}')} {number}" for status, number in sorted(counts.items())]
    return say(language, "status.questions", counts=listed(told, language) or 0)


async def _queue(context: Context) -> str:
    """Say how many updates are worked on, not counting this command, how many wait, and how far a build is."""
    application = context.application
    progress = await context.services.known_builds.under_way()
    none = say(context.language, "status.no-build")
    return say(
        context.language,
        "status.queue",
        working=application.update_processor.current_concurrent_updates - 1,
        waiting=application.update_queue.qsize(),
        build=progress_text(progress, context.language).replace("\n", " ") if progress else none,
    )


def _disk(context: Context) -> str:
    data_dir = context.services.settings.data_dir
    used = sum(map(_size, data_dir.rglob("*")))
    free = shutil.disk_usage(data_dir).free
    return say(context.language, "status.disk", used=round(used / 2**20), free=f"{free / 2**30:.1f}")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() else 0
    except FileNotFoundError:  # deleted since it was listed
        return 0


async def _decide(context: Context, action: str, number: int) -> str:
    """Carry out a decision, tell the person or group if they are let in, and return what to tell the admin."""
    database, admin_id = context.services.database, context.person.user_id
    if number in context.services.settings.telegram_admins:
        return say(context.language, "admin.is-admin", user=number)
    if action in ("admit", "refuse", "revoke"):
        before = await find_person(database, number)
        changed = before.access != _ACCESS[action]
        person = await set_access(database, admin_id, number, _ACCESS[action]) if changed else before
        if action == "admit" and changed:
            language = context.services.language_of(person)
            await _try_to_say(context, number, say(language, "access.welcome"))
            await answer_first_question(context, number)
        name = shown_name(person.name, context.language)
        return say(context.language, f"admin.{action}", name=name, user=number)
    if action == "approve":
        group = await set_group_access(database, admin_id, number, "approved")
        language = await language_in(database, number) or context.services.default_language
        moved = await _try_to_say(context, number, say(language, "access.group-approved"))
        if moved is not None:  # it has become a supergroup since the admins were asked
            await move_group(database, number, moved)
            number = moved
    else:
        group = await set_group_access(database, admin_id, number, "refused")
        try:
            await context.bot.leave_chat(number)
        except TelegramError as error:
            _log.info("group cannot be left", chat=number, why=str(error))
    return say(context.language, f"admin.{action}", title=group.title, group=number)


async def _try_to_say(context: Context, chat_id: int, text: str) -> int | None:
    """Write to a person or a group if possible; return the id that the group has now if it has changed."""
    try:
        await send(context.bot, chat_id, Rich(text))
    except ChatMigrated as error:
        return error.new_chat_id
    except TelegramError as error:
        _log.info("decision cannot be told", chat=chat_id, why=str(error))
    return None
