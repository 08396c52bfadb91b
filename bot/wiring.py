"""Put the parts together by the settings."""

from bot.assistant import Assistant
from bot.settings import Settings
from index.encoder import Encoder
from index.versions import index_folder, load_current


def open_assistant(settings: Settings) -> Assistant:
    """An assistant on the live index. Raises `SearchIndexError` where there is none that can be used."""
    index = load_current(index_folder(settings.data_dir), settings.encoder)
    return Assistant(index, Encoder(settings.encoder))
