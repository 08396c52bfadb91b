"""/report, and the same once a week: what was asked in seven days, in a picture and five lines."""

import asyncio
from contextlib import suppress
from datetime import date, datetime, timedelta

import structlog
from telegram import InlineKeyboardMarkup, Update
from telegram.error import TelegramError

from bot.languages import Language
from bot.reporting.gathering import gather
from bot.reporting.picture import draw_report
from bot.reporting.report import Report
from bot.reporting.weeks import due_day
from bot.reporting.wording import MOST_NAMED, gaps_line, report_lines
from bot.state.database import NotKeptError
from bot.state.people import find_person
from bot.state.sent_reports import admins_sent_to, claim_report
from bot.telegram.context import Context
from bot.telegram.delivery import send, send_picture, show_drawing
from bot.telegram.guards import admin_only
from bot.telegram.handlers.gaps import remedies
from bot.telegram.notices import message_of, tell
from bot.telegram.rich import Rich
from bot.version_stores import version_store

Drawn = tuple[bytes | None, str]  # see `draw_report`

_log = structlog.stdlib.get_logger(__name__)


@admin_only
async def report(update: Update, context: Context) -> None:
    """Report on the last seven days, today included."""
    message = message_of(update)
    found = await _gathered(context, datetime.now().astimezone().date())
    if not found.questions:
        await tell(context, message, "report.nothing", since=found.since, until=found.until)
        return
    await show_drawing(context.bot, message)
    drawn = await _drawn(context, found, context.language)
    await _send(context, message.chat.id, found, context.language, drawn, reply_to=message.message_id)


async def send_weekly(context: Context) -> None:
    """Report to each admin once a week, if there is anything to report, on the seven days before the day it is due."""
    services = context.services
    settings, database = services.settings, services.database
    day = due_day(datetime.now().astimezone(), settings.report_day, settings.report_hour)
    if day is None or not (waiting := set(settings.telegram_admins) - await admins_sent_to(database, day)):
        return
    found = await _gathered(context, day - timedelta(days=1))
    drawn: dict[Language, Drawn] = {}
    with suppress(NotKeptError):  # `look_after_disk` tells of it
        for admin_id in sorted(waiting):
            if not await claim_report(database, day, admin_id) or not found.questions:
                continue
            language = services.language_of(await find_person(database, admin_id))
            if language not in drawn:
                drawn[language] = await _drawn(context, found, language)
            try:
                await _send(context, admin_id, found, language, drawn[language])
            except TelegramError as error:  # a bot cannot write to an admin who never wrote to it
                _log.warning("admin gets no report", admin=admin_id, why=str(error))


async def _gathered(context: Context, until: date) -> Report:
    services = context.services
    return await gather(services.database, services.live.assistant, version_store(services.settings), until)


async def _drawn(context: Context, found: Report, language: Language) -> Drawn:
    return await asyncio.to_thread(draw_report, found, language, context.services.script(language))


async def _send(
    context: Context,
    chat_id: int,
    found: Report,
    language: Language,
    drawn: Drawn,
    reply_to: int | None = None,
) -> None:
    bot, script = context.bot, context.services.script(language)
    picture, problem = drawn
    lines = report_lines(found, language, script)
    rows = [remedies(number, gap.id, language) for number, gap in enumerate(found.gaps[:MOST_NAMED], start=1)]
    buttons = InlineKeyboardMarkup(rows) if rows else None
    if picture is not None:
        await send_picture(bot, chat_id, picture, "\n".join(lines), reply_to, buttons)
        return
    await send(bot, chat_id, Rich("\n".join((*lines, problem))), reply_to=reply_to)
    if buttons:  # below a message of their own: setting a question aside shows the others in place of the text
        await send(bot, chat_id, Rich(gaps_line(found, language)), buttons=buttons)
