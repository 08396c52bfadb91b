"""Put the parts together by the settings."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

from bot.answering.assistant import Assistant
from bot.answering.live import Additions, Live
from bot.answering.snapshot import snapshot_of
from bot.curation.reading import curated_stamp, with_curated
from bot.settings import Settings, load_settings
from index.encoder import Encoder
from index.errors import OutdatedIndexError, SearchIndexError
from index.reading import load_reader
from index.search import SearchIndex
from index.versions import earlier_versions, load_current, load_version


def open_assistant(settings: Settings | None = None, version: str | None = None) -> Assistant:
    """An assistant on the live index or on ``version``, its model loaded, by the process's settings unless given.

    Raises `SettingsError`, `SearchIndexError` where index or model cannot be used, and `DocumentError` where curated
    questions cannot.
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
    """An assistant that is kept up with what is published.

    Where the live version cannot be used, the newest of those before it that can answers instead; the error says why.
    Raises `SearchIndexError` where none can, and `OutdatedIndexError` where the live one is an older program's.
    """
    folder = settings.data_folder.index
    encoder = Encoder(settings.encoder)
    with _loading(encoder):
        try:
            base, problem = load_current(folder, settings.encoder), None
        except OutdatedIndexError:
            raise  # to be made anew: an earlier one would be no better
        except SearchIndexError as error:
            base, problem = _newest_usable(settings, error), error
    assistant = _assistant(settings, base, encoder)
    assistant.warm_up()
    return Live(settings, assistant, base, additions_of(settings)), problem


def additions_of(settings: Settings) -> Additions:
    """The questions that admins curate, as what is added to a version."""
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
    """Have ``encoder`` and reader loaded meanwhile: that is mostly work outside Python. Raises `EncoderError`."""
    with ThreadPoolExecutor(1) as pool:
        loading = [pool.submit(encoder.load), pool.submit(load_reader)]
        yield
    for loaded in loading:
        loaded.result()


def _assistant(settings: Settings, index: SearchIndex, encoder: Encoder) -> Assistant:
    from threadpoolctl import threadpool_limits

    assistant = Assistant(snapshot_of(with_curated(settings.data_folder.curated, index, encoder)), encoder)
    # A question's products of matrix and vector are too small to share out: BLAS threads would only spin and take the
    # cores from other questions. This holds for the whole process, and for the libraries that are loaded by now.
    threadpool_limits(1, user_api="blas")
    return assistant
