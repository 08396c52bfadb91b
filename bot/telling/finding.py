"""What there is to tell people: questions that are answered now, and changes to what they were quoted."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.answering.snapshot import Snapshot
from bot.state.bells import Bell
from bot.state.database import Database
from bot.state.quoted import Key, QuotedTo, quoted_passages, quoted_to
from bot.state.telling import told_version
from bot.telling.changes import Change, changes_since
from index.store import VersionStore

Asked = tuple[str, str]  # a question, and the one that it follows up, empty if none


@dataclass(slots=True)
class News:
    """What there is to tell one person."""

    bells: list[Bell] = field(default_factory=list)
    changes: list[tuple[QuotedTo, Change]] = field(default_factory=list)

    @property
    def chats(self) -> set[int]:
        """The chats in which the person asked what the news are about."""
        return {bell.chat_id for bell in self.bells} | {to.chat_id for to, _ in self.changes}

    def without(self, chats: set[int]) -> "News":
        """Return the news but what was asked in those ``chats``."""
        bells = [bell for bell in self.bells if bell.chat_id not in chats]
        return News(bells, [(to, change) for to, change in self.changes if to.chat_id not in chats])

    @property
    def states(self) -> dict[Key, str | None]:
        """What the quotations are known to have become once that is told."""
        return {to.key: change.state for to, change in self.changes}


def by_question(bells: Iterable[Bell]) -> dict[Asked, list[Bell]]:
    """Return who waits for each question, so that it is asked once."""
    found: dict[Asked, list[Bell]] = defaultdict(list)
    for bell in bells:
        found[bell.question, bell.previous].append(bell)
    return found


async def changes_to_tell(
    database: Database, snapshot: Snapshot, store: VersionStore, days: int
) -> list[tuple[QuotedTo, Change]]:
    """Return what has changed of what was quoted in the last ``days``, each with whom it was quoted to.

    Nothing has if all were told of this version, or if it is the first that the program sees.
    """
    if not days or await told_version(database) in (None, snapshot.version):
        return []
    since = datetime.now(UTC) - timedelta(days=days)
    quoted = await quoted_passages(database, since)
    changed = await asyncio.to_thread(changes_since, quoted, snapshot, store)
    return [(to, change) for change in changed for to in await quoted_to(database, change.quoted, since, change.state)]


def by_person(bells: Iterable[Bell], changes: Iterable[tuple[QuotedTo, Change]]) -> dict[int, News]:
    """Return what there is to tell each person."""
    people: dict[int, News] = defaultdict(News)
    for bell in bells:
        people[bell.user_id].bells.append(bell)
    for to, change in changes:
        people[to.user_id].changes.append((to, change))
    return people


def in_group(changes: Sequence[tuple[QuotedTo, Change]], chat_id: int) -> list[Change]:
    """Return the changes to what was quoted in that group, each once."""
    return list(dict.fromkeys(change for to, change in changes if to.chat_id == chat_id))
