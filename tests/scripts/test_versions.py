"""Command lines that change documents and versions, save and restore: in this process, with the real parts."""

import json
import shutil
import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from bot.blobs.chosen import curated_in
from bot.curation.files import add_case, attach
from bot.data_folder import DataFolder
from bot.suites.cases import Case, Expectation
from bot.wiring import open_assistant
from index.locks import building
from index.versions import current_version, list_versions, load_current
from tests.scripts.conftest import call

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("here")]


@pytest.fixture
def coffee(tmp_path: Path) -> Path:
    path = tmp_path / "coffee.md"
    path.write_text("# 咖啡豆选购手册\n\n## 烘焙\n\n深烘的豆子更苦，适合做拿铁。\n", "utf-8")
    return path


def reindex(*arguments: object, code: int = 0) -> Result:
    return call("reindex", *arguments, code=code)


def versions(*arguments: object, code: int = 0) -> Result:
    return call("versions", *arguments, code=code)


def as_json(done: Result) -> Any:
    return json.loads(done.stdout)


def live(home: Path) -> str:
    return str(current_version(DataFolder(home).index))


def test_documents_are_added_replaced_and_removed(home: Path, coffee: Path, edited: Path) -> None:
    first = live(home)
    summary = as_json(reindex("--add", coffee, "--why", "coffee too", "--json"))
    assert (summary["state"], summary["new"], summary["unchanged"]) == ("live", 1, 8)
    assert [document["title"] for document in summary["documents"]] == ["高山茶直播销售报告", "咖啡豆选购手册"]
    told = reindex("--replace", edited).stdout
    assert "0 added, 1 changed, 0 removed, 0 moved, 8 as before" in told
    assert "~ 二、2 (2) “下单后48小时内发货" in told.replace("\n", "")
    assert "” is now “下单后72小时内发货" in told
    reindex("--remove", "coffee.md")
    assert "Nothing has changed" in reindex("--add", edited).stdout
    listed = versions("list").stdout.splitlines()
    assert [line.count("(live)") for line in listed] == [1, 0, 0, 0]
    assert "coffee too" in listed[2]
    assert first in listed[3]


def test_a_dry_run_shows_what_would_change_and_changes_nothing(home: Path, edited: Path) -> None:
    before = live(home)
    shown = reindex("--replace", edited, "--dry-run").stdout
    assert "高山茶直播销售报告 (tea.md" in shown
    assert "Figures left blank: 3" in shown
    assert "0 added, 1 changed" in shown
    assert as_json(reindex("--replace", edited, "--dry-run", "--json"))["unchanged"] == 7
    assert list_versions(DataFolder(home).index) == [before]


def test_what_is_alike_is_asked_not_guessed(home: Path, edited: Path, coffee: Path) -> None:
    told = reindex("--add", edited, code=2).stderr
    assert "tea.md is much like 高山茶直播销售报告" in told
    assert "--although-alike" in told
    assert "--instead-of" in reindex("--replace", coffee, code=2).stderr
    reindex("--add", edited, "--although-alike")
    told = reindex("--replace", edited, code=2).stderr
    assert "several documents" in told
    reindex("--replace", coffee, "--instead-of", "高山茶直播销售报告")
    assert "No document is called nothing" in reindex("--remove", "nothing", code=2).stderr


@pytest.mark.parametrize("arguments", [["x.md", "--add", "y.md"], ["--instead-of", "x"], ["--again", "x.md"]])
def test_what_does_not_go_together_is_told(home: Path, arguments: list[str]) -> None:
    before = live(home)
    assert "--replace" in reindex(*arguments, code=2).stderr
    assert live(home) == before


def test_held_back_published_and_rolled_back(home: Path, edited: Path) -> None:
    before = live(home)
    case = Case(id="parcels", question="下单后多久发货？", expect=Expectation(contains=("48小时",)))
    add_case(curated_in(DataFolder(home)), case)
    told = reindex("--replace", edited, code=1).stdout
    assert "is held back" in told
    assert "Passed before and fail now: parcels" in told
    (held,) = set(list_versions(DataFolder(home).index)) - {before}
    assert f"springboard versions publish {held}" in told
    assert "held back, never live" in versions("list").stdout
    assert "suite.yaml: 0 of 1 passed" in versions("show", held).stdout
    assert as_json(versions("show", held, "--json"))["gate"]["lost"] == ["parcels"]
    assert "0 added, 1 changed" in versions("diff", before, held).stdout
    versions("publish", held, "--why", "agreed")
    assert live(home) == held
    versions("rollback", "--why", "not agreed")
    assert live(home) == before
    assert "No version was live before" in versions("rollback", code=2).stderr
    events = as_json(versions("show", held, "--json"))["events"]
    assert [event["why"] for event in events] == ["agreed"]
    assert reindex("--replace", edited, "--no-gate").exit_code == 0


def test_versions_are_verified_and_pruned(home: Path, coffee: Path, edited: Path) -> None:
    first = live(home)
    reindex("--add", coffee)
    second = live(home)
    reindex("--replace", edited)
    third = live(home)
    assert versions("verify").stdout.count("is whole") == 3
    path = DataFolder(home).index / "versions" / first / "words.json"
    path.write_bytes(path.read_bytes() + b" ")
    told = versions("verify", code=1).stdout
    assert f"Index {first} is damaged (words.json has changed)" in told
    assert "words.json" in versions("publish", first, code=2).stderr
    assert live(home) == third
    assert f"1 old version deleted {first}" in versions("prune", "--keep", 2).stdout
    assert list_versions(DataFolder(home).index) == [second, third]
    assert "There is no index version" in versions("show", "../..", code=2).stderr


@pytest.mark.parametrize("way", ["publish", "again"])
def test_what_the_message_on_a_damaged_current_says_mends_it(home: Path, coffee: Path, way: str) -> None:
    reindex("--add", coffee)
    before = live(home)
    (DataFolder(home).index / "CURRENT").write_bytes(b"\xff\xfe")
    told = reindex("--remove", "coffee.md", code=2).stderr
    if way == "publish":
        assert f"springboard versions publish {before}" in told
        versions("publish", before)
        assert live(home) == before
    else:
        reindex("--again")
        assert len(load_current(DataFolder(home).index, "bundled").manifest.documents) == 2


def test_a_build_under_way_is_told_by_whom(home: Path, coffee: Path) -> None:
    with building(DataFolder(home).index, "Ada"):
        assert "Ada has been building" in reindex("--add", coffee, code=2).stderr


def test_a_backup_taken_at_work_answers_elsewhere(
    home: Path, coffee: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reindex("--add", coffee)
    attach(curated_in(DataFolder(home)), load_current(DataFolder(home).index, "bundled").passages[2], "茶席怎么摆")
    with sqlite3.connect(home / "state.sqlite") as database:
        database.execute("CREATE TABLE note (number INTEGER)")
    stop = threading.Event()
    written: list[int] = []

    def write() -> None:
        database = sqlite3.connect(home / "state.sqlite", timeout=30)
        while not stop.is_set():
            with database:
                database.execute("INSERT INTO note VALUES (?)", (len(written),))
            written.append(len(written))
        database.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        file = tmp_path / "saved.tar"
        told = call("backup", "create", file).stdout
        elsewhere = tmp_path / "elsewhere"
        assert "is whole" in call("backup", "restore", file, elsewhere).stdout
    finally:
        stop.set()
        writer.join()
    assert str(file) in told
    with sqlite3.connect(elsewhere / "state.sqlite") as database:
        numbers = [number for (number,) in database.execute("SELECT number FROM note ORDER BY number")]
    assert numbers == list(range(len(numbers)))
    shutil.rmtree(home)
    monkeypatch.setenv("DATA_DIR", str(elsewhere))
    from bot.settings import load_settings

    assistant = open_assistant(load_settings())
    assert "拿铁" in assistant.ask("深烘的豆子适合做什么？").quotes[0].text
    assert assistant.ask("茶席怎么摆").quotes[0].number == 2
    assert reindex("--again").exit_code == 0  # the files came along


def test_what_is_wrong_with_a_backup_is_told(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "saved.tar"
    call("backup", "create", file)
    assert "is there already" in call("backup", "create", file, code=2).stderr
    assert "is not empty" in call("backup", "restore", file, home, code=2).stderr
    cut = tmp_path / "cut.tar"
    cut.write_bytes(file.read_bytes()[: file.stat().st_size // 3])
    assert "cut.tar is no backup" in call("backup", "restore", cut, tmp_path / "a", code=2).stderr
    assert not (tmp_path / "a").exists()
    (tmp_path / "no.tar").write_text("nothing")
    assert "no.tar is no backup" in call("backup", "restore", tmp_path / "no.tar", tmp_path / "b", code=2).stderr
    told = call("backup", "restore", tmp_path / "none.tar", tmp_path / "c", code=2).stderr
    assert "none.tar" in told


def test_curated_questions_go_out_and_come_in(home: Path, tmp_path: Path) -> None:
    attach(curated_in(DataFolder(home)), load_current(DataFolder(home).index, "bundled").passages[2], "茶席怎么摆")
    file = tmp_path / "curated.yaml"
    call("curated", "export", file)
    assert call("curated", "export").stdout == file.read_text("utf-8")
    assert "茶席怎么摆" in call("curated", "list").stdout
    assert "known before: 1." in call("curated", "import", file).stdout
    file.write_text("questions: [{ref: '9', headings: [没有], questions: [在哪里]}]", "utf-8")
    assert "Imported: 1 question," in call("curated", "import", file).stdout
    assert "has no place for these" in call("curated", "list").stdout
    file.write_text("questions: 1", "utf-8")
    assert "curated.yaml: the file cannot be used; mend these lines" in call("curated", "import", file, code=2).stderr


def test_the_live_version_is_copied_into_postgresql_and_answers_there(
    home: Path, empty_postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "already kept in the folder" in versions("copy", code=2).stderr
    question = "茶席怎么摆"
    attach(curated_in(DataFolder(home)), load_current(DataFolder(home).index, "bundled").passages[2], question)
    monkeypatch.setenv("DATABASE_URL", empty_postgres)
    monkeypatch.setenv("INDEX_STORE", "postgres")
    for _ in range(2):
        assert live(home) in versions("copy", "--why", "a second machine").stdout
    (entry,) = as_json(versions("list", "--json"))
    assert (entry["version"], entry["state"], entry["passages"]) == (live(home), "live", 8)
    for name in ("index", "documents", "curated"):
        shutil.rmtree(home / name)
    assert "仓储与发货" in call("ask", "订单多久发货？").stdout
    assert question in call("curated", "list").stdout
    assert "in PostgreSQL, for all programs that use it; documents: 1" in call("doctor", "--offline").stdout
    call("reindex", "--again", "--no-gate")  # from the file that was copied
    saved = home.parent / "saved.tar"
    assert "index versions are in PostgreSQL" in call("backup", "create", saved).stderr
    call("backup", "restore", saved, home.parent / "elsewhere")
