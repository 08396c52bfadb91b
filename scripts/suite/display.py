"""Show a run of suites, and its comparison with an earlier one, in the terminal."""

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table

from bot.i18n import say
from bot.languages import Language
from bot.suites.comparison import Comparison
from bot.suites.coverage import Coverage, Place
from bot.suites.figures import Figures
from bot.suites.messages import case_name, explain_change, explain_outcome
from bot.suites.report import Run
from scripts.terminal import print_line

_MAX_PLACES = 10
_MAX_CONFUSIONS = 3


def show_run(console: Console, run: Run, minimum: float, language: Language) -> None:
    """Print failed cases and unexpected passes, figures, coverage and the verdict.

    Each case has a line. A run that was interrupted has no verdict.
    """
    for outcome in run.outcomes:
        if outcome.verdict == "failed":
            print_line(console, f"✗ {explain_outcome(outcome, language, several=run.several)}", "red")
    for outcome in run.outcomes:
        if outcome.verdict == "unexpected-pass":
            name, reason = case_name(*outcome.key, several=run.several), outcome.case.known_to_fail
            print_line(console, say(language, "suite.unexpected", case=name, reason=reason), "yellow")
    console.print(_table(run.figures, language))
    if run.figures[0].piece_recall is not None:
        recall, precision = map(_percent, (run.figures[0].piece_recall, run.figures[0].piece_precision))
        print_line(console, say(language, "suite.pieces", recall=recall, precision=precision))
    _show_coverage(console, run.coverage, language)
    for key, count in (("partly", run.figures[0].partly), ("skipped", run.figures[0].skipped)):
        if count:
            print_line(console, say(language, f"suite.{key}", count=count), "yellow")
    if not run.complete:
        done, total = len(run.outcomes), run.total
        print_line(console, say(language, "suite.interrupted", done=done, total=total), "yellow")
        return
    overall = run.figures[0]
    passed = run.passed(minimum)
    verdict = say(
        language,
        "suite.passed" if passed else "suite.failed",
        passed=overall.passed,
        judged=overall.passed + overall.failed,
        share=f"{100 * overall.share_passed:.1f}",
        minimum=f"{100 * minimum:g}",
        known=overall.known,
        version=run.version,
    )
    print_line(console, verdict, "bold green" if passed else "bold red")


def show_comparison(console: Console, comparison: Comparison, language: Language, *, several: bool) -> None:
    """Print each case that got worse or better, then how many stayed the same; see `explain_change`."""
    print_line(console, say(language, "suite.compared", before=comparison.before), "bold")
    for change in comparison.changes:
        print_line(console, explain_change(change, language, several=several), "green" if change.better else "red")
    better = sum(change.better for change in comparison.changes)
    counts = say(
        language,
        "suite.comparison",
        better=better,
        worse=len(comparison.changes) - better,
        same=comparison.same,
        added=comparison.added,
        gone=comparison.gone,
    )
    print_line(console, counts)


def _table(figures: Sequence[Figures], language: Language) -> Table:
    """Return the figures as a table that fits 80 columns, with shares in percent."""
    table = Table(
        title=say(language, "suite.table.title"), title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 0, 0, 1)
    )
    table.add_column("", overflow="fold", min_width=12, max_width=24)
    headings = [say(language, f"suite.table.{key}") for key in ("passed", "known", "questions")]
    headings += ["hit@1", "hit@3", "MRR", *(say(language, f"suite.table.{key}") for key in ("precision", "recall"))]
    for heading in headings:
        table.add_column(heading, justify="right", no_wrap=True)
    for position, group in enumerate(figures):
        table.add_row(
            group.name or say(language, "suite.table.all"),
            f"{group.passed}/{group.passed + group.failed}",
            *map(str, (group.known, group.questions)),
            *map(_percent, (group.hit_at_1, group.hit_at_3)),
            "–" if group.mrr is None else f"{group.mrr:.3f}",
            *map(_percent, (group.refusal_precision, group.refusal_recall)),
            end_section=position + 1 == len(figures) or figures[position + 1].kind != group.kind,
        )
    return table


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f}"


def _show_coverage(console: Console, coverage: Coverage, language: Language) -> None:
    for key, places, total in (
        ("not-asked", coverage.not_asked, coverage.sections),
        ("never-best", coverage.never_best, coverage.passages),
    ):
        named = _places(places, language)
        text = say(language, f"suite.coverage.{key}", count=len(places), total=total, places=named)
        print_line(console, text)
    confusions = [
        say(language, "suite.coverage.pair", first=pair.first.ref, second=pair.second.ref, times=pair.times)
        for pair in coverage.confusions[:_MAX_CONFUSIONS]
    ]
    pairs = ", ".join(confusions) or say(language, "suite.none")
    print_line(console, say(language, "suite.coverage.confused", pairs=pairs))


def _places(places: Sequence[Place], language: Language) -> str:
    refs = ", ".join(place.ref or place.document for place in places[:_MAX_PLACES])
    more = len(places) - _MAX_PLACES
    return f"{refs} {say(language, 'suite.coverage.more', count=more)}" if more > 0 else refs
