"""What a manifest says of its documents."""

import json

import pytest

from index.types import IndexedDocument
from knowledge.types import Note

HELD = {"title": "茶", "name": "茶.md", "sha256": "0", "passages": 1}


def test_notes_of_older_versions_are_kept_in_their_own_words() -> None:
    older = json.dumps(HELD | {"mended": ["pinyin in brackets x 7"], "notes": ["pictures that were not read x 2"]})
    document = IndexedDocument.model_validate_json(older)
    assert document.mended == (Note("as-told", text="pinyin in brackets x 7"),)
    assert document.notes == (Note("as-told", text="pictures that were not read x 2"),)


@pytest.mark.parametrize(
    "note", [Note("pictures", 2), Note("pages-from-pictures", 1, pages=3), Note("as-told", text="茶")]
)
def test_notes_are_read_as_they_were_written(note: Note) -> None:
    document = IndexedDocument.model_validate(HELD | {"notes": [note]})
    assert IndexedDocument.model_validate_json(document.model_dump_json()).notes == (note,)
