"""The text of a paragraph in pandoc's syntax tree."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from knowledge.readers.formula import formula_text

Inline = dict[str, Any]
HARD_BREAK = "\v"  # cleaned text never holds it
_LINE_SEPARATOR = "\u2028"  # of Unicode, such as the reader of slides writes for a line that the author broke
_PLAIN = {"Space": " ", "SoftBreak": "\n", "LineBreak": HARD_BREAK}
_AROUND = ("Emph", "Strong", "Underline", "SmallCaps")  # their content is the text within
_BEHIND = {"Span": 1, "Link": 1, "Cite": 1, "Quoted": 1}  # content after attributes
RAISED = str.maketrans("0123456789+-()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿ")
LOWERED = str.maketrans("0123456789+-()", "₀₁₂₃₄₅₆₇₈₉₊₋₍₎")
_RAISABLE = re.compile(r"[0-9+\-()n]+")
_NOTE_MARK = re.compile(r"\[?([0-9]{1,3})\]?")
# What programs write in the place of a picture's description, or a file's name without its ending.
_NO_WORDS = re.compile(
    r"\s*(?:[\w ().-]+\.\w{2,5}|https?:\S+|[a-z0-9][a-z0-9_-]*|(?:image|img|picture|图片|圖片|图|圖)[\s\d_-]*)?\s*",
    re.I,
)
# What office programs say in a description that they made themselves: it is often wrong, and nobody's words.
_MACHINE_MADE = re.compile(
    r"描述已自动生成|自動產生的描述|AI\s?(?:生成的内容可能不正确|產生的內容可能不正確)"
    r"|AI-generated content may be incorrect|description (?:automatically generated|generated with)",
    re.IGNORECASE,
)


@dataclass
class LeftOut:
    """What of a document is not in its text, and the notes that its text points at, in order."""

    pictures: int = 0
    struck: int = 0
    notes: list[list[Inline]] = field(default_factory=list)


def inline_text(inlines: Iterable[Inline], left_out: LeftOut) -> str:
    """Return the text of ``inlines``: a line's end that means nothing as a newline, one that breaks as `HARD_BREAK`.

    What is struck out is no text; a mark of a note or a power is raised, so that it is no digit of the figure before.
    """
    return "".join(_text(inline, left_out) for inline in inlines)


def _text(inline: Inline, left_out: LeftOut) -> str:
    kind: str = inline["t"]
    content: Any = inline.get("c")
    if kind == "Str":
        return str(content).replace(_LINE_SEPARATOR, HARD_BREAK)
    if kind in _PLAIN:
        return _PLAIN[kind]
    if kind in _AROUND:
        return inline_text(content, left_out)
    if kind in _BEHIND:
        return inline_text(content[_BEHIND[kind]], left_out)
    return _special(kind, content, left_out)


def _special(kind: str, content: Any, left_out: LeftOut) -> str:
    match kind:
        case "Code":
            return str(content[1])
        case "Math":
            return formula_text(content[1])
        case "Superscript":
            return raised(inline_text(content, left_out))
        case "Subscript":
            return lowered(inline_text(content, left_out))
        case "Strikeout":
            left_out.struck += 1
        case "Image":
            return _picture(inline_text(content[1], left_out), left_out)
        case "Note":
            left_out.notes.append(content)
            return str(len(left_out.notes)).translate(RAISED)
    return ""


def raised(text: str) -> str:
    """Return a text that is printed raised, as characters that are so, if it is a mark of a note or a power."""
    mark = _NOTE_MARK.fullmatch(text.strip())
    text = mark[1] if mark else text
    return text.translate(RAISED) if _RAISABLE.fullmatch(text) else text


def lowered(text: str) -> str:
    """Return a text that is printed lowered, as characters that are so, if it is an index of figures."""
    return text.translate(LOWERED) if _RAISABLE.fullmatch(text) else text


def _picture(described: str, left_out: LeftOut) -> str:
    left_out.pictures += 1
    return "" if _NO_WORDS.fullmatch(described) or _MACHINE_MADE.search(described) else described


def note_mark(number: int) -> str:
    """Return the mark of the note with this number, as it stands in the text."""
    return str(number).translate(RAISED)
