"""Load a document: read, clean, find its outline, cut it into passages."""

from pathlib import Path

from knowledge.chunking import cut_passages
from knowledge.cleaning import clean
from knowledge.errors import DocumentError
from knowledge.outline import Piece, is_like_title, names_document, read_outline
from knowledge.readers import read_document
from knowledge.readers.pandoc import Parse
from knowledge.sentences import split_sentences
from knowledge.types import Document

SHIPPED_EDITION = Path(__file__).parent / "documents" / "springboard-live-commerce.md"
SHIPPED_TITLE = "助跳板行业直播电商战略研究报告"
SHIPPED_QUESTIONS = SHIPPED_EDITION.with_suffix(".questions.yaml")
# To try the assistant on; it is not indexed unless it is named.
EXAMPLE_REPORT = SHIPPED_EDITION.parent / "examples" / "live-rooms-2025.pdf"


def load_document(path: Path, *, max_bytes: int, parse: Parse | None = None) -> Document:
    """Load the document at ``path`` as passages; on ``parse`` see `read_document`.

    Raises `DocumentError`, whose code names the reason, if the file cannot be used.
    """
    source, mended, unmended = clean(read_document(path, max_bytes=max_bytes, parse=parse))
    heading, pieces = read_outline(source.blocks, source.title)
    title = heading or source.title or _first_line(pieces) or Path(source.name).stem
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
        date=source.date,
    )


def _first_line(pieces: list[Piece]) -> str:
    """Return the first line of a text without headings, if it is like a title and sentences or a table follow it.

    One that names the kind of the document, such as a notice, needs nothing of that.
    """
    if len(pieces) < 2 or any(piece.headings for piece in pieces) or not is_like_title(pieces[0].block):
        return ""
    if names_document(pieces[0].block):
        return pieces[0].block.text.strip()
    following = pieces[1].block
    is_text = following.kind == "table" or len(split_sentences(following.text)) > 1 or following.text[-1] in "。！？.!?"
    return pieces[0].block.text.strip() if is_text else ""
