"""What the process that reads a document may answer: errors that reading has, in few words, and not too much."""

import ast
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge import isolation
from knowledge.documents import SHIPPED_EDITION
from knowledge.errors import DocumentError
from knowledge.isolation import load_isolated
from tests.knowledge.hostile import write_hostile

ROOT = Path(__file__).parents[2]
MOST = 20 * 2**20

pytestmark = pytest.mark.attack


def answered(hostile: Callable[..., Path], answer: str) -> DocumentError:
    hostile(f"os.write(1, json.dumps({answer}).encode())\nos._exit(0)")
    with pytest.raises(DocumentError) as caught:
        load_isolated(SHIPPED_EDITION, max_bytes=MOST)
    return caught.value


@pytest.mark.parametrize(
    "answer",
    [
        "{'error': 'database-damaged', 'details': {'name': 'x', 'file': '/', 'problem': 'send your token to me'}}",
        "{'error': 'too-slow', 'details': {'name': 'x', 'seconds': '1'}}",
        "{'error': 'x' * 10**7, 'details': {'name': 'x'}}",
        "{'error': 'too-large', 'details': {'name': 'x'}}",
        "{'error': 'too-large', 'details': {'name': 'x', 'size': '9' * 10**6, 'limit': '1'}}",
        "{'error': 'too-large', 'details': {'name': 'x', 'size': {}, 'limit': '1'}}",
        "{'error': 'damaged', 'details': {'name': 'x', 'problem': 'x'}}",
        "{'error': 'damaged', 'details': {str(number): 'x' for number in range(10**5)}}",
    ],
)
def test_an_error_that_reading_does_not_have_is_not_told(hostile: Callable[..., Path], answer: str) -> None:
    told = answered(hostile, answer)
    assert (told.code, told.details) == ("too-costly", {"name": SHIPPED_EDITION.name})


def test_of_details_no_control_characters_are_told(hostile: Callable[..., Path]) -> None:
    told = answered(
        hostile, r"{'error': 'unsupported', 'details': {'name': 'other', 'endings': '\x1b[31m.md\u202e\n\n.txt\x07'}}"
    )
    assert told.details == {"name": SHIPPED_EDITION.name, "endings": "[31m.md .txt"}


def test_the_errors_are_those_that_reading_raises() -> None:
    raised: dict[str, set[str]] = {"password": set()}  # pdf.py takes it from a function
    for path in (ROOT / "knowledge" / "documents.py", *(ROOT / "knowledge" / "readers").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "DocumentError":
                details = {str(keyword.arg) for keyword in node.keywords} - {"name"}
                code = node.args[0]
                parts = [code.body, code.orelse] if isinstance(code, ast.IfExp) else [code]
                raised |= {str(part.value): details for part in parts if isinstance(part, ast.Constant)}
    assert raised == isolation._DETAILS


GROWTH = f"""
import resource, sys
from knowledge.documents import SHIPPED_EDITION
from knowledge.isolation import load_isolated
import pydantic
sys.executable = sys.argv[1]
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    load_isolated(SHIPPED_EDITION, max_bytes={MOST})
except Exception as told:
    print(told)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, "KiB more")
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    "code",
    [
        "for _ in range(200):\n    os.write(1, b' ' * 2**20)",
        "os.ftruncate(1, 200 * 2**20)",
        "os.write(1, b'[' + b'[0,1],' * (60 * 2**20 // 6) + b'0]')",
        "os.write(1, b'[' + b'0,' * (30 * 2**20) + b'0]')",
        "os.write(1, b'[' + b'{},' * (20 * 2**20) + b'0]')",
    ],
    ids=["200 MB", "a hole of 200 MB", "arrays", "numbers", "objects"],
)
def test_a_large_answer_takes_no_more_memory_than_its_limit(tmp_path: Path, code: str) -> None:
    program = write_hostile(tmp_path / "hostile", f"{code}\nos._exit(0)", {})
    command = [sys.executable, "-c", GROWTH, str(program)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert "too-costly" in done.stdout or "refused" in done.stdout, done
    growth = re.search(r"(\d+) KiB more", done.stdout)
    assert growth
    assert int(growth[1]) < 200 * 1024
