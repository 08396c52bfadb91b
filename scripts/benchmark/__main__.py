"""python -m scripts.benchmark quality|retrieval|build FILE, latency, indexing, scale."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.progress import Progress

    from bot.assistant import Assistant
    from bot.suites.cases import Suite
    from index.build import Advance

app = typer.Typer(help=__doc__, no_args_is_help=True, add_completion=False)

JsonFile = Annotated[Path | None, typer.Option("--json", help="Also write the figures to this file.")]

ExistingFile = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)]

_QUESTIONS = (
    "主播怎么激励？",
    "直播间的转化率怎么提高？",
    "全球助跳板市场规模有多大？",
    "退换货流程要怎么设计才让人放心？",
    "數據外洩之後要怎麼應變？",
    "How should prices be set during a live stream?",
    "What does packaging do for the brand?",
    "新品发布能不能跟节日促销放在一起做？",
    "定價怎麼訂",
    "How are new hosts trained up?",
)


@app.command()
def quality(file: ExistingFile, json_file: JsonFile = None) -> None:
    """hit@1, hit@3, MRR, refusals and blanks on a question set, asked of the live index."""
    from bot.suites.running import Runner
    from scripts.benchmark.quality import measure
    from scripts.benchmark.report import show

    suite = _suite(file)
    runner = Runner(_assistant())
    outcomes = []
    with _progress("asking", len(suite.cases)) as bar:
        for case in suite.cases:
            outcomes.append(runner.ask(suite.name, case))
            bar.advance(bar.task_ids[0])
    show(f"{file.name}, index {runner.assistant.index.manifest.version}", measure(outcomes), json_file)


@app.command()
def retrieval(files: list[ExistingFile], json_file: JsonFile = None) -> None:
    """The same on public retrieval sets, each indexed for itself."""
    from index.encoder import Encoder
    from scripts.benchmark.report import show
    from scripts.benchmark.retrieval import measure
    from scripts.terminal import settings_or_exit

    settings = settings_or_exit()
    encoder = Encoder(settings.encoder)
    measured = []
    for file in files:
        with _progress(file.name, None) as bar:
            cache = settings.data_dir / "benchmark-embeddings.sqlite"
            measured.append(measure(file, encoder, cache, _advance(bar)))
    show("retrieval", measured, json_file)


@app.command()
def latency(
    served: Annotated[int, typer.Option(min=50, help="Questions that the Telegram bot is asked.")] = 2_000,
    json_file: JsonFile = None,
) -> None:
    """Answers and starts beside the naive bot's and the bare libraries; the Telegram bot over HTTP, and its memory."""
    from scripts.benchmark.latency import measure
    from scripts.benchmark.report import show
    from scripts.benchmark.serving import measure_serving
    from scripts.terminal import settings_or_exit

    assistant = _assistant()
    rows = [*measure(assistant, _QUESTIONS), *measure_serving(settings_or_exit(), _QUESTIONS, served)]
    show(f"latency, {assistant.index.manifest.passages} passages", rows, json_file)


@app.command()
def build(file: ExistingFile, json_file: JsonFile = None) -> None:
    """Time to build a retrieval set beside the naive bot, a first index of the report, and a new document."""
    from scripts.benchmark.building import measure
    from scripts.benchmark.report import show
    from scripts.terminal import settings_or_exit

    with _progress("building", None) as bar:
        rows = measure(settings_or_exit(), file, _advance(bar))
    show("build", rows, json_file)


@app.command()
def indexing(
    passages: Annotated[int, typer.Option(min=100, help="Passages of the large collection.")] = 10_000,
    json_file: JsonFile = None,
) -> None:
    """Time until a change is answered from, for the report and a large collection, and what a swap costs."""
    from scripts.benchmark.indexing import measure
    from scripts.benchmark.report import show
    from scripts.terminal import settings_or_exit

    with _progress("indexing", None) as bar:
        rows = measure(settings_or_exit(), passages, _QUESTIONS, _advance(bar))
    show("indexing", rows, json_file)


@app.command()
def scale(
    sizes: Annotated[list[int] | None, typer.Argument(min=100, help="Numbers of passages.")] = None,
    json_file: JsonFile = None,
) -> None:
    """Time a question, memory and recall as the number of synthetic passages grows."""
    from scripts.benchmark.report import show
    from scripts.benchmark.scale import measure

    assistant = _assistant()
    with _progress("growing", None) as bar:
        rows = measure(
            assistant.index,
            sizes or [1_000, 10_000, 100_000],
            _QUESTIONS * 5,
            assistant.encoder,
            lambda size: bar.update(bar.task_ids[0], description=f"{size:,} passages"),
        )
    show("scale", rows, json_file)


def _suite(file: Path) -> "Suite":
    from bot.suites.errors import SuiteError
    from bot.suites.reading import read_suite
    from scripts.terminal import fail, interface_language, settings_or_exit

    try:
        return read_suite(file)
    except SuiteError as error:
        fail(error, interface_language(settings_or_exit()))


def _assistant() -> "Assistant":
    from bot.wiring import open_assistant
    from bot.wording import EXPECTED_ERRORS
    from scripts.terminal import fail, interface_language, settings_or_exit

    settings = settings_or_exit()
    try:
        return open_assistant(settings)
    except EXPECTED_ERRORS as error:
        fail(error, interface_language(settings))


@contextmanager
def _progress(name: str, total: int | None) -> "Iterator[Progress]":
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        bar.add_task(name, total=total)
        yield bar


def _advance(bar: "Progress") -> "Advance":
    return lambda done, total: bar.update(bar.task_ids[0], completed=done, total=total)


if __name__ == "__main__":
    app()
