"""Mutated documents: each is read, or refused in a sentence, within the limits of the process that reads it."""

import random
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pypandoc
import pytest
from openpyxl.workbook.workbook import Workbook

from knowledge.documents import load_document
from knowledge.errors import DocumentError
from knowledge.isolation import load_isolated
from tests.conftest import TEA_REPORT
from tests.knowledge.test_readers import small_docx, small_pdf

MOST_BYTES = 2**20
PAGE = (
    "<html><head><title>茶</title></head><body><h1>市场</h1><p>规模<b>增长</b>。</p><table><tr><td>1</td></tr></table>"
)


def small_xlsx() -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (("茶庄",), ("品种", "价", "和"), ("龙井", 300.5, "=B3*2"), ("毛峰", 200, None)):
        sheet.append(row)
    sheet.merge_cells("A1:C1")
    sheet.row_dimensions[4].hidden = True
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def small(form: str) -> Callable[[], bytes]:
    """A small document that pandoc writes in the format ``form``."""

    def made() -> bytes:
        with TemporaryDirectory() as folder:
            file = Path(folder) / f"a.{form}"
            source = TEA_REPORT.read_text(encoding="utf-8")
            pypandoc.convert_text(source, form, format="markdown", outputfile=str(file), extra_args=["--standalone"])
            return file.read_bytes()

    return cache(made)


SMALL: dict[str, Callable[[], bytes]] = {
    "docx": small_docx,
    "pdf": small_pdf,
    "html": PAGE.encode,
    "md": TEA_REPORT.read_bytes,
    "txt": TEA_REPORT.read_bytes,
    "csv": '品种,价\n龙井,"三百,含税"\n毛峰,200\n'.encode,
    "xlsx": small_xlsx,
    **{form: small(form) for form in ("odt", "rtf", "epub", "pptx")},
}
Mutation = Callable[[bytearray, random.Random], None]


def flip(content: bytearray, chance: random.Random) -> None:
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)


def cut(content: bytearray, chance: random.Random) -> None:
    del content[chance.randrange(len(content)) :]


def swap(content: bytearray, chance: random.Random) -> None:
    begin, other = (chance.randrange(len(content)) for _ in range(2))
    content[begin : begin + 64], content[other : other + 64] = content[other : other + 64], content[begin : begin + 64]


def repeat(content: bytearray, chance: random.Random) -> None:
    begin = chance.randrange(len(content))
    content[begin:begin] = content[begin : begin + chance.randrange(1, 200)] * chance.randrange(1, 200)


def scatter(content: bytearray, chance: random.Random) -> None:
    for _ in range(max(1, len(content) // 200)):
        content[chance.randrange(len(content))] = chance.randrange(256)


MUTATIONS: list[Mutation] = [flip, cut, swap, repeat, scatter]


def mutated(kind: str, chance: random.Random) -> bytes:
    content = bytearray(SMALL[kind]())
    for mutation in chance.sample(MUTATIONS, chance.randrange(1, 4)):
        if content:
            mutation(content, chance)
    return bytes(content)


def outcome(path: Path) -> str:
    """The code of the error that refuses the document, empty if it is read; any other error fails the test."""
    try:
        document = load_isolated(path, max_bytes=MOST_BYTES, seconds=30)
    except DocumentError as error:
        return error.code
    assert document.passages
    return ""


@pytest.mark.slow
@pytest.mark.attack
@pytest.mark.parametrize("kind", SMALL)
def test_a_mutated_document_is_read_or_refused_in_a_sentence(tmp_path: Path, kind: str, tries: int) -> None:
    path = tmp_path / f"a.{kind}"
    path.write_bytes(SMALL[kind]())
    assert load_document(path, max_bytes=MOST_BYTES).passages
    for seed in range(tries):
        path.write_bytes(mutated(kind, random.Random(seed)))
        assert outcome(path) not in ("too-slow", "too-costly"), (kind, seed)
