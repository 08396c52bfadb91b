"""Read the files of what admins curate, notice changes in them, and add their questions to an index.

::

    UserError
    └── CuratedError  the curated questions cannot be read; the index answers without them
"""

from bot.blobs.seam import Blobs, NoFileError
from bot.curation.sealing import is_as_written
from index.build import samples_of, unanswered_of
from index.encoder import Encoder
from index.extension import with_decisions, with_samples, with_unanswered
from index.search import SearchIndex
from knowledge.errors import DocumentError, UserError
from knowledge.samples import SamplePlace, samples_in

QUESTIONS = "questions.yaml"
SUITE = "suite.yaml"
SETTLED = "drafted.yaml"

Stamp = tuple[object, ...]


class CuratedError(UserError):
    """The curated questions cannot be read; the index answers without them."""


def curated_stamp(curated: Blobs) -> Stamp:
    """Return a stamp of the curated files, which changes as soon as any process changes one of them."""
    return tuple(curated.stamp(name) for name in (QUESTIONS, SUITE))


def read_curated(curated: Blobs) -> list[SamplePlace]:
    """Read the curated questions by place. Raises `CuratedError` if the file is damaged."""
    try:
        return _read(curated)
    except DocumentError as error:
        raise CuratedError("curated-unusable", file=curated.where(QUESTIONS), problem=error) from error


def _read(curated: Blobs) -> list[SamplePlace]:
    try:
        content = curated.read(QUESTIONS)
    except NoFileError as error:
        raise DocumentError("samples", name=QUESTIONS, problem="no-file") from error
    if content is None:
        return []
    if not is_as_written(content):
        raise DocumentError("samples", name=QUESTIONS, problem="not-as-written")
    return samples_in(content, QUESTIONS)


def with_curated(curated: Blobs, index: SearchIndex, encoder: Encoder) -> SearchIndex:
    """Return ``index`` with the questions that admins curated since it was built and that have a place in it.

    Raises `CuratedError` if their file cannot be read, and `EncoderError`.
    """
    places = read_curated(curated)
    samples, _ = samples_of(places, index.passages)
    unanswered = unanswered_of(places, index.passages)
    extended = with_unanswered(with_samples(index, samples, encoder), unanswered, encoder)
    return with_decisions(extended, samples, unanswered) if places else extended


def with_usable_curated(
    curated: Blobs, index: SearchIndex, encoder: Encoder
) -> tuple[SearchIndex, CuratedError | None]:
    """Return the same, or if the curated questions cannot be read, ``index`` itself and the error."""
    try:
        return with_curated(curated, index, encoder), None
    except CuratedError as error:
        return index, error
