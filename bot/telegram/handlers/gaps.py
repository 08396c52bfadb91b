"""/gaps: list questions that were not answered well, grouped, with buttons for what can be done about them."""

from telegram import InlineKeyboardMarkup, Update

from bot.blobs.chosen import curated_files
from bot.curation.gaps import Group
from bot.curation.service import group_open_gaps, set_aside
from bot.curation.wording import counted_reasons
from bot.i18n import say
from bot.languages import LANGUAGES, Language
from bot.telegram.admin_buttons import GapsButton, OfferButton, SetAsideButton
from bot.telegram.context import Context
from bot.telegram.delivery import acknowledge, reply, show_in
from bot.telegram.guards import admin_only, pressed_button
from bot.telegram.handlers.attaching import pressed_about_gap
from bot.telegram.keyboards import page_steps
from bot.telegram.list_pages import page_of
from bot.telegram.notices import message_of
from bot.telegram.packed import Row, button
from bot.telegram.rich import Rich

_GROUPS_A_PAGE = 5
_MAX_WORDINGS = 3  # questions of a group that are shown


@admin_only
async def gaps(update: Update, context: Context) -> None:
    """List the questions that were refused, hedged or thumbed down, grouped by likeness."""
    groups = await group_open_gaps(context.services.database, context.assistant)
    text, buttons = _page(groups, 0, context.language)
    await reply(context.bot, message_of(update), text, buttons)


@admin_only
async def on_page(update: Update, context: Context) -> None:
    """Show another page of the gaps."""
    pressed = await pressed_button(update, context, GapsButton)
    if pressed is None:
        return
    await acknowledge(pressed.query)
    groups = await group_open_gaps(context.services.database, context.assistant)
    await show_in(context.bot, pressed.message, *_page(groups, pressed.button.page, context.language))


@admin_only
async def on_set_aside(update: Update, context: Context) -> None:
    """Set a question aside, because nothing answers it or it is on another subject."""
    pressed = await pressed_about_gap(update, context, SetAsideButton)
    if pressed is None:
        return
    services, assistant, gap = context.services, context.assistant, pressed.gap
    curated, remedy = curated_files(services.settings), pressed.button.remedy
    left = await set_aside(services.database, services.live, curated, context.person.user_id, gap, remedy, assistant)
    await show_in(context.bot, pressed.message, *_page(left, 0, context.language))


def _page(groups: list[Group], page: int, language: Language) -> tuple[Rich, InlineKeyboardMarkup | None]:
    """Return a page of groups, and buttons for what can be done about each."""
    if not groups:
        return Rich(say(language, "gaps.none")), None
    part = page_of(groups, page, _GROUPS_A_PAGE)
    count = sum(len(group.gaps) for group in groups)
    parts = [say(language, "gaps.head", questions=count, groups=len(groups))]
    parts += [_described(number, group, language) for number, group in part.shown]
    steps = page_steps(part.number, part.pages, language, lambda number: GapsButton(page=number))
    rows = [remedies(number, group.gaps[0].id, language) for number, group in part.shown]
    return Rich("\n\n".join(parts)), InlineKeyboardMarkup([*rows, steps] if steps else rows)


def _described(number: int, group: Group, language: Language) -> str:
    refused = sum(gap.status == "refused" for gap in group.gaps)
    hedged = sum(gap.status == "hedged" for gap in group.gaps)
    thumbs = sum(gap.thumbs_down for gap in group.gaps)
    marks = [f"{mark} {count}" for mark, count in (("✕", refused), ("?", hedged), ("👎", thumbs)) if count]
    if reasons := counted_reasons((reason for gap in group.gaps for reason in gap.reasons), language):
        marks.append(reasons)
    return f"{number}. {LANGUAGES[language].semicolon.join(group.texts[:_MAX_WORDINGS])}\n    {' · '.join(marks)}"


def remedies(number: int, question: int, language: Language) -> Row:
    """Return the buttons for what can be done about a question, which stands in the text above as ``number``."""
    choices = (
        ("gaps.attach", OfferButton(purpose="alike", question=question)),
        ("gaps.case", OfferButton(purpose="case", question=question)),
        ("gaps.not-in-report", SetAsideButton(remedy="not-in-report", question=question)),
        ("gaps.not-ours", SetAsideButton(remedy="not-ours", question=question)),
    )
    return [button(f"{number} {say(language, key)}", holds) for key, holds in choices]
