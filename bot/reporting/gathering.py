"""Gather the figures of a report from the state, the live index and the index versions."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.answering.assistant import Assistant
from bot.answering.outline import Outline
from bot.curation.gaps import Group, group_gaps
from bot.curation.likeness import group_alike
from bot.reindexing.catalogue import read_catalogue
from bot.reporting.report import (
    AskedOften,
    DayCount,
    NeverQuoted,
    OpenGap,
    QuotedPassage,
    ReasonCount,
    Report,
    SuiteScore,
)
from bot.reporting.weeks import DAYS, beginning, last_days
from bot.state.database import Database
from bot.state.judged import Judged, ever_quoted, judged_between
from index.store import VersionStore
from knowledge.script import comparable
from knowledge.types import Passage

_MOST = 5  # of each kind that a report names
_MOST_TEXTS = 1000  # different questions that are compared, those asked most

_Key = tuple[str, str]  # a passage's document and text


@dataclass(frozen=True, slots=True)
class _Place:
    name: str
    heading: str


async def gather(database: Database, assistant: Assistant, store: VersionStore, until: date) -> Report:
    """Return the report on the seven days that end with ``until``. Raises `EncoderError`."""
    since, _ = last_days(until)
    judged = await judged_between(database, beginning(since), beginning(until + timedelta(days=1)))
    quoted_ever = await ever_quoted(database)
    return await asyncio.to_thread(_report, since, until, judged, quoted_ever, assistant, store)


def _report(
    since: date,
    until: date,
    judged: Sequence[Judged],
    quoted_ever: set[_Key],
    assistant: Assistant,
    store: VersionStore,
) -> Report:
    outline = assistant.snapshot.outline
    reasons = Counter(thumb.reason for each in judged for thumb in each.thumbs_down if thumb.reason)
    quoted = Counter((cited.document, cited.text) for each in judged for cited in each.quoted)
    disliked = Counter(key for each in judged for key in _disliked(each, outline))
    places = _places(judged, outline.passages)
    return Report(
        since=since,
        until=until,
        days=tuple(_days(since, judged)),
        often=tuple(_often(judged, assistant)),
        gaps=tuple(_gaps(judged, assistant)),
        thumbs_down=sum(len(each.thumbs_down) for each in judged),
        reasons=tuple(ReasonCount(reason, times) for reason, times in reasons.most_common()),
        passages=tuple(_passages(quoted, quoted, disliked, places)),
        disliked=tuple(_passages(disliked, quoted, disliked, places)),
        unquoted=tuple(_unquoted(outline.passages, quoted_ever)),
        scores=tuple(_scores(store)),
    )


def _days(since: date, judged: Iterable[Judged]) -> Iterable[DayCount]:
    counts = Counter((each.asked_at.astimezone().date(), each.status) for each in judged)
    for day in (since + timedelta(days=number) for number in range(DAYS)):
        yield DayCount(day, counts[day, "answered"], counts[day, "hedged"], counts[day, "refused"])


def _often(judged: Iterable[Judged], assistant: Assistant) -> list[AskedOften]:
    """Return what was asked more than once in any words, most often first."""
    times = Counter(comparable(each.text) for each in judged)
    wordings = {comparable(each.text): each.text for each in judged}  # the oldest wording, as the newest come first
    common = times.most_common(_MOST_TEXTS)
    texts, counts = [wordings[key] for key, _ in common], [count for _, count in common]
    groups = group_alike(texts, assistant.encoder, assistant.snapshot.index.background, counts)
    found = [AskedOften(texts[group.typical], sum(counts[row] for row in group.rows)) for group in groups]
    return sorted((each for each in found if each.times > 1), key=lambda each: -each.times)[:_MOST]


def _gaps(judged: Iterable[Judged], assistant: Assistant) -> list[OpenGap]:
    gaps = [gap for each in judged if (gap := each.gap)]
    return [_open(group) for group in group_gaps(gaps, assistant.encoder, assistant.snapshot.index.background)][:_MOST]


def _open(group: Group) -> OpenGap:
    newest = group.gaps[0]
    return OpenGap(
        id=newest.id,
        question=newest.text,
        refused=sum(gap.status == "refused" for gap in group.gaps),
        hedged=sum(gap.status == "hedged" for gap in group.gaps),
        thumbs_down=sum(gap.thumbs_down for gap in group.gaps),
        times=len(group.gaps),
    )


def _disliked(question: Judged, outline: Outline) -> Iterable[_Key]:
    """Yield the passage that each thumb down is on; what a reaction does not say is the one quoted first."""
    first = [(cited.document, cited.text) for cited in question.quoted[:1]]
    for thumb in question.thumbs_down:
        number = outline.number(thumb.passage)
        if number is not None:
            yield outline.passages[number].document, outline.passages[number].text
        else:
            yield from first


def _places(judged: Iterable[Judged], passages: Iterable[Passage]) -> dict[_Key, _Place]:
    """Return where passages stand: in the live version if it has them, else where they stood when they were quoted."""
    places = {
        (cited.document, cited.text): _Place(cited.label, cited.headings[-1] if cited.headings else "")
        for each in judged
        for cited in each.quoted
    }
    for passage in passages:
        heading = passage.headings[-1] if passage.headings else ""
        places[passage.document, passage.text] = _Place(passage.label or passage.ref, heading)
    return places


def _passages(
    chosen: Counter[_Key], quoted: Counter[_Key], disliked: Counter[_Key], places: Mapping[_Key, _Place]
) -> Iterable[QuotedPassage]:
    for key, _ in chosen.most_common(_MOST):
        yield QuotedPassage(key[0], places[key].name, places[key].heading, quoted[key], disliked[key])


def _unquoted(passages: Iterable[Passage], quoted_ever: set[_Key]) -> list[NeverQuoted]:
    """Return every chapter, or document without chapters, with how many of its passages no kept answer quotes."""
    held: Counter[_Key] = Counter()
    never: Counter[_Key] = Counter()
    for passage in passages:
        chapter = passage.document, passage.headings[0] if passage.headings else passage.document
        held[chapter] += 1
        never[chapter] += (passage.document, passage.text) not in quoted_ever
    return [NeverQuoted(chapter[1], count, held[chapter]) for chapter, count in never.most_common()]


def _scores(store: VersionStore) -> list[SuiteScore]:
    """Return how the newest versions did that were asked the suites, the oldest first."""
    entries = [entry for entry in read_catalogue(store) if entry.gate and entry.gate.judged]
    return [
        SuiteScore(entry.version, entry.state, entry.gate.passed, entry.gate.judged)
        for entry in reversed(entries[:_MOST])
        if entry.gate
    ]
