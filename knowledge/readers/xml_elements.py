"""Change trees of XML; shared by the readers of formats that are XML in an archive."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


def remove(element: "Element", *, keep_tail: bool = False) -> None:
    """Take an element out of its tree, with all inside it and the text behind it, unless that is to stay."""
    parent = element.getparent()
    if parent is None:
        return
    if keep_tail and element.tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    parent.remove(element)
