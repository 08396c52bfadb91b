"""Change trees of XML; shared by the readers of formats that are XML in an archive."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


def remove(element: "Element") -> None:
    """Take an element out of its tree, with all inside it and the text behind it."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
