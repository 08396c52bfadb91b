"""The picture of a report, drawn as pages are: in a process of its own, in the fonts of the system."""

from collections.abc import Iterator
from functools import partial

from bot.answering.wording import written
from bot.i18n import say, weekday
from bot.languages import LANGUAGES, Language
from bot.reporting.report import OpenGap, Report
from bot.reporting.wording import place_of, questions_line
from knowledge.pages.drawing import FONT_PACKAGE, NoFontError, NotDrawnError, draw_isolated
from knowledge.pages.request import Bar, ChartPage, Colour, Panel
from knowledge.script import Script

_BLUE, _AMBER, _RED = (59, 110, 165), (226, 164, 60), (178, 74, 62)
_GREEN, _PURPLE, _PALE = (92, 143, 98), (128, 100, 162), (214, 219, 225)
_MOST_BARS = 5


def draw_report(report: Report, language: Language, script: Script | None) -> tuple[bytes | None, str]:
    """Return the picture, PNG, or None and why there is none, in words. Call this in a worker thread."""
    try:
        return draw_isolated(charts_of(report, language, script))[0], ""
    except NoFontError:
        return None, say(language, "report.no-font", package=FONT_PACKAGE)
    except NotDrawnError:
        return None, say(language, "report.not-drawn")


def charts_of(report: Report, language: Language, script: Script | None) -> ChartPage:
    """Return what the picture shows."""
    word = partial(say, language)

    def rows(key: str, bars: Iterator[Bar], colours: dict[str, Colour]) -> Panel:
        names = tuple(word(f"report.name.{name}") for name in colours) if len(colours) > 1 else ()
        shown = tuple(bars)[:_MOST_BARS]
        return Panel(word(f"report.chart.{key}"), "rows", shown, tuple(colours.values()), names, word("report.none"))

    verdicts: dict[str, Colour] = {"answered": _BLUE, "hedged": _AMBER, "refused": _RED}
    failed: dict[str, Colour] = {"refused": _RED, "hedged": _AMBER, "thumbs-down": _PURPLE}
    return ChartPage(
        title=word("report.title"),
        line=questions_line(report, language),
        panels=(
            Panel(
                word("report.chart.days"),
                "columns",
                tuple(_days(report, language)),
                tuple(verdicts.values()),
                tuple(word(f"report.name.{name}") for name in verdicts),
            ),
            rows("often", (_times(each.question, each.times) for each in report.often), {"asked": _BLUE}),
            rows("gaps", map(_gap, report.gaps), failed),
            rows("passages", _passages(report, language, script), {"quoted": _BLUE, "thumbs-down": _PURPLE}),
            rows("unquoted", _unquoted(report, script), {"never": _AMBER, "quoted-once": _PALE}),
            rows("reasons", _reasons(report, language), {"reason": _PURPLE}),
            rows("scores", _scores(report, language), {"passed": _GREEN, "failed": _RED}),
        ),
    )


def _days(report: Report, language: Language) -> Iterator[Bar]:
    for each in report.days:
        parts = each.answered, each.hedged, each.refused
        yield Bar(weekday(each.day, language), parts, str(sum(parts) or ""))


def _times(label: str, times: int) -> Bar:
    return Bar(label, (times,), f"×{times}")


def _gap(gap: OpenGap) -> Bar:
    return Bar(gap.question, (gap.refused, gap.hedged, gap.times - gap.refused - gap.hedged), f"×{gap.times}")


def _passages(report: Report, language: Language, script: Script | None) -> Iterator[Bar]:
    """Yield the passages with thumbs down, as far as there is room beside those quoted most, after these."""
    disliked = [each for each in report.disliked if each not in report.passages][: _MOST_BARS - 3]
    quoted = report.passages[: _MOST_BARS - len(disliked)]
    for each in (*quoted, *disliked):
        notes = [f"×{each.quoted}"]
        if each.thumbs_down:
            notes.append(f"{say(language, 'report.name.thumbs-down')} {each.thumbs_down}")
        note = LANGUAGES[language].comma.join(notes)
        yield Bar(place_of(each, script), (each.quoted, each.thumbs_down), note)


def _unquoted(report: Report, script: Script | None) -> Iterator[Bar]:
    for each in report.unquoted:
        parts = each.never_quoted, each.passages - each.never_quoted
        yield Bar(written(each.chapter, script), parts, f"{each.never_quoted}/{each.passages}")


def _reasons(report: Report, language: Language) -> Iterator[Bar]:
    for each in report.reasons:
        yield _times(say(language, f"reason.{each.reason}"), each.times)
    unexplained = report.thumbs_down - sum(each.times for each in report.reasons)
    if unexplained:
        yield _times(say(language, "report.no-reason"), unexplained)


def _scores(report: Report, language: Language) -> Iterator[Bar]:
    for each in report.scores:
        marked = each.state in ("live", "held")
        version = say(language, f"report.{each.state}", version=each.version) if marked else each.version
        yield Bar(version, (each.passed, each.judged - each.passed), f"{each.passed}/{each.judged}")
