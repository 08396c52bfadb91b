"""Run a build, and show its progress and then its result in one message that is edited."""

import asyncio

import structlog
from telegram import InlineKeyboardMarkup, MaybeInaccessibleMessage

from bot.i18n import say
from bot.languages import Language
from bot.reindexing.builds import Progress
from bot.reindexing.engine import Proposal, Summary
from bot.reindexing.errors import BuildStoppedError
from bot.reindexing.plans import Plan
from bot.reindexing.wording import changes_line, gate_lines, lost_lines, result_line
from bot.state.audit import note
from bot.state.builds import ShownBuild
from bot.telegram.admin_buttons import StopButton, VersionButton
from bot.telegram.context import Context
from bot.telegram.delivery import edit, replace, reply
from bot.telegram.guards import telling_errors
from bot.telegram.index_jobs import refresh
from bot.telegram.packed import button
from bot.telegram.rich import Rich, join
from index.errors import BusyError, OvertakenError
from knowledge.errors import TOLD_ERRORS

_EDIT_INTERVAL_S = 3  # seconds; Telegram allows twenty messages and edits a minute in a group
_BAR_CELLS = 12  # characters of the progress bar
_MAX_CASES_NAMED = 15  # cases that got better or worse, and are named
_log = structlog.stdlib.get_logger(__name__)


async def run_build(context: Context, message: MaybeInaccessibleMessage, plan: Plan) -> None:
    """Build the proposal for ``plan``, and show the progress below ``message``.

    Raises what `Builds.propose` raises.
    """
    services = context.services
    proposal = await asyncio.to_thread(services.builds.propose, plan, context.person.signature)
    await run_proposal(context, message, proposal)


async def run_proposal(context: Context, message: MaybeInaccessibleMessage, proposal: Proposal) -> None:
    """Build ``proposal`` in a worker thread, show its progress, and note the outcome in the audit log."""
    services = context.services
    progress = Progress(stage_name="encoding")
    buttons = InlineKeyboardMarkup([[button(say(context.language, "build.stop"), StopButton())]])
    told = await reply(context.bot, message, Rich(progress_text(progress, context.language)), buttons)
    shown = ShownBuild(message.chat.id, told[0], context.language)
    async with telling_errors(context, message, in_place_of=told):
        services.known_builds.keep(shown)
        try:
            summary = await _build(context, shown, proposal, progress, buttons)
        except BuildStoppedError:
            await note(services.database, progress.stopped_by, "stopped a build")
            text, publish = Rich(say(context.language, "build.stopped")), None
        except (BusyError, OvertakenError):  # it never began
            raise
        except TOLD_ERRORS:
            await _note(context, "build failed", proposal)
            raise
        else:
            await _note(context, "built", proposal, version=summary.version, state=summary.state)
            await refresh(context)
            text, publish = _result(summary, proposal, context.language), _publish_button(summary, context.language)
        await replace(context.bot, message.chat.id, told, text, buttons=publish)
    services.known_builds.forget(shown)  # not if the message could not be changed: the next start tries again


async def _note(context: Context, action: str, proposal: Proposal, **details: str) -> None:
    checksums = [document.sha256 for document in proposal.read]
    details = {"why": proposal.request.why, **details}
    await note(context.services.database, context.person.user_id, action, sha256=checksums, **details)


async def _build(
    context: Context, shown: ShownBuild, proposal: Proposal, progress: Progress, buttons: InlineKeyboardMarkup
) -> Summary:
    """Build in a worker thread while the message shows the progress; when this returns, no edit is still under way."""
    building = asyncio.create_task(asyncio.to_thread(context.services.builds.build, proposal, progress))
    telling = context.services.known_builds.tell(shown, progress)
    watching = [asyncio.create_task(each) for each in (_watch(context, shown, progress, buttons), telling)]
    try:
        return await asyncio.shield(building)
    finally:
        for task in watching:
            task.cancel()
        await asyncio.gather(*watching, return_exceptions=True)


def progress_text(progress: Progress, language: Language) -> str:
    """Return the stage of a build, and its progress as a bar and in figures."""
    stage = say(language, f"stage.{progress.stage_name}")
    if not progress.total:
        return say(language, "build.stage", stage=stage)
    full = progress.done * _BAR_CELLS // progress.total
    bar = "▓" * full + "░" * (_BAR_CELLS - full)
    share = progress.done * 100 // progress.total
    return say(language, "build.progress", bar=bar, share=share, stage=stage, done=progress.done, total=progress.total)


async def _watch(context: Context, shown: ShownBuild, progress: Progress, buttons: InlineKeyboardMarkup) -> None:
    last = ""
    while True:
        await asyncio.sleep(_EDIT_INTERVAL_S)
        text = progress_text(progress, context.language)
        if text != last:
            last = text
            await edit(context.bot, shown.chat_id, shown.message_id, Rich(text), buttons)


def _result(summary: Summary, proposal: Proposal, language: Language) -> Rich:
    lines = [changes_line(summary.changes, proposal.base if proposal.live else None, language)]
    lines += gate_lines(summary.gate, language, _MAX_CASES_NAMED)
    lines += lost_lines(summary.lost, language)
    head = Rich(result_line(summary, proposal.base, language)).styled("bold")
    hint = say(language, "build.held-hint", version=summary.version) if summary.state == "held" else ""
    return join([head, Rich("\n".join(lines)), Rich(hint)], "\n\n")


def _publish_button(summary: Summary, language: Language) -> InlineKeyboardMarkup | None:
    if summary.state != "held":
        return None
    label = say(language, "versions.publish")
    return InlineKeyboardMarkup([[button(label, VersionButton(action="ask", version=summary.version))]])
