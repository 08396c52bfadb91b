"""Put the parts of the program together as the settings say."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

from bot.answering.assistant import Assistant
from bot.answering.live import Additions, Live
from bot.answering.snapshot import snapshot_of
from bot.curation.questions import curated_stamp, with_curated
from bot.settings import Settings, load_settings
from index.encoder import Encoder
from index.errors import OutdatedIndexError, SearchIndexError
from index.passage_reading import load_reader
from index.search import SearchIndex
from index.versions import earlier_versions, load_current, load_version


def open_assistant(settings: Settings | None = None, version: str | None = None) -> Assistant:
    """Open an assistant on the live index version, or on ``version``, with its model loaded.

    ``settings`` are those of this process by default. Raises `SettingsError`, `SearchIndexError` if the index or the
    model cannot be used, and `DocumentError` if the curated questions cannot be used.
    """
    settings = settings or load_settings()
    folder = settings.data_folder.index
    encoder = Encoder(settings.encoder)
    with _loading(encoder):
        if version is None:
            index = load_current(folder, settings.encoder)
        else:
            index = load_version(folder, version, settings.encoder)
    return _assistant(settings, index, encoder)


def open_live(settings: Settings) -> tuple[Live, SearchIndexError | None]:
    """Open an assistant that is kept on the newest published index version.

    If the live version cannot be used, open the newest usable one of the versions before it, and return the error that
    says why. Raises `SearchIndexError` if no version can be used, and `OutdatedIndexError` if an older program made the
    live one.
    """
    folder = settings.data_folder.index
    encoder = Encoder(settings.encoder)
    with _loading(encoder):
        try:
            base, problem = load_current(folder, settings.encoder), None
        except OutdatedIndexError:
            raise  # The index must be built again: an earlier version would be outdated as well.
        except SearchIndexError as error:
            base, problem = _newest_usable(settings, error), error
    assistant = _assistant(settings, base, encoder)
    assistant.warm_up()
    return Live(settings, assistant, base, additions_of(settings)), problem


def additions_of(settings: Settings) -> Additions:
    """Return the questions that admins curate as additions to an index version."""
    folder = settings.data_folder.curated
    return Additions(partial(curated_stamp, folder), partial(with_curated, folder))


def _newest_usable(settings: Settings, error: SearchIndexError) -> SearchIndex:
    folder = settings.data_folder.index
    for version in reversed(earlier_versions(folder)):
        try:
            return load_version(folder, version, settings.encoder)
        except SearchIndexError:
            continue
    raise error


@contextmanager
def _loading(encoder: Encoder) -> Iterator[None]:
    """Load ``encoder`` and the reader in a thread while the body runs. Raises `EncoderError`.

    A thread is enough, since loading is mostly work outside Python.
    """
    with ThreadPoolExecutor(1) as pool:
        loading = [pool.submit(encoder.load), pool.submit(load_reader)]
        yield
    for loaded in loading:
        loaded.result()


def _assistant(settings: Settings, index: SearchIndex, encoder: Encoder) -> Assistant:
    from threadpoolctl import threadpool_limits

    assistant = Assistant(snapshot_of(with_curated(settings.data_folder.curated, index, encoder)), encoder)
    # A question's matrix-vector products are too small to split: more BLAS threads would only spin and take the cores
    # from other questions. The limit holds for the whole process and for the libraries that are loaded by now.
    threadpool_limits(1, user_api="blas")
    return assistant
