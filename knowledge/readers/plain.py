"""Read plain text: every line that is not blank is a paragraph."""

from knowledge.readers.encoding import decode
from knowledge.readers.text import Content, check_density
from knowledge.types import Block


def read(data: bytes, name: str) -> Content:
    """Return one paragraph per line. Raises `DocumentError` ("binary", "encoding", "too-dense")."""
    text = decode(data, name)
    check_density(text, "\n", data, name)
    lines = (line.strip() for line in text.split("\n"))
    return Content(tuple(Block("paragraph", line) for line in lines if line))
