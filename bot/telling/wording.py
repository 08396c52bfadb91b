"""The texts of what people are told: that a question is answered now, and what has changed of what they were quoted."""

from collections.abc import Sequence

from bot.answering.wording import listed, written
from bot.i18n import day, say
from bot.languages import LANGUAGES, Language
from bot.reindexing.wording import change_lines
from bot.state.bells import Bell
from bot.state.mutes import Mute
from bot.telling.changes import Change
from knowledge.changes import Changes

_MAX_CHANGES = 6  # of each kind in a document that are told one by one


def bell_line(bell: Bell, language: Language) -> str:
    """Say that what a person waited for is answered now."""
    return say(language, "bell.rings", question=bell.question, date=day(bell.kept_at))


def waiting_lines(bells: Sequence[Bell], muted: Sequence[Mute], language: Language) -> list[str]:
    """List what a person waits for, numbered, and of which documents' changes they are not told."""
    lines = [say(language, "bell.waiting" if bells else "bell.none")]
    lines += [f"{number}. {bell.question} ({day(bell.kept_at)})" for number, bell in enumerate(bells, start=1)]
    titles = [written(each.title, LANGUAGES[language].script) for each in muted if each.title]
    if len(titles) < len(muted):
        lines.append(say(language, "news.none-told"))
    elif titles:
        lines.append(say(language, "news.not-told", titles=listed(titles, language)))
    return lines


def digest_lines(changes: Sequence[Change], language: Language) -> list[str]:
    """Say what has changed of what a person was quoted, by document, old beside new."""
    lines = [say(language, "news.changed")]
    for title in dict.fromkeys(change.old.document for change in changes):
        shown = written(title, LANGUAGES[language].script)
        lines.append(say(language, "news.document", title=shown))
        lines += _lines([change for change in changes if change.old.document == title], language)
    return lines


def group_line(changes: Sequence[Change], language: Language) -> str:
    """Say in one line how many of the passages that were quoted in a group have changed, and how many are gone."""
    gone = sum(change.now is None for change in changes)
    counts = {"changed": len(changes) - gone, "gone": gone}
    said = [say(language, f"news.group-{key}", number=number) for key, number in counts.items() if number]
    return say(language, "news.group", counts=LANGUAGES[language].comma.join(said))


def _lines(changes: Sequence[Change], language: Language) -> list[str]:
    pairs = [(each.old, each.now) for each in changes if each.now is not None and not each.back]
    worded = Changes(
        added=(),
        removed=tuple(each.old for each in changes if each.now is None),
        changed=tuple((old, now) for old, now in pairs if old.text != now.text),
        moved=tuple((old, now) for old, now in pairs if old.text == now.text),
        unchanged=0,
    )
    back = [say(language, "news.back", label=each.old.label or each.old.ref) for each in changes if each.back]
    return [*change_lines(worded, language, _MAX_CHANGES), *back[:_MAX_CHANGES]]
