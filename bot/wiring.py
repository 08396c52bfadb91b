"""Put the parts of the program together as the settings say."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

from bot.answering.assistant import Assistant
from bot.answering.live import Additions, Live
from bot.answering.snapshot import snapshot_of
from bot.blobs.chosen import curated_files
from bot.curation.questions import curated_stamp, with_curated, with_usable_curated
from bot.settings import Settings, load_settings
from bot.version_stores import version_store
from index.editions import Earlier
from index.encoder import Encoder
from index.errors import LiveUnknownError, OutdatedIndexError, SearchIndexError
from index.passage_reading import load_reader
from index.search import SearchIndex
from knowledge.errors import ToldError

_log = logging.getLogger(__name__)


Warn = Callable[[ToldError, str], None]


def open_assistant(settings: Settings | None = None, version: str | None = None, warn: Warn | None = None) -> Assistant:
    """Open an assistant on the live index version, or on ``version``, with its model loaded.

    ``settings`` are those of this process by default. If the live version cannot be told, open the newest usable one of
    those that were live; if the curated questions cannot be read, do without. ``warn`` is called with the error that
    says why and the version that answers; by default it is logged. Raises `SettingsError`, and `SearchIndexError` if
    the index or the model cannot be used.
    """
    settings = settings or load_settings()
    warn = warn or _log_warning
    encoder = Encoder(settings.encoder)
    with _loading(encoder) as load_reader_of:
        index = version_store(settings).load(version, settings.encoder) if version else load_live(settings, warn)
        load_reader_of(index)
    extended, problem = with_usable_curated(curated_files(settings), index, encoder)
    if problem is not None:
        warn(problem, index.manifest.version)
    return _assistant(extended, encoder, None if version else Earlier(version_store(settings), settings.encoder))


def load_live(settings: Settings, warn: Warn) -> SearchIndex:
    """Load the live version or, if that cannot be told, what `open_assistant` opens then. Raises `SearchIndexError`."""
    try:
        return version_store(settings).load_current(settings.encoder)
    except LiveUnknownError as error:
        index = _newest_usable(settings, error)
        warn(error, index.manifest.version)
        return index


def reach_database(settings: Settings) -> None:
    """If the index is in the database, open that and close it again before anything asks it for the index.

    So what keeps a program from starting is told alike wherever the index is. Raises `DatabaseError`.
    """
    if settings.index_store != "postgres":
        return
    # The import is here because it loads SQLAlchemy, which most commands do without.
    from bot.state.database import open_database

    async def reach() -> None:
        await (await open_database(settings.database_url.get_secret_value(), settings.data_folder.database)).close()

    asyncio.run(reach())


def open_live(settings: Settings) -> tuple[Live, SearchIndexError | None]:
    """Open an assistant that is kept on the newest published index version.

    If the live version cannot be told or used, open the newest usable one of those that were live, and return why.
    Raises `SearchIndexError` if no version can be used, and `OutdatedIndexError` if an older program made
    the live one.
    """
    encoder = Encoder(settings.encoder)
    with _loading(encoder) as load_reader_of:
        try:
            base, problem = version_store(settings).load_current(settings.encoder), None
        except OutdatedIndexError:
            raise  # The index must be built again: an earlier version would be outdated as well.
        except SearchIndexError as error:
            base, problem = _newest_usable(settings, error), error
        load_reader_of(base)
    extended, unread = with_usable_curated(curated_files(settings), base, encoder)
    assistant = _assistant(extended, encoder, Earlier(version_store(settings), settings.encoder))
    assistant.warm_up()
    return Live(settings, assistant, base, additions_of(settings), added=unread is None), problem


def additions_of(settings: Settings) -> Additions:
    """Return the questions that admins curate as additions to an index version."""
    curated = curated_files(settings)
    return Additions(partial(curated_stamp, curated), partial(with_curated, curated))


def _log_warning(error: ToldError, version: str) -> None:
    _log.warning("part of the data cannot be used; version %s answers: %s", version, error)


def _newest_usable(settings: Settings, error: SearchIndexError) -> SearchIndex:
    # The import is here because it loads the whole suites package, which a start needs only if something is wrong.
    from bot.reindexing.standby import standbys

    store = version_store(settings)
    for version in standbys(store):
        try:
            return store.load(version, settings.encoder)
        except SearchIndexError:
            continue
    raise error


@contextmanager
def _loading(encoder: Encoder) -> Iterator[Callable[[SearchIndex], None]]:
    """Load ``encoder`` in a thread while the body runs, which may have the reader of an index loaded after it.

    Raises `EncoderError`.

    A thread is enough, since loading is mostly work outside Python.
    """
    with ThreadPoolExecutor(1) as pool:
        loading = [pool.submit(encoder.load)]
        # One after the other, since loading takes more memory than what is loaded.
        yield lambda index: loading.append(pool.submit(_load_for, index, encoder))
    for loaded in loading:
        loaded.result()


def _load_for(index: SearchIndex, encoder: Encoder) -> None:
    load_reader(sampled=index.sampled)
    if not index.sampled:
        encoder.load_search()


def _assistant(index: SearchIndex, encoder: Encoder, earlier: Earlier | None) -> Assistant:
    from threadpoolctl import threadpool_limits

    assistant = Assistant(snapshot_of(index), encoder, earlier=earlier)
    # A question's matrix-vector products are too small to split: more BLAS threads would only spin and take the cores
    # from other questions. The limit holds for the whole process and for the libraries that are loaded by now.
    threadpool_limits(1, user_api="blas")
    return assistant
