"""Admins teach the bot: attach questions to passages, make them test cases, or say that they are not ours."""

import asyncio
import hashlib
import re
from collections.abc import Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, Update

from bot.answering.outline import Node, Outline
from bot.answering.wording import written
from bot.curation.files import (
    add_case,
    attach,
    attach_unanswered,
    count_questions,
    detach,
    export_curated,
    import_curated,
    unplaced,
)
from bot.curation.gaps import Group, group_gaps
from bot.curation.reading import read_curated
from bot.i18n import say
from bot.state.audit import note
from bot.state.curation import Gap, Remedy, answered_by, find_gap, open_gaps, settle, unsettle
from bot.suites.cases import Case, Expectation, ExpectedPassage
from bot.telegram.context import Context
from bot.telegram.delivery import acknowledge, reply, show_in
from bot.telegram.guards import admin_only, pressed_button
from bot.telegram.rich import Rich
from bot.telegram.telling import message_of, tell
from index.search import SearchIndex
from knowledge.types import Passage

_LOOKED_AT = 300  # gaps grouped at a time
_GROUPS = 5  # a page
_WORDINGS = 3  # of a group shown
_HITS = 5  # passages offered
_NODES = 12  # of the outline a page
_LABEL = 48  # characters on a button
_QUOTED = 30  # characters of a passage that a test case expects
_PRESS = re.compile(
    r"curate\|(ask|best|take|walk|refuse|absent|drop|undo|gaps)\|([acs])"
    r"\|(\d{1,18})\|([\w-]{6})?\|(\d{1,2})\|(\d{1,4})",
    re.ASCII,
)
_REMEDIES = (  # label, action, mode
    ("gaps.attach", "ask", "a"),
    ("gaps.case", "ask", "c"),
    ("gaps.not-in-report", "absent", "a"),
    ("gaps.not-ours", "drop", "a"),
)
_DOING = {"a": "attach", "s": "attach", "c": "case"}  # a: with all that ask the same; s: this one only


@admin_only
async def answer(update: Update, context: Context) -> None:
    """/answer in reply to one of the bot's answers: attach its question to the right passage."""
    message = message_of(update)
    above = message.reply_to_message
    gap = await answered_by(context.services.database, message.chat_id, above.message_id) if above else None
    if gap is None:
        await tell(context, message, "curate.usage" if above is None else "curate.forgotten")
        return
    await _choose(context, message, gap, "s")


@admin_only
async def gaps(update: Update, context: Context) -> None:
    """Questions refused, hedged or thumbed down, grouped by likeness."""
    text, buttons = await _page(context, 0)
    await reply(context.bot, message_of(update), text, buttons)


@admin_only
async def curated(update: Update, context: Context) -> None:
    """The file of all that was curated, and what has no place in the live version any more."""
    message = message_of(update)
    folder = context.services.settings.data_folder.curated
    text = await asyncio.to_thread(export_curated, folder)
    places = await asyncio.to_thread(read_curated, folder)
    lost = unplaced(places, context.snapshot.index.passages)
    count = count_questions(places)
    lines = [say(context.language, "curate.count", count=count)]
    if lost:
        lines.append(say(context.language, "curate.unplaced"))
        lines += [
            f"· {question} ({place.ref} {' › '.join(place.headings)})" for place in lost for question in place.questions
        ]
    await reply(context.bot, message, Rich("\n".join(lines)))
    await context.bot.send_document(message.chat_id, text.encode(), filename="curated.yaml")


async def import_file(context: Context, message: Message, name: str, content: bytes) -> None:
    """A YAML file of curated questions that an admin sent."""
    folder = context.services.settings.data_folder.curated
    done = await asyncio.to_thread(import_curated, folder, content.decode("utf-8-sig", "replace"), name)
    sha256 = hashlib.sha256(content).hexdigest()
    await note(context.services.database, context.person.user_id, "imported questions", name=name, sha256=sha256)
    await asyncio.to_thread(context.services.live.refresh)
    counts = {"questions": done.questions, "cases": done.cases, "known": done.known}
    await tell(context, message, "curate.imported", **counts)


@admin_only
async def on_press(update: Update, context: Context) -> None:
    """A button of these."""
    pressed = await pressed_button(update, context, _PRESS)
    if pressed is None:
        return
    query, message, match = pressed.query, pressed.message, pressed.match
    action, mode, number, passage_id = match[1], match[2], int(match[3]), match[4] or ""
    depth, page = int(match[5]), int(match[6])
    if action == "gaps":
        await acknowledge(query)
        await show_in(context.bot, message, *await _page(context, page))
        return
    if action == "best":
        gap = await answered_by(context.services.database, message.chat_id, message.message_id)
    else:
        gap = await find_gap(context.services.database, number)
    if gap is None:
        await acknowledge(query, say(context.language, "curate.forgotten"), alert=True)
        return
    await acknowledge(query)
    if action in ("ask", "best"):
        await _choose(context, message, gap, mode)
    elif action == "walk":
        await _walk(context, message, gap, mode, passage_id, depth, page)
    elif action == "take":
        await _take(context, message, gap, mode, passage_id)
    elif action in ("absent", "drop"):
        await _set_aside(context, message, gap, "not-in-report" if action == "absent" else "not-ours")
    elif action == "undo":
        await _undo(context, message, gap)
    else:
        await _refuse(context, message, gap)


async def _page(context: Context, page: int) -> tuple[Rich, InlineKeyboardMarkup | None]:
    """Some groups of gaps, with what can be done about each."""
    services, language = context.services, context.language
    found = await open_gaps(services.database, _LOOKED_AT)
    groups = await asyncio.to_thread(group_gaps, found, context.assistant.encoder, context.snapshot.index.background)
    if not groups:
        return Rich(say(language, "gaps.none")), None
    page = min(page, (len(groups) - 1) // _GROUPS)
    shown = groups[page * _GROUPS : (page + 1) * _GROUPS]
    parts, rows = [say(language, "gaps.head", questions=len(found), groups=len(groups))], []
    for number, group in enumerate(shown, start=page * _GROUPS + 1):
        parts.append(_described(group, number, language=context.language))
        gap = group.gaps[0]
        rows.append([_button(f"{number} {say(language, key)}", action, mode, gap) for key, action, mode in _REMEDIES])
    steps = []
    if page:
        steps.append(_button(say(language, "button.page-back"), "gaps", "a", None, page=page - 1))
    if (page + 1) * _GROUPS < len(groups):
        steps.append(_button(say(language, "button.page-on"), "gaps", "a", None, page=page + 1))
    return Rich("\n\n".join(parts)), InlineKeyboardMarkup([*rows, steps] if steps else rows)


def _described(group: Group, number: int, language: str) -> str:
    between = "; " if language == "en" else "；"
    refused = sum(gap.status == "refused" for gap in group.gaps)
    hedged = sum(gap.status == "hedged" for gap in group.gaps)
    thumbs = sum(gap.thumbs_down for gap in group.gaps)
    marks = [f"{mark} {count}" for mark, count in (("✕", refused), ("?", hedged), ("👎", thumbs)) if count]
    return f"{number}. {between.join(group.texts[:_WORDINGS])}\n    {' · '.join(marks)}"


async def _choose(context: Context, message: Message, gap: Gap, mode: str) -> None:
    """Offer the passages that fit best, and the way through the outline."""
    language, outline = context.language, context.snapshot.outline
    found = await context.services.ask(context.assistant, gap.text)
    rows = []
    for quote in found.quotes[:_HITS]:
        passage = context.snapshot.index.passages[quote.number]
        rows.append([_button(_named(context, passage), "take", mode, gap, outline.ids[quote.number])])
    rows.append([_button(say(language, "curate.outline"), "walk", mode, gap, outline.ids[0], outline.root)])
    if mode == "c":
        rows.append([_button(say(language, "curate.refuse"), "refuse", mode, gap)])
    text = say(language, f"curate.which-{_DOING[mode]}", question=gap.text)
    await reply(context.bot, message, Rich(text), InlineKeyboardMarkup(rows))


async def _walk(
    context: Context, message: Message, gap: Gap, mode: str, passage_id: str, depth: int, page: int
) -> None:
    """A page of the outline, to a passage."""
    index, outline = context.snapshot.index, context.snapshot.outline
    number = outline.number(passage_id)
    if number is None:
        await reply(context.bot, message, Rich(say(context.language, "curate.gone")))
        return
    depth = min(max(depth, outline.root), 1 + len(index.passages[number].headings))
    nodes = outline.children(number, depth)
    rows = [
        [_node_button(context, index, outline, node, gap, mode)] for node in nodes[page * _NODES : (page + 1) * _NODES]
    ]
    steps = []
    here = outline.ids[number]
    if page:
        steps.append(_button(say(context.language, "button.page-back"), "walk", mode, gap, here, depth, page - 1))
    if (page + 1) * _NODES < len(nodes):
        steps.append(_button(say(context.language, "button.page-on"), "walk", mode, gap, here, depth, page + 1))
    if depth > outline.root:
        steps.append(_button(say(context.language, "button.up"), "walk", mode, gap, here, depth - 1))
    text = Rich(say(context.language, f"curate.which-{_DOING[mode]}", question=gap.text))
    await show_in(context.bot, message, text, InlineKeyboardMarkup([*rows, steps] if steps else rows))


async def _take(context: Context, message: Message, gap: Gap, mode: str, passage_id: str) -> None:
    """Carry out what was chosen."""
    services = context.services
    number = context.snapshot.outline.number(passage_id)
    if number is None:
        await reply(context.bot, message, Rich(say(context.language, "curate.gone")))
        return
    passage = context.snapshot.index.passages[number]
    folder = services.settings.data_folder.curated
    place = _named(context, passage)
    if mode == "c":
        new = await asyncio.to_thread(add_case, folder, _case(gap, passage))
        await _settle(context, await _same(context, gap), "case", place=place)
        told = say(context.language, "curate.case-made" if new else "curate.case-known", question=gap.text, place=place)
        await show_in(context.bot, message, Rich(told), None)
        return
    same = await _same(context, gap) if mode == "a" else [gap]
    for each in same:
        await asyncio.to_thread(attach, folder, passage, each.text)
    await asyncio.to_thread(services.live.refresh)
    await _settle(context, same, "attached", place=place)
    services.attached[gap.id] = tuple(same)
    questions = "\n".join(f"· {text}" for text in dict.fromkeys(each.text for each in same))
    undo = [[_button(say(context.language, "curate.undo"), "undo", "s", gap)]]
    told = say(context.language, "curate.attached", questions=questions, place=place)
    await show_in(context.bot, message, Rich(told), InlineKeyboardMarkup(undo))


async def _set_aside(context: Context, message: Message, gap: Gap, remedy: Remedy) -> None:
    """Nothing answers the question: from now on it speaks against answering one like it."""
    services = context.services
    same = await _same(context, gap)
    found = await services.ask(context.assistant, gap.text)
    passage = context.snapshot.index.passages[found.quotes[0].number]
    folder = services.settings.data_folder.curated
    for each in same:
        await asyncio.to_thread(attach_unanswered, folder, passage, each.text, elsewhere=remedy == "not-ours")
    await asyncio.to_thread(services.live.refresh)
    await _settle(context, same, remedy)
    await show_in(context.bot, message, *await _page(context, 0))


async def _refuse(context: Context, message: Message, gap: Gap) -> None:
    """A test case says that the question is to be refused."""
    same = await _same(context, gap)
    case = Case(id=_case_id(gap), question=gap.text, tags=("curated",), expect=Expectation(status=("refused",)))
    await asyncio.to_thread(add_case, context.services.settings.data_folder.curated, case)
    await _settle(context, same, "case")
    await show_in(context.bot, message, Rich(say(context.language, "curate.case-refused", question=gap.text)), None)


async def _undo(context: Context, message: Message, gap: Gap) -> None:
    services = context.services
    same = services.attached.pop(gap.id, (gap,))
    for each in same:
        await asyncio.to_thread(detach, services.settings.data_folder.curated, each.text)
    await asyncio.to_thread(services.live.refresh)
    await unsettle(services.database, context.person.user_id, [each.id for each in same])
    await show_in(context.bot, message, Rich(say(context.language, "curate.undone", question=gap.text)), None)


async def _settle(context: Context, same: Sequence[Gap], remedy: Remedy, **details: object) -> None:
    numbers = [gap.id for gap in same]
    await settle(context.services.database, context.person.user_id, numbers, remedy, **details)


async def _same(context: Context, gap: Gap) -> Sequence[Gap]:
    """The open gaps that ask the same as ``gap``, with it."""
    found = await open_gaps(context.services.database, _LOOKED_AT)
    groups = await asyncio.to_thread(group_gaps, found, context.assistant.encoder, context.snapshot.index.background)
    return next((group.gaps for group in groups if any(each.id == gap.id for each in group.gaps)), (gap,))


def _case(gap: Gap, passage: Passage) -> Case:
    expected = ExpectedPassage(quote=passage.text[:_QUOTED].strip())
    expect = Expectation(passages=(expected,), within=3)
    return Case(id=_case_id(gap), question=gap.text, tags=("curated",), expect=expect)


def _case_id(gap: Gap) -> str:
    return f"q-{hashlib.sha256(gap.text.encode()).hexdigest()[:8]}"


def _named(context: Context, passage: Passage) -> str:
    """A passage on a button: its label and the heading right above it, or how it begins."""
    title = passage.headings[-1] if passage.headings else passage.text
    name = f"{passage.label or passage.ref} {written(title, context.script)}"
    return name if len(name) <= _LABEL else name[: _LABEL - 1] + "…"


def _node_button(
    context: Context, index: SearchIndex, outline: Outline, node: Node, gap: Gap, mode: str
) -> InlineKeyboardButton:
    passage_id = outline.ids[node.first]
    if node.passages is None:
        text = f"{node.label} {written(index.passages[node.first].text, context.script)}"
        return _button(text[:_LABEL], "take", mode, gap, passage_id)
    return _button(
        f"{node.label} {written(node.title, context.script)}"[:_LABEL], "walk", mode, gap, passage_id, node.depth
    )


def _button(
    label: str, action: str, mode: str, gap: Gap | None, passage_id: str = "", depth: int = 0, page: int = 0
) -> InlineKeyboardButton:
    number = gap.id if gap else 0
    return InlineKeyboardButton(label, callback_data=f"curate|{action}|{mode}|{number}|{passage_id}|{depth}|{page}")
