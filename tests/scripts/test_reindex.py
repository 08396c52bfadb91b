"""The command line that builds the index."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.data_folder import DataFolder
from index.versions import current_version
from tests.conftest import TEA_QUESTIONS, TEA_REPORT
from tests.scripts.conftest import ROOT, Run, call, environment, run_in

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("here")]


def figures(output: str) -> dict[str, str]:
    """The summary's rows."""
    cells = [line.strip("│ ").split("│") for line in output.splitlines() if line.startswith("│")]
    return {row[0].strip(): row[1].strip() for row in cells if len(row) == 2}


@pytest.fixture
def home(seeded: Path, tmp_path: Path) -> Path:
    shutil.copytree(seeded, tmp_path / "home")
    return tmp_path / "home"


def reindex(*paths: Path) -> dict[str, str]:
    return figures(call("reindex", *paths).stdout)


def test_summary_counts_new_unchanged_and_removed(home: Path, tmp_path: Path) -> None:
    first = reindex(TEA_REPORT)
    edited = tmp_path / "tea.md"
    text = TEA_REPORT.read_text("utf-8")
    edited.write_text(text.replace("茶叶怕潮", "茶叶最怕潮").split("(2) 下单后")[0], "utf-8")
    second = reindex(edited)
    assert (first["Passages"], first["New"], first["Unchanged"], first["Removed"]) == ("8", "8", "0", "0")
    assert (second["Passages"], second["New"], second["Unchanged"], second["Removed"]) == ("7", "1", "6", "2")


def test_the_first_version_names_the_next_step_and_has_no_rows_of_nothing(tmp_path: Path) -> None:
    first = call("reindex", TEA_REPORT, DATA_DIR=str(tmp_path / "fresh"), DRAFTED_CASES="0")
    assert "Ask it now: springboard chat" in first.stdout
    assert not {"Mended", "Not mended", "Sample questions"} & figures(first.stdout).keys()
    second = call("reindex", "--again", DATA_DIR=str(tmp_path / "fresh"), DRAFTED_CASES="0")
    assert "springboard chat" not in second.stdout


def test_it_can_be_run_as_a_module(tmp_path: Path) -> None:
    assert "reindex" in run_in(tmp_path, "scripts.app", "--help").stdout


def test_nothing_changed_keeps_the_version(home: Path) -> None:
    reindex(TEA_REPORT)
    version = current_version(DataFolder(home).index)
    again = call("reindex", TEA_REPORT)
    assert "Nothing has changed" in again.stdout
    assert figures(again.stdout)["Unchanged"] == "8"
    assert current_version(DataFolder(home).index) == version


def test_folder_is_indexed_whole(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    shutil.copy(TEA_REPORT, folder / "tea.md")
    (folder / "note.md").write_text("新茶上市的时间是每年~~三月~~四月。\n\n老茶要放在干燥的地方。", "utf-8")
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n")
    done = call("reindex", folder)
    assert "note.md" in done.stdout
    assert "picture.png" not in done.stdout
    assert figures(done.stdout)["Notes"] == "note.md"  # of several documents, a note says which it is on


def test_a_link_out_of_a_folder_is_left_out_with_a_line(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    shutil.copy(TEA_REPORT, folder / "tea.md")
    (tmp_path / "keys.md").write_text("# 密钥\n\n谁也不该看到这里。", "utf-8")
    (folder / "notes.md").symlink_to(tmp_path / "keys.md")
    done = call("reindex", folder, "--dry-run", "--json")
    assert f"{folder}/notes.md: left out" in done.stderr
    assert "密钥" not in done.stdout
    assert json.loads(done.stdout)


def test_same_file_twice_is_indexed_once_and_lock_files_are_left_out(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    for name in ("a.md", "b.md", "~$a.docx", ".hidden.txt"):
        shutil.copy(TEA_REPORT, folder / name)
    assert reindex(folder)["Passages"] == "8"


def test_documents_of_one_title_are_told_apart(home: Path, tmp_path: Path) -> None:
    (tmp_path / "old.md").write_text(TEA_REPORT.read_text("utf-8").replace("48小时", "72小时"), "utf-8")
    done = call("reindex", TEA_REPORT, tmp_path / "old.md")
    assert "高山茶直播销售报告 (old.md)" in done.stdout
    assert "高山茶直播销售报告 (tea.md)" in done.stdout


def test_the_command_that_builds_again_needs_no_path(home: Path, tmp_path: Path) -> None:
    moved = Path(shutil.copy(TEA_REPORT, tmp_path / "moved.md"))
    reindex(moved)
    moved.unlink()
    done = run_in(home, "scripts.ask", "主播", ENCODER="some/other-model")
    assert done.returncode == 2
    assert "another model" in done.stderr
    assert "springboard reindex --again" in done.stderr.replace("\n", " ")
    again = run_in(home, "scripts.reindex", "--again")
    assert "Nothing has changed" in again.stdout, again.stderr


def test_file_name_that_is_no_utf8_is_read(home: Path, tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + "/报.txt".encode("gb18030")
    Path(os.fsdecode(path)).write_text("新茶上市的时间是每年四月。", "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "scripts.reindex", path],
        cwd=ROOT,
        env=environment(home),
        capture_output=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr


def test_samples_without_a_place_are_named(home: Path, tmp_path: Path) -> None:
    questions = tmp_path / "q.yaml"
    questions.write_text(TEA_QUESTIONS.read_text("utf-8").replace("仓储与发货", "别的标题"), "utf-8")
    done = call("reindex", TEA_REPORT, "--sample-questions", questions)
    assert figures(done.stdout)["Samples without a place"] == "2: 2.2.1 直播怎么做 › 别的标题"


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("empty.txt", b"", "holds no text"),
        ("notes.xyz", b"text", "files of this kind are not read"),
        ("fake.docx", b"this is no zip archive", "damaged"),
        ("fake.txt", b"\x7fELF\x00\x00\x01\x02" * 20, "not text"),
    ],
)
def test_bad_file_ends_in_one_sentence_and_the_live_index_stays(
    home: Path, tmp_path: Path, name: str, content: bytes, expected: str
) -> None:
    reindex(TEA_REPORT)
    version = current_version(DataFolder(home).index)
    bad = tmp_path / name
    bad.write_bytes(content)
    done = call("reindex", TEA_REPORT, bad, code=2)
    assert expected in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert current_version(DataFolder(home).index) == version


def test_missing_file_and_missing_questions_are_told(tmp_path: Path) -> None:
    assert "there is no such file" in call("reindex", tmp_path / "none.txt", code=2).stderr
    questions = call("reindex", TEA_REPORT, "--sample-questions", tmp_path / "none.yaml", code=2)
    assert "none.yaml" in questions.stderr


def test_data_directory_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file, no folder")
    done = run_in(tmp_path / "taken", "scripts.reindex", str(TEA_REPORT))
    assert done.returncode == 2
    assert "DATA_DIR: must be a folder" in done.stderr
    assert "Traceback" not in done.stderr


def test_help_is_quick_to_load_and_names_the_options(run: Run) -> None:
    done = run("scripts.reindex", "--help")
    assert done.returncode == 0
    assert "--sample-questions" in done.stdout


def test_only_its_user_may_enter_or_read_the_data(tea_home: Path) -> None:
    assert not [path for path in (tea_home, *tea_home.rglob("*")) if path.stat().st_mode & 0o077]
