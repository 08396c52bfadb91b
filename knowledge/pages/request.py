"""What is to be drawn: a page of a PDF with a passage marked, a passage with the text around it, charts, two sides."""

from dataclasses import dataclass, field
from typing import Literal

MOST_PICTURES = 10  # of one request: Telegram takes no larger album

Style = Literal["plain", "key"]


@dataclass(frozen=True, slots=True)
class PdfPages:
    """The passage ``text`` in a PDF, which begins on ``page`` (from 1) or after it; ``key`` are its key sentences."""

    text: str
    page: int
    key: tuple[str, ...] = ()
    kind: Literal["pdf"] = "pdf"


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, a text or a table of a page.

    A heading has a ``level``, from 1. A text may begin with its ``label``; each of its ``runs`` comes with its style. A
    table has ``rows``, of which the first ``heads`` head its columns, and ``key`` are its key rows. What is ``marked``
    belongs to the passage.
    """

    kind: Literal["heading", "text", "table"]
    runs: tuple[tuple[str, Style], ...] = ()
    level: int = 0
    label: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    heads: int = 0
    key: tuple[int, ...] = ()
    marked: bool = False


@dataclass(frozen=True, slots=True)
class TextPage:
    """A page with its ``title`` and ``place`` above the ``parts``, drawn in the fonts of those files."""

    title: str
    place: str
    parts: tuple[Part, ...]
    fonts: tuple[str, ...] = ()
    kind: Literal["text"] = field(default="text")


Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of ``parts``, one after the other, with what it stands for and a ``note`` on its size."""

    label: str
    parts: tuple[int, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Panel:
    """A chart: bars side by side ("columns") or one below the other ("rows"), all to the same scale.

    ``colours`` are those of the parts of a bar and ``names`` what these mean, none if the title says it. Without a bar,
    ``empty`` is written.
    """

    title: str
    kind: Literal["columns", "rows"]
    bars: tuple[Bar, ...]
    colours: tuple[Colour, ...]
    names: tuple[str, ...] = ()
    empty: str = ""


@dataclass(frozen=True, slots=True)
class ChartPage:
    """Charts, two in a row, below a ``title`` and a line of text, drawn in the fonts of those files."""

    title: str
    line: str
    panels: tuple[Panel, ...]
    fonts: tuple[str, ...] = ()
    kind: Literal["charts"] = field(default="charts")


@dataclass(frozen=True, slots=True)
class Cell:
    """What one passage says: its ``sentences``, and a ``note`` in smaller print below them, such as its place."""

    sentences: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class SidesPage:
    """Two sides as a table of two columns below a ``title``, drawn in the fonts of those files.

    ``both`` are cells as wide as the table, below the heading ``together``; then come the ``heads`` of the columns and
    their ``rows``, of which one side may be left open. The lines of ``foot`` stand on each picture. ``cut`` is written
    at the end if there is more than fits into an album.
    """

    title: str
    together: str
    both: tuple[Cell, ...]
    heads: tuple[str, str]
    rows: tuple[tuple[Cell | None, Cell | None], ...]
    foot: tuple[str, ...]
    cut: str
    fonts: tuple[str, ...] = ()
    kind: Literal["sides"] = field(default="sides")


Wanted = PdfPages | TextPage | ChartPage | SidesPage
