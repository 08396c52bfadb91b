"""Read documents: passages by id and by place, the outline, the list of documents."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from bot.answering.outline import Outline
from bot.answering.records import node_record, passage_record
from bot.answering.snapshot import Snapshot
from bot.api.errors import ApiError
from bot.api.problems import Json, responses
from bot.api.services import Now
from bot.api.shapes import Documents, OutlineShape, Passages, PassageShape
from bot.api.speaking import QuoteScript, script_of
from knowledge.script import comparable

router = APIRouter(tags=["reading"])

_MAX_DEPTH = 20
_DEFAULT_PASSAGES = 20


@router.get("/passages/{passage_id}", response_model=None, responses={200: {"model": PassageShape}, **responses(404)})
def passage(passage_id: str, now: Now, script: QuoteScript = "as-written") -> Json:
    """Read a passage by its id, which stays the same as long as its document's title and its text do."""
    row = now.outline.number(passage_id)
    if row is None:
        raise ApiError("api-no-passage")
    return Json(passage_record(now, row, script_of(script)))


@router.get("/passages", response_model=None, responses={200: {"model": Passages}, **responses(404)})
def passages(
    now: Now,
    ref: Annotated[str, Query(description="Such as 5.2.1, 5.2.1/2, or 5.2 for a whole section.")],
    document: Annotated[str | None, Query(description="Title or SHA-256; without it, all documents.")] = None,
    limit: Annotated[int, Query(ge=1, le=50)] = _DEFAULT_PASSAGES,
    script: QuoteScript = "as-written",
) -> Json:
    """Read the passages at a place, or below it."""
    rows = rows_at(now, ref, document)
    if not rows:
        raise ApiError("api-no-passage")
    return Json({"version": now.version, "total": len(rows), "passages": passage_records(now, rows[:limit], script)})


@router.get("/outline", response_model=None, responses={200: {"model": OutlineShape}, **responses(404)})
def outline(
    now: Now,
    below: Annotated[str | None, Query(description="The id of a node; without it, the top.")] = None,
    depth: Annotated[int, Query(ge=1, le=_MAX_DEPTH, description="The depth of that node.")] = 1,
    script: QuoteScript = "as-written",
) -> Json:
    """List what is directly below a place of the outline."""
    return Json(outline_record(now, below, depth, script))


@router.get("/documents", response_model=None, responses={200: {"model": Documents}, **responses()})
def documents(now: Now) -> Json:
    """List the documents of the live version."""
    return Json({"version": now.version, "documents": document_records(now)})


def rows_at(now: Snapshot, ref: str, document: str | None) -> list[int]:
    """Return the rows of the passages at or below a place, in the documents of that title or SHA-256, or in all."""
    held = now.index.manifest.documents
    chosen = {
        each.title
        for each in held
        if document is None or document == each.sha256 or comparable(document) == comparable(each.title)
    }
    return now.outline.at(ref, chosen)


def passage_records(now: Snapshot, rows: list[int], script: QuoteScript) -> list[dict[str, Any]]:
    """Return the passages in these ``rows``."""
    return [passage_record(now, row, script_of(script)) for row in rows]


def outline_record(now: Snapshot, below: str | None, depth: int, script: QuoteScript) -> dict[str, Any]:
    """Return the nodes below the node with that id and depth, or the top ones. Raises `ApiError`."""
    tree: Outline = now.outline
    row = 0 if below is None else tree.number(below)
    depth = tree.root if below is None else depth
    if row is None or depth > 1 + len(tree.passages[row].headings):
        raise ApiError("api-no-place")
    chosen = script_of(script)
    return {
        "version": now.version,
        "above": [node_record(tree.node(row, level), chosen) for level in range(1, depth + 1)],
        "nodes": [node_record(node, chosen) for node in tree.children(row, depth)],
    }


def document_records(now: Snapshot) -> list[dict[str, Any]]:
    """Return title, file name, SHA-256 and number of passages of each document."""
    return [each.model_dump(include={"title", "name", "sha256", "passages"}) for each in now.index.manifest.documents]
