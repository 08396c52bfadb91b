"""The process that draws reaches one file and its fonts, and nothing of what it answers is believed unseen."""

from pathlib import Path

import pytest

from knowledge.isolation import run_isolated
from knowledge.jail import missing
from knowledge.pages import drawing
from knowledge.pages.drawing import NotDrawnError, draw_isolated
from knowledge.pages.request import PdfPages

TRIES = """
import sys
def tried(path):
    try:
        return open(path, "rb").read(4).decode()
    except OSError as error:
        return type(error).__name__
given, *paths = sys.stdin.read().split("\\n")
sys.stdout.write(given + " " + " ".join(map(tried, paths)))
"""


@pytest.mark.skipif(bool(missing()), reason="this kernel cannot shut a process in")
def test_only_the_files_that_are_named_can_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("let", "secret"):
        (tmp_path / name).write_text("text", "utf-8")
    program = tmp_path / "tries.py"
    program.write_text(TRIES, "utf-8")
    given = f"hello\n{tmp_path / 'let'}\n{tmp_path / 'secret'}\n/etc/passwd".encode()
    readable = [program, tmp_path / "let"]
    told = run_isolated(program, [], readable=readable, given=given, seconds=20, memory_mb=512)
    assert told == b"hello text PermissionError PermissionError"


@pytest.mark.parametrize(
    "program",
    [
        "raise SystemExit(1)",
        "import time; time.sleep(60)",
        "import sys; sys.stdout.write('no picture')",
        "import sys; sys.stdout.buffer.write((99).to_bytes(4, 'big') + b'\\x89PNG\\r\\n\\x1a\\n')",
        "import sys; sys.stdout.buffer.write((30).to_bytes(4, 'big') + b'\\x89PNG\\r\\n\\x1a\\n' + b'\\xff' * 22)",
        "x = bytes(2 * 10**9)",
    ],
)
def test_an_answer_that_is_no_picture_to_be_sent_is_refused(
    program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken_over = tmp_path / "draw.py"
    taken_over.write_text(program, "utf-8")

    def run(path: Path, arguments: list[str], **given: object) -> bytes | None:
        given["readable"] = [taken_over]
        return run_isolated(taken_over, arguments, **given)  # type: ignore[arg-type]

    monkeypatch.setattr(drawing, "run_isolated", run)
    monkeypatch.setattr(drawing, "_SECONDS", 2.0)
    with pytest.raises(NotDrawnError):
        draw_isolated(PdfPages("tea", 1), tmp_path / "tea.pdf")
