"""Reading documents: what holds for every format, encodings, plain text, and damage of all kinds."""

import hashlib
import os
import random
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from io import BytesIO
from pathlib import Path

import docx
import pytest
from reportlab.pdfgen.canvas import Canvas

from knowledge.errors import DocumentError
from knowledge.readers import encoding, read_document
from knowledge.readers.formats import READERS, told_endings
from knowledge.readers.text import clean
from knowledge.types import Block, Source

LIMIT = 20 * 2**20
SIMPLIFIED = (
    "助跳板行业的市场概述",
    "直播电商成为新的销售渠道。",
    "企业需要建立完善的售后服务体系",
    "我国政府出台了一系列政策，鼓励体育产业发展",
    "主播如何激励？提成加奖金。",
    "消费者对健康生活方式的追求，使家用器材走俏。",
    "一、行业背景分析\n1. 市场规模\n(1) 全球市场在2020年达到XX亿美元",
    "罐头、蘸酱、饕餮盛宴：食品类直播的三个例子",
    "物流配送慢，退换货难，客服不回消息",
    "张伟说：“明年我们还要再开三家门店。”",
    "价格战打了五年，谁也没有赢",
    "疫情之后，户外运动和室内健身需求激增，助跳板因其便捷性和多功能性，成为了许多家庭和健身房的首选健身器材。" * 3,
)
TRADITIONAL = (
    "助跳板行業的市場概述",
    "直播電商成為新的銷售渠道。",
    "企業需要建立完善的售後服務體系",
    "我國政府出臺了一系列政策，鼓勵體育產業發展",
    "主播如何激勵？提成加獎金。",
    "消費者對健康生活方式的追求，使家用器材走俏。",
    "一、行業背景分析\n1. 市場規模\n(1) 全球市場在2020年達到XX億美元",
    "罐頭、蘸醬、饕餮盛宴：食品類直播的三個例子",
    "物流配送慢，退換貨難，客服不回訊息",
    "張偉說：「明年我們還要再開三家門店。」",
    "價格戰打了五年，誰也沒有贏",
    "疫情之後，戶外運動和室內健身需求激增，助跳板因其便捷性和多功能性，成為了許多家庭和健身房的首選健身器材。" * 3,
)


def write(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def code_of(path: Path, max_bytes: int = LIMIT) -> str:
    with pytest.raises(DocumentError) as caught:
        read_document(path, max_bytes=max_bytes)
    assert caught.value.details["name"] == path.name
    return caught.value.code


def small_docx() -> bytes:
    document = docx.Document()
    document.add_heading("市场", 1)
    document.add_paragraph("规模增长。", style="List Number")
    document.add_table(1, 2).cell(0, 0).text = "年份"
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def small_pdf() -> bytes:
    file = BytesIO()
    canvas = Canvas(file, pageCompression=0)
    canvas.drawString(72, 700, "The market grows.")
    canvas.grid([72, 172, 272], [500, 530, 560])
    canvas.drawString(80, 510, "2020")
    canvas.drawString(180, 510, "12")
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def test_a_source_has_its_name_hash_and_blocks(tmp_path: Path) -> None:
    content = " 第一行 \r\n\r\n\t第二行\r第三行".encode()
    source = read_document(write(tmp_path, "报告.TXT", content), max_bytes=len(content))
    blocks = tuple(Block("paragraph", text) for text in ("第一行", "第二行", "第三行"))
    assert source == Source("报告.TXT", hashlib.sha256(content).hexdigest(), None, blocks)


@pytest.mark.parametrize("ending", ["txt", "text", "md", "markdown", "html", "htm", "HTM"])
def test_endings_of_text_are_known(tmp_path: Path, ending: str) -> None:
    assert read_document(write(tmp_path, f"a.{ending}", "<p>正文</p>"), max_bytes=LIMIT).blocks[0].text in (
        "正文",
        "<p>正文</p>",
    )


def test_what_is_no_file_is_not_found(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    for name in ("none.txt", "", "pipe.txt", "nul\0.txt", "x" * 300 + ".txt"):
        assert code_of(tmp_path / name) == "not-found"


def test_checks_come_in_order(tmp_path: Path) -> None:
    assert code_of(write(tmp_path, "a.xyz", b" " * 10), max_bytes=9) == "too-large"
    assert code_of(write(tmp_path, "b.xyz", b" \r\n\t")) == "empty"
    assert code_of(write(tmp_path, "c.xyz", b"\0\0")) == "unsupported"
    assert code_of(write(tmp_path, "d.txt", b"\0\0")) == "binary"


def test_too_large_names_size_and_limit_in_mb(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", b"a" * (2**20 + 1))
    with pytest.raises(DocumentError, match=r"too-large \(name: a\.txt, size: 1\.1, limit: 1\)"):
        read_document(path, max_bytes=2**20)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", b""),
        ("b.txt", "\ufeff\u3000\n".encode()),
        ("c.md", b"<!-- nothing -->"),
        ("d.html", b"<title>T</title><script>x</script>"),
    ],
)
def test_no_text_is_empty(tmp_path: Path, name: str, content: bytes) -> None:
    assert code_of(write(tmp_path, name, content)) == "empty"


@pytest.mark.parametrize("text", SIMPLIFIED + TRADITIONAL)
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030"])
def test_encodings_of_both_scripts(text: str, codec: str) -> None:
    assert encoding.decode(text.encode(codec), "a.txt") == text


@pytest.mark.parametrize("text", TRADITIONAL)
def test_big5(text: str) -> None:
    assert encoding.decode(text.encode("cp950"), "a.txt") == text


def test_other_encodings() -> None:
    hong_kong = "我哋喺香港做直播，啲客好鍾意呢個產品"
    assert encoding.decode(hong_kong.encode("big5hkscs"), "a.txt") == hong_kong
    big_endian = b"\xfe\xff" + "市场".encode("utf-16-be")
    assert encoding.decode(big_endian, "a.txt") == "市场"
    assert encoding.decode("Market share".encode("utf-16-le"), "a.txt") == "Market share"
    western = "The café’s “market share” grew by 5 %."
    assert encoding.decode(western.encode("cp1252"), "a.txt") == western


def test_characters_that_are_no_text_go() -> None:
    text = "\ufeff甲\x00乙\x07\x1b丙\r\n丁\r戊\t\x85己\ufeff\x0c庚\u2028辛"
    assert clean(text) == "甲乙丙\n丁\n戊\t\n己\n庚\n辛"
    assert (
        encoding.decode("甲\x07乙，市场规模的分析，直播电商的发展".encode(), "a")
        == "甲乙，市场规模的分析，直播电商的发展"
    )


BINARY = {
    "pdf": b"%PDF-1.7\n%text",
    "zip": b"PK\x03\x04text",
    "png": b"\x89PNG\r\n\x1a\ntext",
    "elf": b"\x7fELFtext",
    "jpeg": b"\xff\xd8\xff\xe0text",
    "ole": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "gzip": b"\x1f\x8btext",
    "nul": "市场\0规模".encode(),
    "controls": b"\x01\x02\x03abc\x05",
}


@pytest.mark.parametrize("content", BINARY.values(), ids=BINARY)
@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
def test_binary_files_are_no_text(tmp_path: Path, name: str, content: bytes) -> None:
    assert code_of(write(tmp_path, name, content)) == "binary"


@pytest.mark.parametrize(
    "content",
    [
        bytes(range(0x80, 0x100)) * 2,
        "助跳板行业的市场概述".encode() + b"\xff" + "直播电商的发展".encode(),
        "助跳板行业的市场概述".encode("gb18030") + b"\xff\xff",
        b"\xff\xfe" + "市场".encode("utf-16-le") + b"\x00",
        "示,截至2021".encode().replace(b"\xaa", b"\xc0"),
    ],
    ids=["high bytes", "broken UTF-8", "broken GB18030", "cut UTF-16", "UTF-8 like accents"],
)
def test_what_no_encoding_fits_is_refused(content: bytes, tmp_path: Path) -> None:
    assert code_of(write(tmp_path, "a.txt", content)) == "encoding"


def test_utf8_that_is_cut_in_its_last_character_is_read_up_to_there(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", "青禾厂的仓库设在嘉兴，当天出库。".encode()[:-1])
    assert [block.text for block in read_document(path, max_bytes=LIMIT).blocks] == ["青禾厂的仓库设在嘉兴，当天出库"]


@pytest.mark.parametrize("encoding", ["gb18030", "cp950"])
def test_chinese_text_that_is_cut_in_its_last_character_is_read_up_to_there(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path, "a.txt", "我們的茶在山上，天天有人來看。".encode(encoding)[:-1])
    assert [block.text for block in read_document(path, max_bytes=LIMIT).blocks] == ["我們的茶在山上，天天有人來看"]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "cp950"])
def test_one_broken_byte_in_a_long_text_is_replaced(tmp_path: Path, encoding: str) -> None:
    half = ("我們的茶在山上，天天有人來看。" * 10).encode(encoding)
    path = write(tmp_path, "a.txt", half + b"\xff" + half)
    (block,) = read_document(path, max_bytes=LIMIT).blocks
    assert block.text.replace("\ufffd", "") == "我們的茶在山上，天天有人來看。" * 20
    assert block.text.count("\ufffd") == 1


def test_accents_of_western_text_are_not_taken_for_broken_utf8(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", ("The tea is sold in the café on the hill. " * 20).encode("cp1252"))
    assert "café" in read_document(path, max_bytes=LIMIT).blocks[0].text


@pytest.mark.parametrize("name", ["a.docx", "a.pdf"])
@pytest.mark.parametrize("content", [b"plain text", b"\x89PNG\r\n", b"PK\x03\x04", b"%PDF-1.7"])
def test_other_content_than_the_ending_says(tmp_path: Path, name: str, content: bytes) -> None:
    assert code_of(write(tmp_path, name, content)) == "damaged"


def test_libraries_are_loaded_when_needed() -> None:
    heavy = "{'bs4', 'lxml', 'docx', 'pdfplumber', 'pdfminer', 'markdown_it', 'charset_normalizer'}"
    code = (
        f"import sys, knowledge.readers; sys.exit(str({heavy} & set(sys.modules)) if {heavy} & set(sys.modules) else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(1, len(data))]


def flip(data: bytes, chance: random.Random) -> bytes:
    flipped = bytearray(data)
    for _ in range(chance.choice((1, 5, 50))):
        flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
    return bytes(flipped)


def outcome(path: Path) -> str:
    try:
        return "read" if read_document(path, max_bytes=LIMIT).blocks else "read as nothing"
    except DocumentError as error:
        return error.code


@pytest.mark.parametrize("damage", [cut, flip])
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", small_docx()),
        ("a.pdf", small_pdf()),
        ("a.html", "<meta charset=gbk><h1>一</h1><ul><li>二<table><tr><td>三<td>四</table></ul>五".encode("gbk")),
        ("a.md", "---\ntitle: 甲\n---\n# 一\n(1) **二**\n- 三\n\n| a | b |\n|---|---|\n| 1 | 2 |\n".encode()),
        ("a.txt", "助跳板行业的市场概述，直播电商的发展".encode("gb18030")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_damaged_files_end_in_a_document_error(
    tmp_path: Path, name: str, content: bytes, damage: Callable[[bytes, random.Random], bytes]
) -> None:
    chance = random.Random(f"{name} {damage.__name__}")
    known = {"empty", "binary", "encoding", "damaged", "password", "pictures", "unsupported"}
    for _ in range(60):
        assert outcome(write(tmp_path, name, damage(content, chance))) in known | {"read"}


@pytest.mark.parametrize("ending", sorted(READERS))
def test_every_ending_has_a_reader(ending: str) -> None:
    assert callable(import_module(f"knowledge.readers.{READERS[ending]}").read)
    assert told_endings() == ".txt, .md, .docx, .pdf, .html, .odt, .rtf, .epub, .pptx, .xlsx, .csv"
