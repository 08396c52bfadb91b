"""Handle documents that admins send: read them, show what they would change, and build if an admin says so."""

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import structlog
from telegram import Document, InlineKeyboardButton, InlineKeyboardMarkup, MaybeInaccessibleMessage, Message, Update
from telegram.error import NetworkError

from bot.answering.wording import written
from bot.blobs.chosen import document_files, receiving_folder
from bot.data_folder import ARRIVING_PREFIX
from bot.i18n import say
from bot.reindexing.collection import Alike, find_alike
from bot.reindexing.engine import Proposal
from bot.reindexing.plans import Plan, decode_plan
from bot.reindexing.store import keep, safe_name, stored
from bot.reindexing.wording import alike_line, change_lines, document_lines, proposal_lines
from bot.state.audit import note
from bot.telegram.admin_buttons import ReindexButton, StopButton
from bot.telegram.authorship import is_passed_on
from bot.telegram.build_runner import run_build
from bot.telegram.context import Context
from bot.telegram.delivery import acknowledge, replace, reply, show_in
from bot.telegram.guards import admin_only, pressed_button, telling_errors
from bot.telegram.handlers.curated_file import import_file
from bot.telegram.notices import message_of, tell
from bot.telegram.packed import button
from bot.telegram.rendering import passage_text
from bot.telegram.rich import Rich, join
from index.build import documents_of
from knowledge.errors import DocumentError, UserError, naming
from knowledge.types import Document as Indexed
from knowledge.types import Passage

_MAX_CHANGES_LISTED = 25  # changes of each kind in the text
_MAX_PAIRS_OFFERED = 8  # changed passages with a button each, at a time
_MAX_DOCUMENTS_OFFERED = 3  # documents offered to be replaced
Action = Literal["plan", "build", "changes", "pair", "cancel"]

_log = structlog.stdlib.get_logger(__name__)


class FileNotFetchedError(UserError):
    """A file cannot be fetched from Telegram."""


@admin_only
async def on_file(update: Update, context: Context) -> None:
    """Handle a document that an admin sent in private."""
    message = message_of(update)
    assert message.document is not None
    name = safe_name(message.document.file_name or "document")
    if is_passed_on(message) and _holds_questions(name):  # it would count at once
        await tell(context, message, "curate.passed-on")
        return
    await _receive(message, message.document, context)


@admin_only
async def reindex_reply(update: Update, context: Context) -> None:
    """Handle /reindex in reply to a document: treat the document as if it had just been sent."""
    message = message_of(update)
    above = message.reply_to_message
    if above is None or above.document is None:
        await tell(context, message, "upload.usage")
        return
    await _receive(message, above.document, context)


@admin_only
async def on_press(update: Update, context: Context) -> None:
    """Handle a button below a preview."""
    pressed = await pressed_button(update, context, ReindexButton)
    if pressed is None:
        return
    message, action, number = pressed.message, pressed.button.action, pressed.button.number
    plan = decode_plan(pressed.button.plan)
    if plan is None:
        await acknowledge(pressed.query, say(context.language, "button.unknown"), alert=True)
        return
    await acknowledge(pressed.query)
    if action == "cancel":
        what = await asyncio.to_thread(_what, context, plan)
        await note(context.services.database, context.person.user_id, "cancelled", why=what)
        await show_in(context.bot, message, Rich(say(context.language, "upload.cancelled")), None)
        return
    if action == "build":
        await run_build(context, message, plan)
        return
    proposal = await asyncio.to_thread(context.services.builds.propose, plan, context.person.signature)
    if action == "plan":
        text, buttons = await asyncio.to_thread(_preview, context, plan, proposal)
        await show_in(context.bot, message, text, buttons)
    elif action == "changes":
        await _list_changes(message, context, plan, proposal, number)
    else:
        await _open_pair(message, context, proposal, number)


async def _receive(message: Message, document: Document, context: Context) -> None:
    """Fetch a file, read it and show what it would change."""
    name = safe_name(document.file_name or "document")
    limit = context.services.settings.max_document_mb
    if (document.file_size or 0) > limit * 2**20:
        raise DocumentError("too-large", name=name, limit=limit, size=_megabytes(document.file_size))
    if _holds_questions(name):
        await _take_questions(message, document, context, name)
        return
    told = await reply(context.bot, message, Rich(say(context.language, "upload.reading", name=name)))
    async with telling_errors(context, message, in_place_of=told):
        checksum = await _fetch(context, document, name)
        await note(
            context.services.database, context.person.user_id, "uploaded", name=name, bytes=document.file_size or 0,
            sha256=checksum,
        )  # fmt: skip
        plan, proposal, alike = await asyncio.to_thread(_consider, context, checksum)
        text, buttons = await asyncio.to_thread(_preview, context, plan, proposal, alike)
        await replace(context.bot, message.chat.id, told, text, reply_to=message.message_id, buttons=buttons)


def _holds_questions(name: str) -> bool:
    return name.endswith((".yaml", ".yml"))


async def _take_questions(message: Message, document: Document, context: Context, name: str) -> None:
    """Import a file of curated questions, as /curated sends it."""
    with _fetching(name):
        file = await context.bot.get_file(document.file_id)
        content = bytes(await file.download_as_bytearray())
    await import_file(context, message, name, content)


@contextmanager
def _fetching(name: str) -> Iterator[None]:
    """Raise `FileNotFetchedError` if the block cannot fetch the file from Telegram."""
    try:
        yield
    except NetworkError as error:
        _log.warning("file not fetched", why=error.message)
        raise FileNotFetchedError("upload-not-fetched", name=name) from error


async def _fetch(context: Context, document: Document, name: str) -> str:
    """Download a file into the store of documents, and return its checksum.

    Raises `FileNotFetchedError`, OSError.
    """
    settings = context.services.settings
    receiving = receiving_folder(settings)
    receiving.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=ARRIVING_PREFIX, dir=receiving) as folder:
        with _fetching(name), naming(Path(name)):
            file = await context.bot.get_file(document.file_id)
            path = await file.download_to_drive(Path(folder, "file"))
        return await asyncio.to_thread(keep, document_files(settings), path, name)


def _consider(context: Context, checksum: str) -> tuple[Plan, Proposal, list[Alike]]:
    """Decide what to propose for a new file: to replace the document that is most like it, else to add it."""
    services = context.services
    plan = Plan("add", checksum)
    proposal = services.builds.propose(plan, context.person.signature)
    alike = list(proposal.alike)
    if alike:
        plan = Plan("replace", checksum, alike[0].other.sha256)
        proposal = services.builds.propose(plan, context.person.signature)
    return plan, proposal, alike


def _preview(
    context: Context, plan: Plan, proposal: Proposal, alike: list[Alike] | None = None
) -> tuple[Rich, InlineKeyboardMarkup | None]:
    """Return what was read and what would change, and the buttons to decide."""
    language = context.language
    parts = [Rich("\n".join(_described(context, plan, proposal)))]
    title = next((d.title for d in _live_documents(proposal) if d.sha256.startswith(plan.document)), "?")
    if plan.kind != "add":
        parts.append(Rich(say(language, f"upload.{plan.kind}", title=written(title, context.script))).styled("bold"))
    parts.append(Rich("\n".join(proposal_lines(proposal, language))))
    if alike is None and plan.kind != "remove":
        alike = find_alike(proposal.read[0], _live_documents(proposal)) if proposal.read else []
    if proposal.nothing_new:
        return join(parts, "\n\n"), None
    parts.extend(Rich(alike_line(each, language)).styled("bold") for each in (alike or [])[:_MAX_DOCUMENTS_OFFERED])
    return join(parts, "\n\n"), _decisions(context, plan, proposal, alike or [])


def _described(context: Context, plan: Plan, proposal: Proposal) -> list[str]:
    path = plan.path(document_files(context.services.settings))
    size = path.stat().st_size if path else 0
    return [line for document in proposal.read for line in document_lines(document, context.language, size)]


def _decisions(context: Context, plan: Plan, proposal: Proposal, alike: list[Alike]) -> InlineKeyboardMarkup:
    """Return the buttons to build, to list the changes, to index the file in another way, and to cancel."""
    language = context.language
    rows = [[_plan_button(say(language, f"upload.build-{plan.kind}"), "build", plan)]]
    if proposal.changes:
        rows.append([_plan_button(say(language, "upload.changes"), "changes", plan)])
    if plan.kind != "remove":
        if plan.kind == "replace":
            rows.append([_plan_button(say(language, "upload.add-beside"), "plan", Plan("add", plan.file))])
        likely = [each.other for each in alike]
        others = likely + [document for document in _live_documents(proposal) if document not in likely]
        for document in others[:_MAX_DOCUMENTS_OFFERED]:
            other = Plan("replace", plan.file, document.sha256)
            if other.encode() != plan.encode():
                title = written(document.title[:40], context.script)
                rows.append([_plan_button(say(language, "upload.instead-of", title=title), "plan", other)])
    rows.append([_plan_button(say(language, "upload.cancel"), "cancel", plan)])
    return InlineKeyboardMarkup(rows)


async def _list_changes(
    message: MaybeInaccessibleMessage, context: Context, plan: Plan, proposal: Proposal, first: int
) -> None:
    """List the changes, with a button for the old and new text of each changed passage.

    The text lists the changes only if ``first`` is 0; the buttons are for the changed passages from ``first`` on.
    """
    language = context.language
    changed = proposal.changes.changed
    lines = change_lines(proposal.changes, language, _MAX_CHANGES_LISTED) if first == 0 else []
    shown = range(first, min(first + _MAX_PAIRS_OFFERED, len(changed)))
    rows = [
        [_plan_button(say(language, "upload.old-new", label=_place(changed[n][1])), "pair", plan, n)] for n in shown
    ]
    if shown.stop < len(changed):
        more = say(language, "button.more", number=len(changed) - shown.stop)
        rows.append([_plan_button(more, "changes", plan, shown.stop)])
    text = "\n".join(lines) or say(language, "upload.changed-passages")
    await reply(context.bot, message, Rich(text), InlineKeyboardMarkup(rows) if rows else None)


async def _open_pair(message: MaybeInaccessibleMessage, context: Context, proposal: Proposal, number: int) -> None:
    """Show the old and the new text of a changed passage."""
    changed = proposal.changes.changed
    if number >= len(changed):
        await tell(context, message, "button.unknown")
        return
    parts = []
    for key, passage in zip(("upload.old", "upload.new"), changed[number], strict=True):
        heading = Rich(say(context.language, key, label=_place(passage))).styled("bold")
        parts.append(join([heading, passage_text(passage, None)], "\n"))
    await reply(context.bot, message, join(parts, "\n\n"))


@admin_only
async def on_stop(update: Update, context: Context) -> None:
    """Stop the build under way."""
    pressed = await pressed_button(update, context, StopButton)
    if pressed is None:
        return
    stopped = await context.services.known_builds.stop(context.person.user_id)
    await acknowledge(pressed.query, say(context.language, "build.stopping" if stopped else "build.none"))


def _live_documents(proposal: Proposal) -> list[Indexed]:
    return list(documents_of(proposal.live)) if proposal.live else []


def _what(context: Context, plan: Plan) -> str:
    """Name what a plan would do by the file or the document."""
    if plan.kind == "remove":
        held = context.snapshot.index.manifest.documents
        title = next((document.title for document in held if document.sha256.startswith(plan.document)), "–")
        return f"− {title}"
    path = stored(document_files(context.services.settings), plan.file)
    return f"{'+' if plan.kind == 'add' else '~'} {path.name if path else '–'}"


def _plan_button(label: str, action: Action, plan: Plan, number: int = 0) -> InlineKeyboardButton:
    return button(label, ReindexButton(action=action, plan=plan.encode(), number=number))


def _place(passage: Passage) -> str:
    return passage.label or passage.ref


def _megabytes(size: int | None) -> str:
    return f"{(size or 0) / 2**20:.1f}"
