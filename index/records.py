"""Passages as they are written into the file of a version, and read from it."""

from typing import Any

from knowledge.table_text import spans_of
from knowledge.types import Passage


def record_of(passage: Passage) -> dict[str, Any]:
    """Return a passage without the spans of its sentences, which can be derived from its text."""
    return {
        "document": passage.document,
        "ref": passage.ref,
        "label": passage.label,
        "headings": passage.headings,
        "heading_labels": passage.heading_labels,
        "text": passage.text,
        "page": passage.page,
        "incomplete": passage.incomplete,
        "table": passage.table,
    }


def passage_of(record: dict[str, Any]) -> Passage:
    """Return the passage that `record_of` made a record of."""
    table = tuple(record["table"]) if record["table"] else None
    listed = {key: tuple(record[key]) for key in ("headings", "heading_labels")}
    return Passage(**(record | listed | {"table": table, "sentences": spans_of(record["text"], table)}))
