"""springboard benchmark quality|retrieval|build FILE, latency, indexing, scale: measure quality, times and memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.progress import Progress

from bot.suites.loading import read_suite
from bot.suites.running import Runner
from bot.wiring import open_assistant
from index.build import Advance
from index.encoder import Encoder
from index.search import SearchIndex
from scripts.benchmark.building import measure_building
from scripts.benchmark.growing import in_memory
from scripts.benchmark.indexing import measure_indexing
from scripts.benchmark.latency import measure_latency
from scripts.benchmark.quality import measure_quality
from scripts.benchmark.report import show
from scripts.benchmark.retrieval import measure_retrieval
from scripts.benchmark.scale import measure_scale
from scripts.benchmark.scale_in_postgres import measure_in_postgres
from scripts.benchmark.serving import measure_serving
from scripts.terminal import open_settings, warn

app = typer.Typer(help=__doc__, no_args_is_help=True, add_completion=False)

JsonFile = Annotated[Path | None, typer.Option("--json", help="Also write the figures to this file.")]

_SAMPLE_QUESTIONS = 90  # asked of large collections beside those below; more tell how often finding fails

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
    """Measure hit@1, hit@3, MRR, refusals and blanks on a question set, asked of the live index."""
    suite = read_suite(file)
    runner = Runner(open_assistant(open_settings(), warn=warn))
    outcomes = []
    with _progress("asking", len(suite.cases)) as bar:
        for case in suite.cases:
            outcomes.append(runner.ask(suite.name, case))
            bar.advance(bar.task_ids[0])
    show(f"{file.name}, index {runner.assistant.snapshot.version}", measure_quality(outcomes), json_file)


@app.command()
def retrieval(files: list[ExistingFile], json_file: JsonFile = None) -> None:
    """Measure hit@1, hit@3 and MRR on public retrieval sets, each in an index of its own."""
    settings = open_settings()
    encoder = Encoder(settings.encoder)
    measured = []
    for file in files:
        with _progress(file.name, None) as bar:
            cache = settings.data_folder.benchmark_embeddings
            measured.append(measure_retrieval(file, encoder, cache, _advance(bar)))
    show("retrieval", measured, json_file)


@app.command()
def latency(
    served: Annotated[int, typer.Option(min=50, help="Questions that the Telegram bot is asked.")] = 2_000,
    json_file: JsonFile = None,
) -> None:
    """Time answers and starts, compared with a naive bot and bare libraries, and the Telegram bot and its memory."""
    assistant = open_assistant(open_settings(), warn=warn)
    rows = [*measure_latency(assistant, _QUESTIONS), *measure_serving(open_settings(), _QUESTIONS, served)]
    show(f"latency, {assistant.snapshot.index.manifest.passages} passages", rows, json_file)


@app.command()
def build(file: ExistingFile, json_file: JsonFile = None) -> None:
    """Time building a retrieval set, compared with a naive bot, a first index of the report, and a new document."""
    with _progress("building", None) as bar:
        rows = measure_building(open_settings(), file, _advance(bar))
    show("build", rows, json_file)


@app.command()
def indexing(
    passages: Annotated[int, typer.Option(min=100, help="Passages of the large collection.")] = 10_000,
    json_file: JsonFile = None,
) -> None:
    """Measure how long it takes until answers use a change, in the report and a large collection, and a swap's cost."""
    with _progress("indexing", None) as bar:
        rows = measure_indexing(open_settings(), passages, _QUESTIONS, _advance(bar))
    show("indexing", rows, json_file)


@app.command()
def scale(
    sizes: Annotated[list[int] | None, typer.Argument(min=100, help="Numbers of passages.")] = None,
    passages: Annotated[list[int] | None, typer.Option(min=100, help="The same, by name.")] = None,
    store: Annotated[
        Literal["folder", "postgres"],
        typer.Option(help="postgres: compare an index in PostgreSQL, at DATABASE_URL, with one in memory."),
    ] = "folder",
    json_file: JsonFile = None,
) -> None:
    """Measure time per question, memory and recall as the number of synthetic passages grows."""
    settings = open_settings()
    assistant = open_assistant(settings, warn=warn)
    source = in_memory(assistant.snapshot.index)
    numbers = [*(sizes or []), *(passages or [])] or [1_000, 10_000, 100_000]
    with _progress("growing", None) as bar:

        def report(step: str) -> None:
            bar.update(bar.task_ids[0], description=step)

        if store == "folder":
            rows = measure_scale(source, numbers, _QUESTIONS * 5, assistant.encoder, report)
        else:
            asked = [*_QUESTIONS, *_from_all_over(source)]
            rows = measure_in_postgres(source, numbers, asked, assistant.encoder, settings, report)
    show("scale", rows, json_file)


def _from_all_over(source: SearchIndex) -> tuple[str, ...]:
    """Return sample questions of places all over an index."""
    known = source.samples.questions if source.samples else ()
    return known[:: max(len(known) // _SAMPLE_QUESTIONS, 1)][:_SAMPLE_QUESTIONS]


@contextmanager
def _progress(name: str, total: int | None) -> Iterator[Progress]:
    with Progress(console=Console(stderr=True), transient=True) as bar:
        bar.add_task(name, total=total)
        yield bar


def _advance(bar: Progress) -> Advance:
    return lambda done, total: bar.update(bar.task_ids[0], completed=done, total=total)
