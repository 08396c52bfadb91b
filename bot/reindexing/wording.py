"""The texts about a re-indexing that every front end shows, line by line, in the reader's language."""

import re
from collections.abc import Iterable, Sequence
from itertools import takewhile

from bot.i18n import has, moment, say
from bot.languages import LANGUAGES, Language
from bot.reindexing.catalogue import VersionEntry
from bot.reindexing.collection import Alike
from bot.reindexing.engine import Proposal, Summary
from bot.reindexing.gate import GateResult
from bot.reindexing.lost import Lost
from bot.reindexing.redrafting import DraftedResult
from bot.suites.messages import explain_change
from index.blanks import count_blanks
from knowledge.changes import Changes, first_change
from knowledge.script import comparable, convert
from knowledge.table_text import opening
from knowledge.types import CELL_BORDER, Document, Note, Passage

_MAX_ITEMS_LISTED = 8  # the most items of a list within a line
_EXCERPT_CHARACTERS = 40  # the length of the excerpt that names a passage
_BEFORE_CHANGE_CHARACTERS = 12  # characters shown before the first that differs
_WORD_IN_TWO = re.compile(r"[A-Za-z0-9]*\Z")


def document_lines(document: Document, language: Language, size: int) -> list[str]:
    """Describe a document, read from a file of ``size`` bytes: title, counts, outline, and what needs attention."""
    passages = document.passages
    headings = list(dict.fromkeys(passage.headings[0] for passage in passages if passage.headings))
    blanks = {passage.label: count for passage in passages if (count := count_blanks(passage.text))}
    counts = {
        "headings": len({passage.headings[:depth] for passage in passages for depth in _depths(passage)}),
        "passages": len(passages),
        "sentences": sum(len(passage.sentences) for passage in passages),
        "characters": sum(len(passage.text) for passage in passages),
    }
    kilobytes = max(round(size / 1024), 1)
    named = {"title": _shown(document.title, language), "name": document.name, "kilobytes": kilobytes}
    lines = [say(language, "preview.document", **named), say(language, "preview.counts", **counts)]
    if headings:
        lines.append(
            say(
                language,
                "preview.outline",
                headings=brief([_shown(heading, language) for heading in headings], language),
            )
        )
    else:
        lines.append(say(language, "preview.no-outline"))
    lists = {
        "mended": ("places", note_lines(document.mended, language)),
        "unmended": ("places", document.unmended),
        "incomplete": ("labels", [passage.label or passage.ref for passage in passages if passage.incomplete]),
        "duplicates": ("labels", [passage.label or passage.ref for passage in _twice(passages)]),
        "notes": ("notes", note_lines(document.notes, language)),
    }
    for key, (gap, items) in lists.items():
        if items:
            lines.append(say(language, f"preview.{key}", **{gap: brief(items, language)}))
    if blanks:
        labels = brief(list(blanks), language)
        lines.append(say(language, "preview.blanks", count=sum(blanks.values()), labels=labels))
    return lines


def note_lines(notes: Iterable[Note], language: Language) -> list[str]:
    """Word what people are told about the reading of a document."""
    return [
        say(language, f"note.{note.code}", count=note.count, page=note.page, pages=note.pages, text=note.text)
        for note in notes
    ]


def _shown(title: str, language: Language) -> str:
    """Return a title in the characters of the reader's language, as quotes are shown."""
    script = LANGUAGES[language].script
    return convert(title, script) if script else title


def proposal_lines(proposal: Proposal, language: Language) -> list[str]:
    """Describe in one or two lines what a proposal changes against the live version."""
    if proposal.nothing_new:
        return [say(language, "preview.nothing-new", version=proposal.base)]
    lines = [changes_line(proposal.changes, proposal.base if proposal.live else None, language)]
    return lines + lost_lines(proposal.lost, language)


def lost_lines(lost: Lost, language: Language) -> list[str]:
    """Say how many sample questions have lost their places, and name the first of these."""
    if not lost.questions:
        return []
    return [say(language, "preview.unplaced", count=lost.questions, places=brief(lost.labels, language))]


def alike_line(alike: Alike, language: Language) -> str:
    """Ask whether a document that is much like one already there is a new edition of it or another document."""
    key = "preview.alike" if alike.same_title else "preview.alike-text"
    return say(
        language,
        key,
        name=alike.document.name,
        title=_shown(alike.other.title, language),
        share=int(100 * alike.share),
    )


def changes_line(changes: Changes, version: str | None, language: Language) -> str:
    """Say how many passages changed against ``version``, which is None if no version before it could be used."""
    if version is None:
        return say(language, "changes.first", added=len(changes.added))
    counts = {name: len(getattr(changes, name)) for name in ("added", "changed", "removed", "moved")}
    return say(language, "changes.against", version=version, unchanged=changes.unchanged, **counts)


def change_lines(changes: Changes, language: Language, limit: int) -> list[str]:
    """List the changes one by one, at most ``limit`` of each kind."""
    lines = []
    for kind, passages in (("added", changes.added), ("removed", changes.removed)):
        lines += _some([_passage_line(language, kind, passage) for passage in passages], language, limit)
    lines += _some([_changed_line(language, old, new) for old, new in changes.changed], language, limit)
    moved = [_moved_line(language, old, new) for old, new in changes.moved]
    return lines + _some(moved, language, limit)


def gate_lines(gate: GateResult | None, language: Language, limit: int) -> list[str]:
    """Describe the results of the suites on a version, with each case that got better or worse (at most ``limit``)."""
    if gate is None:
        return [say(language, "verdict.none")]
    several = len(gate.suites) > 1
    counts = {"passed": gate.passed, "judged": gate.judged, "known": gate.known}
    lines = [say(language, "verdict.passed", suites=", ".join(gate.suites), **counts)] if gate.suites else []
    if gate.against and gate.suites:
        sums = {"better": len(gate.better), "worse": len(gate.worse)}
        lines.append(say(language, "verdict.against", version=gate.against, **sums))
    for key, count in (("partly", gate.partly), ("skipped", gate.skipped)):
        if count:
            lines.append(say(language, f"suite.{key}", count=count))
    for changes in (gate.worse, gate.better):
        lines += _some([explain_change(change, language, several=several) for change in changes], language, limit)
    if gate.lost:
        key = "verdict.lost" if gate.against else "verdict.failed"
        lines.append(say(language, key, cases=brief(gate.lost, language)))
    if gate.drafted:
        lines += _drafted_lines(gate.drafted, language)
    if gate.tolerated:
        lines.append(say(language, "verdict.tolerated", cases=brief(gate.tolerated, language)))
    return lines


def _drafted_lines(drafted: DraftedResult, language: Language) -> list[str]:
    """Say apart from the suites what of the drafted cases is found no more; nobody has confirmed these."""
    counts = {"asked": drafted.asked, "lost": len(drafted.lost), "kept": drafted.kept}
    if not drafted.asked and not drafted.kept:
        return []
    key = "verdict.drafted" if drafted.asked else "verdict.drafted-first"
    lines = [say(language, key, **counts, allowed=drafted.allowed)]
    if drafted.lost:
        lines.append(say(language, "verdict.drafted-lost", cases=brief(drafted.lost, language)))
    return lines


def result_line(summary: Summary, live: str | None, language: Language) -> str:
    """Say in one sentence whether the new version is live."""
    if summary.state == "same":
        return say(language, "preview.nothing-new", version=summary.version)
    return say(language, f"verdict.{summary.state}", version=summary.version, live=live or "–")


def _passage_line(language: Language, kind: str, passage: Passage, **more: object) -> str:
    text = opening(passage) if passage.table else passage.text
    return _place_line(language, kind, passage, _excerpt(text, language), **more)


def _place_line(language: Language, kind: str, passage: Passage, text: str, **more: object) -> str:
    return say(language, f"changes.{kind}", label=passage.label or passage.ref, text=text, **more)


def _excerpt(text: str, language: Language, start: int = 0) -> str:
    """Return the beginning of a text, by which a reader recognises it; or what it has from ``start`` on."""
    first = max(start - _BEFORE_CHANGE_CHARACTERS, 0) if start > _EXCERPT_CHARACTERS // 2 else 0
    first -= len(_WORD_IN_TWO.findall(text[:first])[0])
    piece = text[first:].replace("\n", " ")
    if len(piece) > _EXCERPT_CHARACTERS:
        piece = piece[:_EXCERPT_CHARACTERS].rstrip() + "…"
    return _shown(("…" if first else "") + piece, language)


def _changed_line(language: Language, old: Passage, new: Passage) -> str:
    """Say what stood in a passage where it first differs, and what stands there now."""
    was, now = (text.replace(CELL_BORDER, " · ") if new.table else text for text in first_change(old, new))
    if not (was or now):
        return _passage_line(language, "changed", new)
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(was, now, strict=False)))
    parts = {"was": _excerpt(was, language, same), "now": _excerpt(now, language, same)}
    kind = "reworded" if was and now else "shortened" if was else "lengthened"
    return _place_line(language, kind, new, "", **parts)


def _moved_line(language: Language, old: Passage, new: Passage) -> str:
    """Say where a passage went, or that a heading above it has another name."""
    before, after = (passage.label or passage.ref for passage in (old, new))
    if before != after:
        return _passage_line(language, "moved", new, old=before)
    renamed = [pair for pair in zip(old.headings, new.headings, strict=False) if pair[0] != pair[1]]
    was, now = renamed[-1] if renamed else (" › ".join(old.headings), " › ".join(new.headings))
    return _passage_line(language, "renamed", new, was=_shown(was, language), now=_shown(now, language))


def _twice(passages: Iterable[Passage]) -> list[Passage]:
    seen: set[str] = set()
    twice = []
    for passage in passages:
        text = comparable(passage.text)
        if text in seen:
            twice.append(passage)
        seen.add(text)
    return twice


def _depths(passage: Passage) -> range:
    return range(1, len(passage.headings) + 1)


def brief(items: Sequence[str], language: Language) -> str:
    """Join ``items``; of many, join the first and say how many more there are."""
    shown = LANGUAGES[language].semicolon.join(items[:_MAX_ITEMS_LISTED])
    if len(items) <= _MAX_ITEMS_LISTED:
        return shown
    return f"{shown} … ({say(language, 'changes.more', count=len(items) - _MAX_ITEMS_LISTED)})"


def _some(lines: list[str], language: Language, limit: int) -> list[str]:
    if len(lines) <= limit:
        return lines
    return [*lines[:limit], say(language, "changes.more", count=len(lines) - limit)]


def version_line(entry: VersionEntry, language: Language) -> str:
    """Describe a version in one line: name and state, time, author, reason, passages, suite score."""
    parts = [
        say(language, f"versions.{entry.state}", version=entry.version),
        moment(entry.created) if entry.created else "",
        entry.by,
        _reason(entry.why, language),
        say(language, "versions.passages", passages=entry.passages) if entry.passages else "",
    ]
    if entry.gate and entry.gate.judged:
        parts.append(say(language, "versions.score", passed=entry.gate.passed, judged=entry.gate.judged))
    return " · ".join(part for part in parts if part)


def _reason(why: str, language: Language) -> str:
    """Return why a version was made or went live; what the program notes itself is told in the reader's language."""
    key = f"reason.{why.replace(' ', '-')}"
    return say(language, key) if has(language, key) else why


def entry_lines(entry: VersionEntry, language: Language, limit: int = _MAX_ITEMS_LISTED) -> list[str]:
    """Describe a version's documents, the times at which it went live, and the results of the suites."""
    lines = [version_line(entry, language)]
    titles = [(_shown(document.title, language), document) for document in entry.documents]
    lines += [f"· {title} ({document.name}, {document.passages})" for title, document in titles]
    if entry.base:
        lines.append(say(language, "versions.base", version=entry.base))
    for event in entry.events:
        why = _reason(event.why, language) or "–"
        lines.append(say(language, "versions.went-live", at=moment(event.at), by=event.by or "–", why=why))
    return lines + gate_lines(entry.gate, language, limit)
