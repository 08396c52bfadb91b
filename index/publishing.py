"""Which version is live: made so only once it was loaded and found whole."""

from pathlib import Path

from index.search import SearchIndex
from index.versions import load_version, switch_to, version_before


def publish(folder: Path, version: str, model: str, by: str, why: str, *, instead_of: str | None = None) -> SearchIndex:
    """Make ``version`` the live one, noted as done ``by`` somebody and ``why``; the index, as loaded for ``model``.

    Raises `NoSuchVersionError`, `OutdatedIndexError`, `IndexMismatchError` and `IndexDamagedError` where it cannot be
    used, `OvertakenError` where ``instead_of`` is given and no longer the live one; then nothing has changed.
    """
    index = load_version(folder, version, model)
    switch_to(folder, version, by, why, instead_of=instead_of)
    return index


def rollback(folder: Path, model: str, by: str, why: str) -> SearchIndex:
    """Make the version live again that was so before the live one. Raises `NoEarlierVersionError`, and as `publish`."""
    return publish(folder, version_before(folder), model, by, why)
