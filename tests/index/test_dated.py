"""The dates of documents in a version's manifest."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

from index.build import build, documents_of, gather
from index.encoder import Encoder
from index.files import read_documents, read_manifest, write
from knowledge.types import Document

CREATED = "2026-01-02T03:04:05+00:00"


def test_dates_are_kept_and_a_document_was_added_when_it_was_indexed_first(
    tea_report: Document, encoder: Encoder, cache: Path, tmp_path: Path
) -> None:
    first = build(gather([replace(tea_report, date="2025-03")]), "v1", CREATED, encoder, cache, lambda *_: None)
    (document,) = documents_of(first)
    assert (document.date, document.added) == ("2025-03", CREATED)
    second = build(gather([document]), "v2", "2026-05-05T00:00:00+00:00", encoder, cache, lambda *_: None)
    write(second, (), tmp_path)
    (kept,) = read_manifest(tmp_path).documents
    assert (kept.date, kept.added) == ("2025-03", CREATED)


def test_documents_of_an_older_program_were_added_when_their_index_was_made(
    tea_report: Document, encoder: Encoder, cache: Path, tmp_path: Path
) -> None:
    write(build(gather([tea_report]), "v1", CREATED, encoder, cache, lambda *_: None), (), tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text("utf-8"))
    for document in manifest["documents"]:
        del document["date"], document["added"]
    text = json.dumps(manifest)
    (tmp_path / "manifest.json").write_text(text, "utf-8")
    (tmp_path / "manifest.sha256").write_text(hashlib.sha256(text.encode()).hexdigest(), "utf-8")
    for documents in (read_manifest(tmp_path).documents, read_documents(tmp_path)):
        assert [(each.date, each.added) for each in documents] == [("", CREATED)]


def test_a_date_makes_another_content(tea_report: Document) -> None:
    digest = gather([tea_report]).digest("model")
    assert gather([replace(tea_report, date="2025-03")]).digest("model") != digest
