"""What the parts of an office package hold, and how they point at each other."""

import posixpath
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def parsed(content: bytes) -> "Element":
    """Return the root of a part that is XML."""
    from lxml import etree

    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))


def targets(part: str, parts: Mapping[str, bytes]) -> dict[str, tuple[str, str]]:
    """Return the kind and the part of each relation of a part, by its id."""
    folder, _, file = part.rpartition("/")
    stated = parts.get(f"{folder}/_rels/{file}.rels")
    relations = [] if stated is None else list(parsed(stated))
    return {
        each.get("Id", ""): (
            each.get("Type", "").rpartition("/")[2],
            posixpath.normpath(posixpath.join("/", folder, each.get("Target", ""))).lstrip("/"),
        )
        for each in relations
    }
