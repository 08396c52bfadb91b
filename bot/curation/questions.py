"""Read the files of what admins curate, notice changes in them, and add their questions to an index.

::

    UserError
    └── CuratedError  the curated questions cannot be read; the index answers without them
"""

from pathlib import Path

from bot.curation.sealing import is_as_written
from index.build import samples_of, unanswered_of
from index.encoder import Encoder
from index.extension import with_decisions, with_samples, with_unanswered
from index.search import SearchIndex
from knowledge.errors import DocumentError, UserError
from knowledge.samples import SamplePlace, read_samples

QUESTIONS = "questions.yaml"
SUITE = "suite.yaml"
SETTLED = "drafted.yaml"

Stamp = tuple[tuple[int, int, int], ...]


class CuratedError(UserError):
    """The curated questions cannot be read; the index answers without them."""


def curated_stamp(folder: Path) -> Stamp:
    """Return a stamp of the curated files, which changes as soon as any process changes one of them."""
    return tuple(_stamp(folder / name) for name in (QUESTIONS, SUITE))


def read_curated(folder: Path) -> list[SamplePlace]:
    """Read the curated questions by place. Raises `CuratedError` if the file is damaged."""
    path = folder / QUESTIONS
    try:
        return _read(path)
    except DocumentError as error:
        raise CuratedError("curated-unusable", file=str(path), problem=error) from error


def _read(path: Path) -> list[SamplePlace]:
    if path.is_file():
        if not is_as_written(path):
            raise DocumentError("samples", name=QUESTIONS, problem="not-as-written")
        return read_samples(path)
    if path.exists() or path.is_symlink():  # such as a link to a disk that is not there
        raise DocumentError("samples", name=QUESTIONS, problem="no-file")
    return []


def with_curated(folder: Path, index: SearchIndex, encoder: Encoder) -> SearchIndex:
    """Return ``index`` with the questions that admins curated since it was built and that have a place in it.

    Raises `CuratedError` if their file cannot be read, and `EncoderError`.
    """
    places = read_curated(folder)
    samples, _ = samples_of(places, index.passages)
    unanswered = unanswered_of(places, index.passages)
    extended = with_unanswered(with_samples(index, samples, encoder), unanswered, encoder)
    return with_decisions(extended, samples, unanswered) if places else extended


def with_usable_curated(folder: Path, index: SearchIndex, encoder: Encoder) -> tuple[SearchIndex, CuratedError | None]:
    """Return the same, or if the curated questions cannot be read, ``index`` itself and the error."""
    try:
        return with_curated(folder, index, encoder), None
    except CuratedError as error:
        return index, error


def _stamp(path: Path) -> tuple[int, int, int]:
    try:
        status = path.stat()
    except OSError:
        return 0, 0, 0
    return status.st_mtime_ns, status.st_ino, status.st_size
