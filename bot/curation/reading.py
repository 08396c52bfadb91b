"""The files of what admins curate: where they are, when they changed, and an index with the questions in them."""

from pathlib import Path

from index.build import samples_of, unanswered_of
from index.encoder import Encoder
from index.extension import with_samples, with_unanswered
from index.search import SearchIndex
from knowledge.samples import SamplePlace, read_samples

QUESTIONS = "questions.yaml"
SUITE = "suite.yaml"

Stamp = tuple[tuple[int, int, int], ...]


def curated_stamp(folder: Path) -> Stamp:
    """What differs as soon as somebody has curated something, whatever the process."""
    return tuple(_stamp(folder / name) for name in (QUESTIONS, SUITE))


def read_curated(folder: Path) -> list[SamplePlace]:
    """The attached questions by their places. Raises `DocumentError` where the file is damaged."""
    path = folder / QUESTIONS
    return read_samples(path) if path.exists() else []


def with_curated(folder: Path, index: SearchIndex, encoder: Encoder) -> SearchIndex:
    """``index`` with the questions that admins gave since it was built, as far as they have a place in it.

    Raises `DocumentError` where their file cannot be read, `EncoderError`.
    """
    places = read_curated(folder)
    samples, _ = samples_of(places, index.passages)
    extended = with_samples(index, samples, encoder)
    return with_unanswered(extended, unanswered_of(places, index.passages), encoder)


def _stamp(path: Path) -> tuple[int, int, int]:
    try:
        status = path.stat()
    except OSError:
        return 0, 0, 0
    return status.st_mtime_ns, status.st_ino, status.st_size
