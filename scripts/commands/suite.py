"""springboard suite [SUITE ...]: ask an index scripted questions; exit code 0 if passed, 1 if not, 2 on an error.

springboard suite draft|confirm: what was drafted from the passages; see `scripts.commands.drafted`.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from bot.answering.assistant import Assistant, clean_question
from bot.answering.snapshot import snapshot_of
from bot.errors import explain
from bot.i18n import say
from bot.languages import Language
from bot.settings import Settings
from bot.suites.cases import Suite
from bot.suites.comparison import Comparison, Key, Standing, compare, standing
from bot.suites.drafts import draft_case, draft_head, suite_yaml
from bot.suites.editions import fitted
from bot.suites.errors import SuiteError
from bot.suites.loading import SHIPPED_SUITE, read_suites
from bot.suites.messages import explain_remark
from bot.suites.outcomes import Outcome
from bot.suites.report import Run, conclude, read_report, write_report
from bot.suites.running import Runner, select, time_limits
from bot.version_stores import version_store
from bot.wiring import open_assistant
from index.encoder import Encoder
from scripts.commands.drafted import confirmed, draft
from scripts.suite.display import show_comparison, show_run
from scripts.suite.junit import write_junit
from scripts.suite.plot import characters_of, draw, find_font
from scripts.summaries import progress_bar
from scripts.terminal import EXIT_FAILED, interface_language, make_console, open_settings, print_line, warn

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties


class _Commands(TyperGroup):
    """A group whose command is "run" unless another is named, so that suites can be given at once."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return super().parse_args(ctx, args if args and args[0] in self.commands else ["run", *args])


app = typer.Typer(cls=_Commands, add_completion=False)
app.command("draft")(draft)
app.command("confirm")(confirmed)

_BELOW_MINIMUM = 1
_INTERRUPTED = 130  # exit code of shells for Ctrl-C


@app.command("run")
def main(
    suites: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="SUITE...",
            help="Suites (.yaml, promptfoo's too, .jsonl, .csv); none: that of the shipped edition.",
            show_default=False,
        ),
    ] = None,
    index: Annotated[
        str | None, typer.Option(metavar="VERSION", help="Ask this index version, not the live one.")
    ] = None,
    data_dir: Annotated[Path | None, typer.Option(metavar="DIR", help="Data directory in place of DATA_DIR.")] = None,
    tag: Annotated[list[str] | None, typer.Option(help="Only cases with this tag; may be given again.")] = None,
    junit: Annotated[Path | None, typer.Option(metavar="FILE", help="Also write JUnit XML.")] = None,
    json: Annotated[Path | None, typer.Option(metavar="FILE", help="Also write all results as JSON.")] = None,
    compare: Annotated[
        str | None,
        typer.Option(metavar="VERSION|FILE", help="Show what got better or worse against a version or a --json file."),
    ] = None,
    minimum: Annotated[
        float, typer.Option(min=0, max=1, help="Share of cases that must pass, not counting those known to fail.")
    ] = 1.0,
    plot: Annotated[Path | None, typer.Option(metavar="FILE", help="Also draw the figures as a PNG file.")] = None,
    new: Annotated[
        bool, typer.Option("--new", help="Write draft cases for the questions on standard input, one a line.")
    ] = False,
    save: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Only write the cases read as a suite (.yaml) of our own layout."),
    ] = None,
) -> None:
    """Run suites of questions against an index. For drafted cases see `suite draft --help` and `suite confirm --help`.

    Exit code: 0 if passed; 1 if below the minimum; 2 on an error, such as a bad suite or index; 130 after Ctrl-C.
    """
    settings = open_settings()
    if data_dir:
        settings = settings.model_copy(update={"data_dir": data_dir, "index_store": "folder"})
    language = interface_language(settings)
    if new:
        _draft(open_assistant(settings, index, warn), language)
        return
    chosen = _read(suites or [], tag or [], language)
    if save:
        _save(chosen, save, language)
        return

    font = _font(chosen, language) if plot else None
    assistant = open_assistant(settings, index, warn)
    chosen = fitted(chosen, assistant.snapshot.index.manifest.documents)
    earlier = _earlier(compare, settings, assistant.encoder) if compare is not None else None
    run = _run(assistant, chosen, language)
    comparison = _compare(earlier, run, chosen, language) if earlier and run.complete else None
    _show(run, comparison, minimum, language)
    written = [
        _write(json, lambda path: write_report(run, path), language),
        _write(junit, lambda path: write_junit(run, path, language), language),
        _write(plot, lambda path: draw(run, path, language, font), language) if font else True,
    ]
    if not all(written):
        raise SystemExit(EXIT_FAILED)
    if not run.complete or (earlier and not comparison):
        raise SystemExit(_INTERRUPTED)
    raise SystemExit(0 if run.passed(minimum) else _BELOW_MINIMUM)


def _read(paths: list[Path], tags: list[str], language: Language) -> list[Suite]:
    suites = read_suites(paths or [SHIPPED_SUITE])
    chosen = select(suites, tags)
    if not chosen:
        known = dict.fromkeys(tag for suite in suites for case in suite.cases for tag in case.tags)
        raise SuiteError("suite-no-such-tag", name=", ".join(tags), tags=", ".join(known) or "–")
    console = make_console(stderr=True)
    for suite in suites:
        for note in suite.notes:
            print_line(console, f"{suite.name}: {explain_remark(note, language)}", "yellow")
    return chosen


def _earlier(target: str, settings: Settings, encoder: Encoder) -> Runner | tuple[str, dict[Key, Standing]]:
    """Return what to compare with: the cases of a report, or a runner that asks another version."""
    if Path(target).is_file():
        version, standings = read_report(Path(target))
        return f"{target} ({version})", standings
    return Runner(Assistant(snapshot_of(version_store(settings).load(target, settings.encoder)), encoder))


def _run(assistant: Assistant, suites: list[Suite], language: Language) -> Run:
    runner = Runner(assistant)
    outcomes = _ask(runner, suites, "asking", language)
    try:
        outcomes = runner.judge_times(outcomes)
    except KeyboardInterrupt:  # slow cases were being asked again, so those with a time limit are not fully judged
        outcomes = [outcome for outcome in outcomes if not time_limits(outcome.case)]
    return conclude(runner, outcomes, _total(suites))


def _ask(runner: Runner, suites: list[Suite], stage: str, language: Language) -> list[Outcome]:
    """Ask all cases, or those until Ctrl-C, and return their outcomes."""
    outcomes: list[Outcome] = []
    total = _total(suites)
    try:
        with progress_bar(language) as bar:
            bar.stage(stage)
            for outcome in runner.run(suites):
                outcomes.append(outcome)
                bar.advance(len(outcomes), total)
    except KeyboardInterrupt:
        pass
    return outcomes


def _total(suites: list[Suite]) -> int:
    return sum(suite.size for suite in suites)


def _compare(
    earlier: Runner | tuple[str, dict[Key, Standing]], run: Run, suites: list[Suite], language: Language
) -> Comparison | None:
    """Compare the run with the earlier one; return None if Ctrl-C interrupted the questions to the other version."""
    if isinstance(earlier, tuple):
        name, standings = earlier
    else:
        name = earlier.assistant.snapshot.version
        asked = _ask(earlier, suites, "comparing", language)
        if len(asked) < _total(suites):
            return None
        standings = {outcome.key: standing(outcome) for outcome in asked}
    return compare(standings, run.outcomes, name)


def _show(run: Run, comparison: Comparison | None, minimum: float, language: Language) -> None:
    console = make_console()
    if comparison:
        show_comparison(console, comparison, language, several=run.several)
    show_run(console, run, minimum, language)


def _write(path: Path | None, write: Callable[[Path], None], language: Language) -> bool:
    """Let ``write`` make the file at ``path`` if one is wanted; if it cannot, say so and return False."""
    try:
        if path:
            write(path)
    except OSError as error:
        problem = SuiteError("suite-cannot-write", name=str(path), problem=error.strerror or str(error))
        print_line(make_console(stderr=True), explain(problem, language, "terminal"), "red")
        return False
    return True


def _font(suites: list[Suite], language: Language) -> "FontProperties":
    """Find a font for the plot before the questions are asked.

    Raises `PlotError`.
    """
    return find_font(characters_of(suites, language))


def _save(suites: list[Suite], path: Path, language: Language) -> None:
    def write(path: Path) -> None:
        with path.open("x", encoding="utf-8") as file:
            file.write(suite_yaml(suites[0]))

    if len(suites) > 1:
        raise SuiteError("suite-save-one", name=path.name)
    if not _write(path, write, language):
        raise SystemExit(EXIT_FAILED)


def _draft(assistant: Assistant, language: Language) -> None:
    """Write one draft case for each different question on standard input."""
    if sys.stdin is None:
        return  # the program was started with standard input closed
    if sys.stdin.isatty():
        print(say(language, "suite.draft.type"), file=sys.stderr)
    sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    print(draft_head(assistant.snapshot.version, language), end="", flush=True)
    seen: set[str] = set()
    for line in sys.stdin:
        question = clean_question(line)
        if question and question not in seen:
            seen.add(question)
            print(draft_case(assistant.ask(question), language), end="", flush=True)
