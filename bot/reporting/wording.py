"""The five lines of a report, in the reader's language."""

from bot.answering.wording import cut_off, labelled, written
from bot.i18n import say
from bot.languages import LANGUAGES, Language
from bot.reporting.report import QuotedPassage, Report
from knowledge.script import Script

MOST_NAMED = 3  # questions and passages that a line names
_QUESTION_CHARACTERS = 30
_PLACE_CHARACTERS = 24


def report_lines(report: Report, language: Language, script: Script | None) -> tuple[str, ...]:
    """Return the five lines: how many questions, asked most, not answered well, passages, test cases."""
    return (
        questions_line(report, language),
        _often(report, language),
        gaps_line(report, language),
        _passages(report, language, script),
        _scores(report, language),
    )


def questions_line(report: Report, language: Language) -> str:
    """Return the days and how many questions there were, by verdict."""
    counts = {"answered": report.answered, "hedged": report.hedged, "refused": report.refused}
    return say(language, "report.questions", period=_period(report), questions=report.questions, **counts)


def gaps_line(report: Report, language: Language) -> str:
    """Return what was not answered well, and the open questions, numbered from 1."""
    marks = (("✕", report.refused), ("?", report.hedged), ("👎", report.thumbs_down))
    counts = [f"{mark} {count}" for mark, count in marks if count]
    if not counts:
        return say(language, "report.none-failed")
    if reasons := reasons_in_words(report, language):
        counts.append(reasons)
    if not report.gaps:
        return say(language, "report.all-settled", counts=" · ".join(counts))
    named = [
        f"{number}. {_quoted(each.question, language)}" + (f" ×{each.times}" if each.times > 1 else "")
        for number, each in enumerate(report.gaps[:MOST_NAMED], start=1)
    ]
    listed = LANGUAGES[language].semicolon.join(named)
    return say(language, "report.failed", counts=" · ".join(counts), questions=listed)


def shortened(text: str, most: int) -> str:
    """Return ``text`` in one line of at most ``most`` characters."""
    return cut_off(" ".join(text.split()), most)


def place_of(passage: QuotedPassage, script: Script | None) -> str:
    """Return where a passage stands: its label and the nearest heading above it, or else its document."""
    return written(labelled(passage.place, passage.heading) or passage.document, script)


def reasons_in_words(report: Report, language: Language) -> str:
    """Name the reasons for thumbs down with their numbers; empty if there are none."""
    return LANGUAGES[language].comma.join(
        f"{say(language, f'reason.{each.reason}')} {each.times}" for each in report.reasons
    )


def _period(report: Report) -> str:
    """Return the days that a report is about, such as "2026-11-16 – 11-22"."""
    last = report.until.isoformat()
    return f"{report.since.isoformat()} – {last[5:] if report.since.year == report.until.year else last}"


def _often(report: Report, language: Language) -> str:
    if not report.often:
        return say(language, "report.none-often")
    named = [f"{_quoted(each.question, language)} ×{each.times}" for each in report.often]
    return say(language, "report.often", questions=LANGUAGES[language].semicolon.join(named[:MOST_NAMED]))


def _passages(report: Report, language: Language, script: Script | None) -> str:
    comma = LANGUAGES[language].comma
    quoted = [f"{_place(each, script)} ×{each.quoted}" for each in report.passages[:MOST_NAMED]]
    disliked = [f"{_place(each, script)} ×{each.thumbs_down}" for each in report.disliked[:MOST_NAMED]]
    never = sum(each.never_quoted for each in report.unquoted)
    parts = [say(language, "report.quoted", passages=comma.join(quoted) or say(language, "report.none"))]
    if disliked:
        parts.append(say(language, "report.disliked", passages=comma.join(disliked)))
    if never:
        chapter = shortened(written(report.unquoted[0].chapter, script), _PLACE_CHARACTERS)
        passages = sum(each.passages for each in report.unquoted)
        parts.append(say(language, "report.never-quoted", never=never, passages=passages, chapter=chapter))
    return LANGUAGES[language].semicolon.join(parts)


def _scores(report: Report, language: Language) -> str:
    if not report.scores:
        return say(language, "report.no-score")
    named = [f"{each.passed}/{each.judged} ({each.version})" for each in report.scores[-2:]]
    return say(language, "report.score", scores=" → ".join(named))


def _quoted(question: str, language: Language) -> str:
    return say(language, "report.question", question=shortened(question, _QUESTION_CHARACTERS))


def _place(passage: QuotedPassage, script: Script | None) -> str:
    return shortened(place_of(passage, script), _PLACE_CHARACTERS)
