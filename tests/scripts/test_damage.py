"""What a command line says of a damaged part, beside the answer from the rest; and what it says helps."""

import asyncio
import re
import shutil
from pathlib import Path

import pytest

from bot.blobs.chosen import curated_in
from bot.curation.files import attach
from bot.data_folder import DataFolder
from bot.errors import explain
from bot.state.database import open_database
from bot.state.unusable import DatabaseError
from index.versions import current_version, list_versions, load_current
from tests.scripts.conftest import call

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("here")]

QUESTION = "新主播开播之前要做什么？"


def test_a_lost_name_of_the_live_version_is_warned_of_until_the_command_is_carried_out(
    home: Path, tmp_path: Path
) -> None:
    folder = DataFolder(home).index
    version = str(current_version(folder))
    (folder / "CURRENT").unlink()
    (tmp_path / "shelf.md").write_text("# 书架\n\n书架要靠墙放。\n", "utf-8")
    asked = call("ask", QUESTION)
    assert "制茶车间" in asked.stdout
    assert f"Until then, version {version} answers." in asked.stderr
    assert call("curated", "list").exit_code == 0
    assert "(live)" not in call("versions", "list").stdout
    for arguments in (["--add", tmp_path / "shelf.md"], []):
        refused = call("reindex", *arguments, code=2)
        assert refused.stderr.count("\n") == 1
        assert list_versions(folder) == [version]
    command = re.search(r"springboard (versions publish \S+)", refused.stderr)
    assert command
    call(*command[1].split())
    assert call("ask", QUESTION).stderr == ""
    call("reindex", "--add", tmp_path / "shelf.md")
    assert len(load_current(folder, "bundled").manifest.documents) == 2


def test_damaged_curated_questions_are_warned_of_and_the_index_answers(home: Path) -> None:
    data = DataFolder(home)
    attach(curated_in(data), load_current(data.index, "bundled").passages[2], "茶席怎么摆")
    content = bytearray((data.curated / "questions.yaml").read_bytes())
    content[-20] ^= 1
    (data.curated / "questions.yaml").write_bytes(content)
    asked = call("ask", QUESTION)
    assert "制茶车间" in asked.stdout
    assert "The curated questions cannot be used. questions.yaml: not a file of sample questions" in asked.stderr
    assert "Traceback" not in asked.output


def opened(file: Path) -> str:
    """What is told of a database that cannot be opened, empty if it can."""

    async def open_and_close() -> str:
        try:
            database = await open_database("", file)
        except DatabaseError as error:
            return explain(error, "en", "terminal")
        await database.close()
        return ""

    return asyncio.run(open_and_close())


def test_an_emptied_database_is_put_back_from_a_backup_as_the_message_says(home: Path, tmp_path: Path) -> None:
    data = DataFolder(home)
    assert opened(data.database) == ""
    call("backup", "create", tmp_path / "saved.tar")
    data.database.write_bytes(b"")
    command = re.search(r"springboard (backup restore) FILE FOLDER", opened(data.database))
    assert command
    call(*command[1].split(), tmp_path / "saved.tar", tmp_path / "elsewhere")
    shutil.copy(DataFolder(tmp_path / "elsewhere").database, data.database)
    assert opened(data.database) == ""
