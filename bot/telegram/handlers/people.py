"""/people: who waits for a decision, the groups, and the people who were decided on, each with a button to decide."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from telegram import InlineKeyboardMarkup, Update

from bot.i18n import say
from bot.languages import Language
from bot.state.groups import Group, count_groups, list_groups
from bot.state.naming import introduction, shown_name
from bot.state.people import Person, count_people, list_people, list_waiting_people
from bot.telegram.admin_buttons import AccessButton, PeopleButton, PeopleList
from bot.telegram.context import Context
from bot.telegram.delivery import acknowledge, reply, show_in
from bot.telegram.guards import admin_only, pressed_button
from bot.telegram.keyboards import page_steps
from bot.telegram.notices import message_of
from bot.telegram.packed import Row, button
from bot.telegram.rich import Rich

_LINES_A_LIST = 10  # of each list in the overview, so that a crowd in one hides nobody in another
_LINES_A_PAGE = 20  # of a list that is opened

_Line = tuple[str, Row]


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a list: its lines with their buttons, and how many there are in all."""

    kind: PeopleList
    lines: Sequence[_Line]
    total: int


@admin_only
async def people(update: Update, context: Context) -> None:
    """Show the beginning of each list, with a button for each person and group, and for the whole list."""
    language = context.language
    kinds = get_args(PeopleList)
    parts = [part for kind in kinds if (part := await _part(context, kind, _LINES_A_LIST, 0)).total]
    rows = [row for part in parts for _, row in part.lines if row]
    for part in parts:
        if part.total > len(part.lines):
            label = say(language, f"button.people-{part.kind}", count=part.total)
            rows.append([button(label, PeopleButton(kind=part.kind, page=0))])
    text = "\n\n".join(_text(part, language) for part in parts) or say(language, "admin.nobody")
    await reply(context.bot, message_of(update), Rich(text), InlineKeyboardMarkup(rows) if rows else None)


@admin_only
async def on_page(update: Update, context: Context) -> None:
    """Show a page of one list."""
    pressed = await pressed_button(update, context, PeopleButton)
    if pressed is None:
        return
    await acknowledge(pressed.query)
    kind, page, language = pressed.button.kind, pressed.button.page, context.language
    part = await _part(context, kind, _LINES_A_PAGE, page * _LINES_A_PAGE)
    steps = page_steps(page, -(-part.total // _LINES_A_PAGE), language, lambda number: _to_page(kind, number))
    rows = [row for row in (*(row for _, row in part.lines), steps) if row]
    await show_in(context.bot, pressed.message, Rich(_text(part, language)), InlineKeyboardMarkup(rows))


def _to_page(kind: PeopleList, page: int) -> PeopleButton:
    return PeopleButton(kind=kind, page=page)


def _text(part: _Part, language: Language) -> str:
    head = say(language, f"admin.people-{part.kind}", count=part.total)
    return "\n".join([head, *(line for line, _ in part.lines)])


async def _part(context: Context, kind: PeopleList, limit: int, skip: int) -> _Part:
    database, language = context.services.database, context.language
    if kind == "groups":
        groups = await list_groups(database, limit, skip)
        return _Part(kind, [_group_line(group, language) for group in groups], await count_groups(database))
    counts = await count_people(database)
    waiting = counts.get("asked", 0)
    if kind == "waiting":
        found, total = await list_waiting_people(database, limit, skip), waiting
    else:
        found, total = await list_people(database, limit, skip), sum(counts.values()) - waiting - counts.get("none", 0)
    return _Part(kind, [_person_line(person, context) for person in found], total)


def _person_line(person: Person, context: Context) -> _Line:
    language = context.language
    role = context.services.access.role(person)
    state = person.access if role == "guest" else role
    line = f"{introduction(person.name, language)} ({person.user_id}): {say(language, f'person.{state}')}"
    if role == "admin":
        return line, []
    holds = AccessButton(action="revoke" if role == "member" else "admit", number=person.user_id)
    label = f"{say(language, f'button.{holds.action}')}: {shown_name(person.name, language)} ({person.user_id})"
    return line, [button(label, holds)]


def _group_line(group: Group, language: Language) -> _Line:
    line = f"{group.title} ({group.chat_id}): {say(language, f'group.{group.access}')}"
    holds = AccessButton(action="leave" if group.access == "approved" else "approve", number=group.chat_id)
    return line, [button(f"{say(language, f'button.{holds.action}')}: {group.title}", holds)]
