"""Whether what a version says of itself fits this program; the same wherever versions are kept."""

from typing import Any

from index.encoder import engine_of
from index.errors import IndexDamagedError, IndexMismatchError, OutdatedIndexError
from index.resources import fingerprint
from index.types import FORMAT_VERSION, Manifest, documents_in


def parse_manifest(raw: dict[str, Any], version: str) -> Manifest:
    """Return the manifest of a ``version`` from its JSON.

    Raises `IndexMismatchError`, `OutdatedIndexError`, and KeyError, ValueError or TypeError for what is no manifest.
    """
    written = raw["format_version"]
    if written in range(FORMAT_VERSION):
        raise OutdatedIndexError("index-outdated", version=version)
    if written != FORMAT_VERSION:
        raise _mismatch("other-format", str(written), str(FORMAT_VERSION))
    return Manifest.model_validate(raw | {"documents": documents_in(raw)})


def check_fits(manifest: Manifest, model: str, version: str) -> None:
    """Raise `IndexMismatchError` or `OutdatedIndexError` if a version cannot be asked with this model and program."""
    if manifest.model != model:
        raise _mismatch("other-model", manifest.model, model)
    if manifest.engine != engine_of(model):
        raise OutdatedIndexError("index-outdated", version=version)
    if manifest.resources != fingerprint():
        raise _mismatch("other-word-lists", manifest.resources[:8], fingerprint()[:8])


def damaged(version: str, problem: str, **details: str) -> IndexDamagedError:
    """Return the error that says what of a ``version`` is damaged."""
    return IndexDamagedError("index-damaged", version=version, problem=problem, **details)


def _mismatch(problem: str, found: str, wanted: str) -> IndexMismatchError:
    return IndexMismatchError("index-mismatch", problem=problem, found=found, wanted=wanted)
