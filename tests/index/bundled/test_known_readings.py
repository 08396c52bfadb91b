import pytest

from index.bundled.known_readings import known_reading
from index.bundled.reader import IDENTITY, shared_reader
from knowledge.documents import SHIPPED_EDITION, load_document


def test_known_readings_are_what_the_reader_says() -> None:
    passages = load_document(SHIPPED_EDITION, max_bytes=2**20).passages
    question = "2020年全球助跳板的市场规模有多少亿美元？写方案要用。"
    known = [(p.text, r) for p in passages if (r := known_reading(IDENTITY, question, p.text)) is not None]
    assert 2 <= len(known) <= 4
    for text, reading in known:
        assert reading == pytest.approx(shared_reader().read_anew(question, text), abs=0.01)
        assert shared_reader().read(question, text) == reading


def test_what_was_changed_is_not_known() -> None:
    passage = load_document(SHIPPED_EDITION, max_bytes=2**20).passages[0].text
    question = "2020年全球助跳板的市场规模有多少亿美元？写方案要用。"
    assert known_reading(IDENTITY, question, passage) is not None
    assert known_reading(IDENTITY, question + "?", passage) is None
    assert known_reading(IDENTITY, question, passage + "。") is None
    assert known_reading("another", question, passage) is None
