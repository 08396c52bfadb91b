"""A small data directory, and what is in a folder."""

import hashlib
import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path

from bot.backup.creating import Backup, create_backup
from bot.backup.restoring import restore_backup
from bot.data_folder import DataFolder
from tests.bot.conftest import no_advance

DOCUMENT = "# 高山茶\n\n下单后48小时内发货。\n"
ADVANCED = "index/versions/20260101-000000-abcdef/words.json"


def fill(root: Path, names: tuple[str, ...] = ()) -> DataFolder:
    """Make a data directory with a file of each kind, and documents of these names."""
    data = DataFolder(root)
    texts = {"index/CURRENT": "20260101-000000-abcdef\n", "index/history.jsonl": "{}\n", ADVANCED: '{"茶": 1}'}
    texts |= {"curated/questions.yaml": "[]\n", "chat_history": "茶\n"}
    texts |= {document(name): DOCUMENT + name for name in ("tea.md", *names)}
    for name, text in texts.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    with closing(sqlite3.connect(data.database)) as state, state:
        state.execute("PRAGMA journal_mode=WAL")
        state.execute("CREATE TABLE person (name TEXT)")
        state.execute("INSERT INTO person VALUES ('Ada')")
    return data


def document(name: str) -> str:
    """The path of a document of `fill`."""
    return f"documents/{hashlib.sha256((DOCUMENT + name).encode()).hexdigest()}/{name}"


def people(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as state:
        return [name for (name,) in state.execute("SELECT name FROM person ORDER BY rowid")]


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def create(data: DataFolder, file: Path) -> Backup:
    return create_backup(data, file, no_advance)


def restore(file: Path, folder: Path) -> bool:
    return restore_backup(file, folder, no_advance)


def old_backup(data: DataFolder, file: Path) -> Path:
    """Make a backup as the program did before there was a list of checksums."""
    with tarfile.open(file, "w") as archive:
        for path in sorted(data.permanent_files()):
            archive.add(path, str(path.relative_to(data.root)), recursive=False)
    return file
