"""Make a version live, but only after it has been loaded and found whole."""

from index.search import SearchIndex
from index.store import VersionStore


def publish(
    store: VersionStore, version: str, model: str, by: str, why: str, *, instead_of: str | None = None
) -> SearchIndex:
    """Make ``version`` the live one and return its index, loaded for ``model``; record ``by`` whom and ``why``.

    Raises `NoSuchVersionError`, `OutdatedIndexError`, `IndexMismatchError` and `IndexDamagedError` if it cannot be
    used, `OvertakenError` if ``instead_of`` is given and is no longer the live version; then nothing has changed.
    """
    index = store.load(version, model)
    store.switch_to(version, by, why, instead_of=instead_of)
    return index


def rollback(store: VersionStore, model: str, by: str, why: str) -> SearchIndex:
    """Make the version live again that was live before the current one.

    Raises `NoEarlierVersionError`, and the errors of `publish`.
    """
    return publish(store, store.before(), model, by, why)
