"""Load a document: read, clean, find its outline, cut it into passages."""

from pathlib import Path

from knowledge.chunking import cut_passages
from knowledge.cleaning import clean
from knowledge.errors import DocumentError
from knowledge.outline import read_outline
from knowledge.readers import read_document
from knowledge.readers.pandoc import Parse
from knowledge.types import Document

SHIPPED_EDITION = Path(__file__).parent / "documents" / "springboard-live-commerce.md"
SHIPPED_TITLE = "助跳板行业直播电商战略研究报告"
SHIPPED_QUESTIONS = SHIPPED_EDITION.with_suffix(".questions.yaml")


def load_document(path: Path, *, max_bytes: int, parse: Parse | None = None) -> Document:
    """Load the document at ``path`` as passages; on ``parse`` see `read_document`.

    Raises `DocumentError`, whose code names the reason, if the file cannot be used.
    """
    source, mended, unmended = clean(read_document(path, max_bytes=max_bytes, parse=parse))
    heading, pieces = read_outline(source.blocks)
    title = heading or source.title or Path(source.name).stem
    passages = cut_passages(title, pieces)
    if not passages:
        raise DocumentError("empty", name=path.name)
    return Document(
        title=title,
        name=source.name,
        sha256=source.sha256,
        passages=tuple(passages),
        mended=mended,
        unmended=unmended,
        notes=source.notes,
    )
