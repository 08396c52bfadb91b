"""Hostile files: read within limits in a process of their own, or refused in a sentence; nothing is run or fetched."""

import io
import os
import re
import socket
import subprocess
import time
import zipfile
import zlib
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import docx
import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from knowledge import isolation
from knowledge.documents import SHIPPED_EDITION, load_document
from knowledge.errors import DocumentError
from knowledge.isolation import load_isolated
from tests.knowledge.hostile import children_of

pytestmark = pytest.mark.attack

MOST = 20 * 2**20
ENTITIES = b'<!DOCTYPE z [<!ENTITY e0 "ha">' + b"".join(
    b'<!ENTITY e%d "%s">' % (number, b"&e%d;" % (number - 1) * 10) for number in range(1, 10)
)


def word(
    change: Callable[[bytes], bytes] = lambda xml: xml, links: bytes = b"", parts: Mapping[str, bytes] = {}
) -> bytes:
    """A .docx whose document part was changed, with external ``links`` and further parts."""
    plain = io.BytesIO()
    document = docx.Document()
    document.add_heading("仓储", 1)
    document.add_paragraph("正文在这里。")
    document.save(plain)
    whole = io.BytesIO()
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "word/document.xml":
                content = change(content)
            if name == "word/_rels/document.xml.rels":
                content = content.replace(b"</Relationships>", links + b"</Relationships>")
            target.writestr(name, content)
        for name, content in parts.items():
            target.writestr(f"word/{name}", content)
    return whole.getvalue()


def pdf_with(page: bytes) -> bytes:
    """A .pdf of one page, that content compressed."""
    packed = zlib.compress(page, 9)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return body + b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        table,
        len(body),
    )


def chinese_pdf() -> bytes:
    """A .pdf whose characters are known by a CMap file of the library that reads it."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    whole = io.BytesIO()
    canvas = Canvas(whole)
    for size, height, text in ((16, 700, "一、直播电商战略报告"), (11, 670, "正文在这里，主播怎么激励。")):
        canvas.setFont("STSong-Light", size)
        canvas.drawString(72, height, text)
    canvas.save()
    return whole.getvalue()


def encrypted_pdf() -> bytes:
    whole = io.BytesIO()
    canvas = Canvas(whole, encrypt="secret")
    canvas.drawString(50, 700, "nobody reads this")
    canvas.save()
    return whole.getvalue()


def scanned_pdf() -> bytes:
    whole = io.BytesIO()
    canvas = Canvas(whole)
    canvas.rect(50, 50, 300, 300, fill=1)
    canvas.save()
    return whole.getvalue()


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def connect(*_: object) -> None:
        pytest.fail("reached for the network")

    monkeypatch.setattr(socket.socket, "connect", connect)


BOMB = b"<w:p><w:r><w:t>" + b" " * (110 * 2**20) + b"</w:t></w:r></w:p></w:body>"
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "zip-bomb.docx": (lambda: word(lambda xml: xml.replace(b"</w:body>", BOMB)), "damaged"),
    "zip-bomb-beside.docx": (lambda: word(parts={"media.bin": b" " * (110 * 2**20)}), "damaged"),
    "laughs.docx": (
        lambda: word(lambda xml: xml.replace(b"?>", b"?>" + ENTITIES + b"]>", 1).replace("正文".encode(), b"&e9;")),
        "damaged",
    ),
    "pdf-named.docx": (scanned_pdf, "damaged"),
    "docx-named.pdf": (word, "damaged"),
    "zip-named.md": (word, "binary"),
    "program-named.txt": (lambda: b"MZ\x90\x00\x03" + bytes(range(256)) * 8, "binary"),
    "encrypted.pdf": (encrypted_pdf, "password"),
    "scanned.pdf": (scanned_pdf, "pictures"),
    "loop.pdf": (lambda: pdf_with(b"").replace(b"[3 0 R]", b"[2 0 R]"), "pictures"),
    "empty.md": (bytes, "empty"),
    "deep.md": (lambda: b"> " * 20_000 + b"text", "empty"),
}


@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_a_sentence(name: str, tmp_path: Path) -> None:
    make, code = HOSTILE[name]
    (tmp_path / name).write_bytes(make())
    with pytest.raises(DocumentError) as caught:
        load_document(tmp_path / name, max_bytes=MOST)
    assert caught.value.code == code
    assert caught.value.details["name"] == name


LINK = (
    b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"'
    b' Target="http://127.0.0.1:9/evil.dotm" TargetMode="External"/>'
)


@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize(
    "content",
    [
        word(links=LINK),
        word(parts={"vbaProject.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 99}),
        word(lambda xml: xml.replace(b"?>", b'?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>', 1)),
        word(lambda xml: xml.replace("正文".encode(), "正文&x;".encode()).replace(
            b"?>", b'?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>', 1)),
    ],
    ids=["external template", "macros", "external entity", "external entity used"],
)  # fmt: skip
def test_of_links_macros_and_entities_only_the_text_is_read(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(content)
    document = load_document(tmp_path / "a.docx", max_bytes=MOST)
    assert len(document.passages) == 1
    assert "root" not in document.passages[0].text


def test_a_document_comes_back_as_it_was_read(tmp_path: Path) -> None:
    contents = {
        "报告\udcff.docx": word(),
        "pages.pdf": chinese_pdf(),
        "page.html": "<title>茶</title><h1>一、仓储</h1><p>正文在这里。</p>".encode(),
        "old.txt": ("一、仓储\n" + "正文在这里，直播电商。\n" * 40).encode("gb18030"),
        "taiwan.txt": ("一、倉儲\n" + "正文在這裡，直播電商。\n" * 40).encode("big5"),
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    for path in (SHIPPED_EDITION, *(tmp_path / name for name in contents)):
        assert load_isolated(path, max_bytes=MOST) == load_document(path, max_bytes=MOST)


def test_a_reason_comes_back_with_its_details(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("-rf.md").write_text("x" * 3_000_000)
    with pytest.raises(DocumentError) as caught:
        load_isolated(Path("-rf.md"), max_bytes=2 * 2**20)
    assert (caught.value.code, caught.value.details) == ("too-large", {"name": "-rf.md", "size": "2.9", "limit": "2"})


@pytest.mark.parametrize("name", ["none.md", "a" * 300 + ".md", "folder.md", "pipe.md"])
def test_what_is_no_file_is_refused_as_without_the_process(name: str, tmp_path: Path) -> None:
    (tmp_path / "folder.md").mkdir()
    os.mkfifo(tmp_path / "pipe.md")
    with pytest.raises(DocumentError) as told:
        load_document(tmp_path / name, max_bytes=MOST)
    with pytest.raises(DocumentError, match=re.escape(str(told.value))):
        load_isolated(tmp_path / name, max_bytes=MOST)


def test_reading_ends_with_its_time(tmp_path: Path) -> None:
    (tmp_path / "slow.txt").write_bytes(b"a\n\n" * 3_000_000)
    with pytest.raises(DocumentError, match=r"too-slow \(name: slow\.txt, seconds: 0\.5\)"):
        load_isolated(tmp_path / "slow.txt", max_bytes=MOST, seconds=0.5)


def test_what_takes_pandoc_too_much_memory_is_not_called_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge.readers.pandoc._RUNTIME", ("+RTS", "-V0", "-M9M", "-RTS"))
    (tmp_path / "a.html").write_text("<p>茶香。水甜。</p>" * 5_000, "utf-8")
    with pytest.raises(DocumentError, match=r"too-costly \(name: a\.html\)"):
        load_isolated(tmp_path / "a.html", max_bytes=MOST)


@pytest.mark.parametrize(("signal", "code"), [("XCPU", "too-slow"), ("KILL", "too-slow"), ("ABRT", "too-costly")])
def test_how_pandoc_ended_says_what_is_told(signal: str, code: str) -> None:
    with subprocess.Popen(["sh", "-c", f"kill -{signal} $$"]) as ended:
        told = isolation._without_parser(DocumentError("damaged", name="a.odt"), ended, 15)
        assert told.code == code
        assert isolation._without_parser(DocumentError("password", name="a.odt"), ended, 15).code == "password"
    with subprocess.Popen(["sh", "-c", "exit 63"]) as ended:
        assert isolation._without_parser(DocumentError("damaged", name="a.odt"), ended, 15).code == "damaged"


@pytest.mark.slow
def test_reading_ends_with_its_memory(tmp_path: Path) -> None:
    # One long line, since the characters of many short ones take as much, but minutes to be found.
    (tmp_path / "flate.pdf").write_bytes(pdf_with(b"BT /F 12 Tf (%s) Tj ET\n" % (b"hello" * 2**17)))
    with pytest.raises(DocumentError, match=r"too-costly \(name: flate\.pdf\)"):
        load_isolated(tmp_path / "flate.pdf", max_bytes=MOST, memory_mb=220)


@pytest.mark.parametrize(
    "code",
    [
        "os.write(1, b'{')",
        "os.write(1, os.urandom(99999))",
        "ctypes.string_at(0)",
        "os._exit(3)",
        "os.execv('/', [''])",
        "os.write(1, b'[' * 10**6)",
        "os.write(1, b'5')",
        "os.write(1, b'{}')",
        "os.write(1, b'[1,2]')",
        """os.write(1, b'{"passages":5}')""",
        """os.write(1, b'{"error":5,"details":5}')""",
        """os.write(1, b'{"error":"too-slow"}')""",
    ],
    ids=[
        "half an answer",
        "noise",
        "a crash",
        "an exit code",
        "no program",
        "deep",
        "a number",
        "nothing",
        "a list",
        "no passages",
        "no error",
        "no details",
    ],
)
def test_whatever_becomes_of_the_process_is_told_in_a_sentence(hostile: Callable[..., Path], code: str) -> None:
    hostile(f"{code}\nos._exit(0)")
    with pytest.raises(DocumentError) as caught:
        load_isolated(SHIPPED_EDITION, max_bytes=MOST)
    assert caught.value.code == "too-costly" or caught.value.details["endings"].startswith("refused")


def test_one_file_is_read_at_a_time(hostile: Callable[..., Path], tmp_path: Path) -> None:
    hostile("time.sleep(0.2)")
    path = tmp_path / "a.txt"  # of a kind that pandoc is not started for
    path.write_text("text", encoding="utf-8")
    before, most = children_of(os.getpid()), 0
    with ThreadPoolExecutor(3) as pool:
        tried = [pool.submit(load_isolated, path, max_bytes=MOST) for _ in range(3)]
        while not all(each.done() for each in tried):
            most = max(most, len(children_of(os.getpid()) - before))
            time.sleep(0.01)
    assert all(isinstance(each.exception(), DocumentError) for each in tried)
    assert most == 1
