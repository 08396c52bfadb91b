"""Put what Word shows into a document's text where the file holds it otherwise: form fields, guides, wrappers."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from knowledge.numerals import circled
from knowledge.readers.word.styles import W, is_on, value_of
from knowledge.readers.xml_elements import remove

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement as Element

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_ENCLOSED = re.compile(r"\s*eq\s*\\o\s*\\ac\s*[(（]\s*([^,，\s]+)\s*[,，]([^)）]*)[)）]\s*", re.IGNORECASE)
_CIRCLES = "○〇◯"


def write_shown(body: "Element") -> None:
    """Change ``body`` so that what Word shows stands in runs of text."""
    for wrapper in list(body.iter(W + "customXml")):
        unwrap(wrapper)
    for ruby in list(body.iter(W + "ruby")):
        _put_base(ruby)
    for paragraph in list(body.iter(W + "p")):
        for begin, instruction in list(_fields_without_result(paragraph)):
            if text := _form_field(begin) or _enclosed(instruction):
                run = begin.getparent()
                run.addprevious(run_of(run, text))


def unwrap(element: "Element") -> None:
    """Put what is in an element into its place."""
    for child in list(element):
        element.addprevious(child)
    remove(element)


def run_of(beside: "Element", text: str) -> "Element":
    """Return a run of text for the document that holds the element ``beside``."""
    run: Element = beside.makeelement(W + "r")
    content = run.makeelement(W + "t")
    content.text = text
    content.set(_SPACE, "preserve")
    run.append(content)
    return run


def _put_base(ruby: "Element") -> None:
    """Put the characters that a guide to their sound stands above into its run's place."""
    run = ruby.getparent()
    base = ruby.find(W + "rubyBase")
    if run is not None and run.tag == W + "r" and base is not None:
        for child in list(base):
            run.addprevious(child)
    remove(ruby)


def _fields_without_result(paragraph: "Element") -> Iterator[tuple["Element", str]]:
    """Yield the begin of each field that holds only an instruction, and that."""
    begin: Element | None = None
    instruction = ""
    for element in paragraph.iter(W + "fldChar", W + "instrText"):
        kind = value_of(element, "fldCharType")
        if kind == "begin":
            begin, instruction = element, ""
        elif element.tag == W + "instrText":
            instruction += element.text or ""
        elif begin is not None:
            # Of a form field with a choice nothing behind "separate" is shown.
            if kind == "end" or begin.find(W + "ffData") is not None:
                yield begin, instruction
            begin = None


def _form_field(begin: "Element") -> str:
    """Return the tick or the choice of a form field; nothing for one that holds text."""
    box = begin.find(f"{W}ffData/{W}checkBox")
    if box is not None:
        return "☑" if is_on(box, "checked", is_on(box, "default", False)) else "☐"
    choices = begin.find(f"{W}ffData/{W}ddList")
    if choices is None:
        return ""
    chosen = value_of(choices.find(W + "result")) or value_of(choices.find(W + "default")) or "0"
    entries = [value_of(entry) for entry in choices.findall(W + "listEntry")]
    return entries[int(chosen)] if chosen in map(str, range(len(entries))) else ""


def _enclosed(instruction: str) -> str:
    r"""Return the character that a field such as "EQ \o\ac(○,1)" shows in a sign."""
    match = _ENCLOSED.fullmatch(instruction)
    if match is None:
        return ""
    sign, text = match[1], match[2].strip()
    return circled(int(text)) if sign in _CIRCLES and re.fullmatch("[0-9]{1,2}", text) else text
