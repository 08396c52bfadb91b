"""/curated: send the file of all that admins curated, and import such a file."""

import asyncio
import hashlib

from telegram import Message, Update

from bot.answering.wording import written
from bot.blobs.chosen import curated_files
from bot.curation.files import count_questions, export_curated, import_curated, unplaced
from bot.curation.questions import read_curated
from bot.i18n import say
from bot.state.audit import note
from bot.telegram.context import Context
from bot.telegram.delivery import reply
from bot.telegram.guards import admin_only
from bot.telegram.notices import message_of, tell
from bot.telegram.rich import Rich
from knowledge.samples import place_title


@admin_only
async def curated(update: Update, context: Context) -> None:
    """Send the file of all that was curated, and list the questions that have no place in the live version any more."""
    message = message_of(update)
    kept = curated_files(context.services.settings)
    text = await asyncio.to_thread(export_curated, kept)
    places = await asyncio.to_thread(read_curated, kept)
    lost = await asyncio.to_thread(unplaced, places, context.snapshot.index.passages)
    lines = [say(context.language, "curate.count", count=count_questions(places))]
    if lost:
        lines.append(say(context.language, "curate.unplaced"))
        lines += [
            f"· {question} ({written(place_title(place), context.script)})"
            for place in lost
            for question in place.questions
        ]
    await reply(context.bot, message, Rich("\n".join(lines)))
    await context.bot.send_document(message.chat_id, text.encode(), filename="curated.yaml")


async def import_file(context: Context, message: Message, name: str, content: bytes) -> None:
    """Import a YAML file of curated questions that an admin sent.

    Raises `DocumentError`, `SuiteError`, OSError.
    """
    services = context.services
    text = content.decode("utf-8-sig", "replace")
    done = await asyncio.to_thread(import_curated, curated_files(services.settings), text, name)
    sha256 = hashlib.sha256(content).hexdigest()
    await note(services.database, context.person.user_id, "imported questions", name=name, sha256=sha256)
    await asyncio.to_thread(services.live.take_up)
    counts = {"questions": done.questions, "cases": done.cases, "known": done.known}
    await tell(context, message, "curate.imported", **counts)
