"""/audit: the audit log in pages; what admins did apart from what anybody can do."""

import asyncio

from telegram import InlineKeyboardMarkup, Update

from bot.i18n import say
from bot.state.audit import MAX_BY_OTHERS, Who, count_entries, newest
from bot.state.audit_words import entry_lines, people_in
from bot.state.people import names_of
from bot.telegram.admin_buttons import AuditButton
from bot.telegram.context import Context
from bot.telegram.delivery import acknowledge, reply, show_in
from bot.telegram.guards import admin_only, pressed_button
from bot.telegram.keyboards import page_steps
from bot.telegram.notices import message_of
from bot.telegram.packed import button
from bot.telegram.rich import Rich

_LINES_A_PAGE = 15  # so few that a page fits into one message, whatever the names


@admin_only
async def audit(update: Update, context: Context) -> None:
    """Show what admins and the program did last."""
    await reply(context.bot, message_of(update), *await _page(context, "admins", 0))


@admin_only
async def on_page(update: Update, context: Context) -> None:
    """Show another page, or what the others did."""
    pressed = await pressed_button(update, context, AuditButton)
    if pressed is None:
        return
    await acknowledge(pressed.query)
    await show_in(context.bot, pressed.message, *await _page(context, pressed.button.who, pressed.button.page))


async def _page(context: Context, who: Who, page: int) -> tuple[Rich, InlineKeyboardMarkup]:
    language = context.language
    lines, pages = await (_by_admins(context, page) if who == "admins" else _by_others(context, page))
    page = min(page, pages - 1)
    head = say(language, f"admin.audit-{who}", most=MAX_BY_OTHERS)
    steps = page_steps(page, pages, language, lambda number: AuditButton(who=who, page=number))
    other: Who = "others" if who == "admins" else "admins"
    switch = [button(say(language, f"button.audit-{other}"), AuditButton(who=other, page=0))]
    text = "\n".join([head, *(lines or [say(language, "admin.audit-none")])])
    return Rich(text), InlineKeyboardMarkup([row for row in (steps, switch) if row])


async def _by_admins(context: Context, page: int) -> tuple[list[str], int]:
    """Return the lines of a page, and how many pages there are."""
    database = context.services.database
    pages = _pages(await count_entries(database, "admins"))
    entries = await newest(database, _LINES_A_PAGE, "admins", min(page, pages - 1) * _LINES_A_PAGE)
    names = await names_of(database, people_in(entries))
    return entry_lines(entries, names, context.language), pages


async def _by_others(context: Context, page: int) -> tuple[list[str], int]:
    """Return the lines of a page, and how many pages there are.

    Repetitions are taken together among all entries, so that somebody who repeats two things in turn fills two lines.
    """
    database = context.services.database
    entries = await newest(database, MAX_BY_OTHERS, "others")
    names = await names_of(database, people_in(entries))
    lines = await asyncio.to_thread(entry_lines, entries, names, context.language, in_order=False)
    pages = _pages(len(lines))
    first = min(page, pages - 1) * _LINES_A_PAGE
    return lines[first : first + _LINES_A_PAGE], pages


def _pages(lines: int) -> int:
    return max(1, -(-lines // _LINES_A_PAGE))
