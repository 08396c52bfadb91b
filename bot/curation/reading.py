"""The files of what admins curate: where they are, when they changed, and the sample questions in them."""

from pathlib import Path

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


def _stamp(path: Path) -> tuple[int, int, int]:
    try:
        status = path.stat()
    except OSError:
        return 0, 0, 0
    return status.st_mtime_ns, status.st_ino, status.st_size
