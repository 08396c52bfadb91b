"""Take the live version from one store into another, so that nobody has to read the documents again."""

from bot.suites.drafting import DRAFTED
from index.errors import NoIndexError
from index.publishing import publish
from index.store import VersionStore
from index.versions import CHECKED


def copy_live(source: VersionStore, target: VersionStore, model: str, by: str, why: str) -> str:
    """Copy the live version of ``source``, with what was said of it, make it live in ``target``, and return its name.

    If ``target`` has it already, it is only made live. ``source`` must hold what it loads in memory. Raises
    `SearchIndexError` and OSError.
    """
    version = source.current()
    if version is None:
        raise NoIndexError("index-none")
    with target.building(by):
        if version not in target.versions():
            told = {name: source.beside(version, name) for name in (CHECKED, DRAFTED)}
            texts = {name: text for name, text in told.items() if text}
            target.add(source.load(version, model), source.places(version), lambda _: texts)
        publish(target, version, model, by, why)
    return version
