"""Put the parts together by the settings."""

from bot.assistant import Assistant
from bot.settings import Settings
from index.encoder import Encoder
from index.versions import index_folder, load_current, load_version


def open_assistant(settings: Settings, version: str | None = None) -> Assistant:
    """An assistant on the live index or on ``version``, its model loaded.

    Raises `SearchIndexError` where either cannot be used.
    """
    from threadpoolctl import threadpool_limits

    folder = index_folder(settings.data_dir)
    if version is None:
        index = load_current(folder, settings.encoder)
    else:
        index = load_version(folder, version, settings.encoder)
    assistant = Assistant(index, Encoder(settings.encoder))
    assistant.warm_up()
    # A question's products of matrix and vector are too small to share out: BLAS threads would only spin and take the
    # cores from other questions. This holds for the whole process, and for the libraries that are loaded by now.
    threadpool_limits(1, user_api="blas")
    return assistant
