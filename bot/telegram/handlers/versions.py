"""Index versions in chat: list, compare, try, publish, roll back."""

import asyncio

from telegram import InlineKeyboardMarkup, MaybeInaccessibleMessage, Update

from bot.answering.assistant import Assistant, EmptyQuestionError
from bot.answering.snapshot import snapshot_of
from bot.blobs.chosen import curated_files
from bot.curation.questions import with_usable_curated
from bot.i18n import say
from bot.reindexing.catalogue import VersionEntry, read_catalogue, read_entry
from bot.reindexing.releases import release_version
from bot.reindexing.wording import change_lines, changes_line, entry_lines, version_line
from bot.telegram.admin_buttons import VersionButton
from bot.telegram.context import Context
from bot.telegram.delivery import acknowledge, reply, show_in
from bot.telegram.guards import admin_only, pressed_button
from bot.telegram.index_jobs import refresh
from bot.telegram.notices import message_of, tell
from bot.telegram.packed import button
from bot.telegram.rendering import answer_text
from bot.telegram.rich import Rich, join
from bot.version_stores import version_store
from index.search import SearchIndex
from knowledge.changes import Changes, compare_passages

_MAX_VERSIONS_LISTED = 15  # versions
_MAX_CHANGES_LISTED = 40  # of each kind


@admin_only
async def versions(update: Update, context: Context) -> None:
    """List the newest versions, with a line and a button for each."""
    store = version_store(context.services.settings)
    entries = (await asyncio.to_thread(read_catalogue, store))[:_MAX_VERSIONS_LISTED]
    lines = [version_line(entry, context.language) for entry in entries]
    rows = [[button(entry.version, VersionButton(action="show", version=entry.version))] for entry in entries]
    text = "\n\n".join(lines) or say(context.language, "versions.none")
    await reply(context.bot, message_of(update), Rich(text), InlineKeyboardMarkup(rows) if rows else None)


@admin_only
async def rollback(update: Update, context: Context) -> None:
    """Ask whether to go back to the version that was live before."""
    message = message_of(update)
    version = await asyncio.to_thread(version_store(context.services.settings).before)
    await _ask(context, message, version)


@admin_only
async def diff(update: Update, context: Context) -> None:
    """Handle /diff A B: list what changed from one version to another."""
    message = message_of(update)
    words = (message.text or "").split()[1:]
    if len(words) != 2:
        await tell(context, message, "versions.diff-usage")
        return
    changes = await asyncio.to_thread(_compare, context, *words)
    lines = [
        changes_line(changes, words[0], context.language),
        *change_lines(changes, context.language, _MAX_CHANGES_LISTED),
    ]
    await reply(context.bot, message, Rich("\n".join(lines)))


@admin_only
async def try_version(update: Update, context: Context) -> None:
    """Handle /try VERSION question: answer from any version without making it live."""
    message = message_of(update)
    words = (message.text or "").split(maxsplit=2)[1:]
    if len(words) != 2:
        await tell(context, message, "versions.try-usage")
        return
    try:
        assistant = await asyncio.to_thread(_open, context, words[0])
        answer = await asyncio.to_thread(assistant.ask, words[1])
    except EmptyQuestionError:
        await tell(context, message, "versions.try-usage")
        return
    text = answer_text(answer, context.language, context.script)
    version = Rich(say(context.language, "why.version", version=answer.version))
    await reply(context.bot, message, join([text, version], "\n\n"))


@admin_only
async def on_press(update: Update, context: Context) -> None:
    """Handle a button on a version: show it, ask whether to publish it, publish it, or leave things as they are."""
    pressed = await pressed_button(update, context, VersionButton)
    if pressed is None:
        return
    await acknowledge(pressed.query)
    message, action, version = pressed.message, pressed.button.action, pressed.button.version
    if action == "show":
        await _show(context, message, version)
    elif action == "ask":
        await _ask(context, message, version)
    elif action == "publish":
        await _publish(context, message, version)
    else:
        await show_in(context.bot, message, Rich(say(context.language, "versions.kept")), None)


async def _show(context: Context, message: MaybeInaccessibleMessage, version: str) -> None:
    entry = await asyncio.to_thread(_entry, context, version)
    buttons = None
    if entry.state not in ("live", "unusable"):
        label = say(context.language, "versions.publish")
        buttons = InlineKeyboardMarkup([[button(label, VersionButton(action="ask", version=version))]])
    await reply(context.bot, message, Rich("\n".join(entry_lines(entry, context.language))), buttons)


async def _ask(context: Context, message: MaybeInaccessibleMessage, version: str) -> None:
    """Ask for a second confirmation, and say how many cases that passed before would fail."""
    entry = await asyncio.to_thread(_entry, context, version)
    language = context.language
    live = context.snapshot.version
    lost = entry.gate.count_lost if entry.gate else 0
    text = say(language, "versions.confirm", version=version, live=live)
    if lost:
        text += "\n" + say(language, "versions.confirm-lost", count=lost)
    yes = button(say(language, "versions.publish-yes"), VersionButton(action="publish", version=version))
    no = button(say(language, "versions.publish-no"), VersionButton(action="keep", version=version))
    await reply(context.bot, message, Rich(text), InlineKeyboardMarkup([[yes], [no]]))


async def _publish(context: Context, message: MaybeInaccessibleMessage, version: str) -> None:
    services, person = context.services, context.person
    before = context.snapshot.version
    await release_version(services.database, services.settings, person.user_id, person.signature, version, before)
    await refresh(context)
    await show_in(context.bot, message, Rich(say(context.language, "verdict.live", version=version)))


def _entry(context: Context, version: str) -> VersionEntry:
    return read_entry(version_store(context.services.settings), version)


def _load(context: Context, version: str) -> SearchIndex:
    settings = context.services.settings
    return version_store(settings).load(version, settings.encoder)


def _open(context: Context, version: str) -> Assistant:
    encoder, curated = context.assistant.encoder, curated_files(context.services.settings)
    extended, _ = with_usable_curated(curated, _load(context, version), encoder)
    return Assistant(snapshot_of(extended), encoder)


def _compare(context: Context, old: str, new: str) -> Changes:
    return compare_passages(_load(context, old).passages, _load(context, new).passages)
