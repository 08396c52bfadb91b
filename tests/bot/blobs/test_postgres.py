"""Shared files on a real PostgreSQL: whole or not there, seen by all, and fetched where a file is needed."""

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.blobs.chosen import curated_files, document_files
from bot.blobs.postgres import PostgresBlobs
from bot.curation.files import add_case, attach, curated_suite, export_curated, import_curated
from bot.curation.questions import CuratedError, curated_stamp, read_curated
from bot.reindexing.errors import CollectionError
from bot.reindexing.store import keep, kept_names, stored
from bot.settings import Settings
from bot.suites.cases import Case, Expectation
from index.postgres.server import Server
from knowledge.types import Passage

ROOT = Path(__file__).parents[3]
PASSAGE = Passage("d", "1.1", "", ("h",), "text", ())
Team = Callable[[str], Settings]


@pytest.fixture
def bot_at(empty_postgres: str, tmp_path: Path) -> Team:
    """The settings of a bot with a data directory of its own."""
    return lambda name: Settings(
        _env_file=None, data_dir=tmp_path / name, database_url=empty_postgres, index_store="postgres"
    )


def test_a_document_kept_by_one_is_a_file_for_the_other(bot_at: Team, tmp_path: Path, empty_postgres: str) -> None:
    one, other = document_files(bot_at("one")), document_files(bot_at("other"))
    assert (one.names(), stored(one, "0" * 16)) == ([], None)
    with Server(empty_postgres, "PostgreSQL").connect() as connection:  # looking has made nothing
        assert connection.execute("SELECT to_regclass('springboard_files.file')").fetchone() == (None,)
    (tmp_path / "茶.md").write_text("tea", "utf-8")
    sha256 = keep(one, tmp_path / "茶.md")
    assert keep(other, tmp_path / "茶.md", "another name.md") == sha256
    copy = stored(other, sha256[:16])
    assert copy == bot_at("other").data_folder.copies / sha256 / "茶.md"
    assert copy.read_text("utf-8") == "tea"
    assert not bot_at("one").data_dir.exists()

    copy.write_text("coffee", "utf-8")  # a copy that is damaged is fetched anew
    again = stored(other, sha256)
    assert again
    assert again.read_text("utf-8") == "tea"
    other.write({f"{sha256}/茶.md": b"coffee"})
    for damaged in (one, other):
        with pytest.raises(CollectionError, match="original-damaged"):
            stored(damaged, sha256)
    keep(one, tmp_path / "茶.md")
    assert stored(other, sha256) == copy


def test_what_nobody_needs_is_deleted_with_its_copies(bot_at: Team, tmp_path: Path) -> None:
    files = document_files(bot_at("one"))
    checksums = []
    for number in range(3):
        (tmp_path / "a.md").write_text(f"tea {number}", "utf-8")
        checksums.append(keep(files, tmp_path / "a.md"))
        assert stored(files, checksums[-1])
    assert files.clear((), 3600) == []
    assert sorted(files.clear(checksums[:1], 0)) == sorted(checksums[1:])
    assert kept_names(files) == [f"{checksums[0]}/a.md"]
    copies = bot_at("one").data_folder.copies
    assert [path.name for path in copies.iterdir()] == checksums[:1]

    os.utime(copies / checksums[0], (0, 0))  # of long ago: it goes when another is fetched
    (tmp_path / "a.md").write_text("tea", "utf-8")
    fetched = keep(files, tmp_path / "a.md")
    assert stored(files, fetched)
    assert [path.name for path in copies.iterdir()] == [fetched]
    assert stored(files, checksums[0])


WRITER = """
import sys, time
from pathlib import Path
from bot.blobs.folder import FolderBlobs
from bot.blobs.postgres import PostgresBlobs
from index.postgres.server import Server
files = PostgresBlobs(Server(sys.argv[1], "PostgreSQL"), "curated", FolderBlobs(Path(sys.argv[2]), ""))
with files.changing() as change:
    change.write({"questions.yaml": b"half", "suite.yaml": b"half"})
    print("written", flush=True)
    time.sleep(600)
"""


def test_what_a_killed_process_has_half_written_is_never_seen(
    bot_at: Team, empty_postgres: str, tmp_path: Path
) -> None:
    files = curated_files(bot_at("one"))
    attach(files, PASSAGE, "茶席怎么摆")
    before = curated_stamp(files), export_curated(files)
    run = [sys.executable, "-c", WRITER, empty_postgres, str(tmp_path)]
    with subprocess.Popen(run, cwd=ROOT, stdout=subprocess.PIPE, text=True) as writer, ThreadPoolExecutor(1) as pool:
        assert writer.stdout
        assert writer.stdout.readline() == "written\n"
        assert (curated_stamp(files), export_curated(files)) == before
        waiting = pool.submit(add_case, files, Case(id="a", question="b", expect=Expectation(blank=True)))
        assert not waiting.done()
        writer.kill()
        assert waiting.result(60)
    assert [place.questions for place in read_curated(files)] == [["茶席怎么摆"]]


def test_what_is_curated_at_once_is_all_kept_and_seen_by_all(bot_at: Team, empty_postgres: str) -> None:
    here = curated_files(bot_at("here"))
    assert (read_curated(here), curated_suite(here), export_curated(here)) == ([], None, "questions: []\ncases: []\n")
    server = Server(empty_postgres, "PostgreSQL")  # connections of its own, as another process has
    there = PostgresBlobs(server, "curated", here.copies) if isinstance(here, PostgresBlobs) else here

    def ask(number: int) -> bool:
        return attach((here, there)[number % 2], PASSAGE, f"问题 {number}")

    with ThreadPoolExecutor(16) as pool:  # more than one program has connections
        assert all(pool.map(ask, range(40)))
    (place,) = read_curated(here)
    assert len(place.questions) == 40
    stamp = curated_stamp(here)
    assert stamp == curated_stamp(there)
    assert import_curated(there, export_curated(here)).known == 40
    assert curated_stamp(here) == stamp
    attach(there, PASSAGE, "茶席怎么摆")
    assert curated_stamp(here) != stamp

    there.write({"questions.yaml": (there.read("questions.yaml") or b"")[:-9]})
    with pytest.raises(CuratedError) as caught:
        read_curated(here)
    assert caught.value.details["file"] == "PostgreSQL: curated/questions.yaml"
    server.close()
