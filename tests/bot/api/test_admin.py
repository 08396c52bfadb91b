"""What admins' keys do: versions, runs of suites, gaps; the audit log has their names."""

from datetime import UTC, datetime
from pathlib import Path

from bot.reindexing.collection import Request
from bot.reindexing.engine import reindex
from bot.state.audit import newest
from bot.state.audit_words import entry_lines, people_in
from bot.state.database import Database
from bot.state.people import names_of
from bot.state.questions import Conversation, finish, receive
from bot.suites.loading import read_suite
from index.versions import current_version
from tests.bot.api.conftest import QUESTION, Served, serving, settings_of, until, with_database
from tests.bot.conftest import no_advance, no_stage

SUITE = """cases:
- id: hosts
  question: 新主播开播之前要做什么？
  expect: {status: answered, passages: [{ref: "2.1.1"}]}
- id: weather
  question: 今天天氣怎麼樣？
  expect: {status: refused}
"""


def audited(served: Served) -> list[str]:
    async def lines(database: Database) -> list[str]:
        entries = await newest(database, 10)
        return entry_lines(entries, await names_of(database, people_in(entries)), "en")

    told: list[str] = with_database(served.settings, lines)
    return told


def test_a_version_goes_live_and_back_at_once_and_the_log_says_by_which_key(own: Served, edited: Path) -> None:
    first = current_version(own.settings.data_folder.index)
    assert first is not None
    reindex(own.settings, Request("Bob", "edited", whole=(edited,)), no_stage, no_advance)
    listed = own.member.get("/v1/versions").json()
    second = listed[0]["version"]
    assert [each["state"] for each in listed] == ["live", "before"]
    until(lambda: own.member.get("/v1/documents").json()["version"] == second)  # another process made it live
    assert own.admin.post("/v1/rollback", json={"why": "too early"}).json() == {"live": first}
    assert own.member.post("/v1/ask", json={"question": QUESTION}).status_code == 200
    assert own.admin.post(f"/v1/versions/{second}/live", json={}).json() == {"live": second}
    entry = own.admin.get(f"/v1/versions/{first}").json()
    assert (entry["events"][-1]["by"], entry["events"][-1]["why"]) == ("chief", "too early")
    assert sum("key “chief” · went back" in line for line in audited(own)) == 2


def test_what_is_not_there_is_not_made_live(served: Served) -> None:
    told = served.admin.post("/v1/versions/..%2F..%2Fx/live", json={})
    assert told.status_code == 404
    assert served.admin.post("/v1/versions/x/live", json={}).json()["code"] == "index-no-such-version"
    assert served.admin.post("/v1/rollback", json={}).json()["code"] == "index-no-earlier"


def test_suites_are_run_and_the_report_is_that_of_the_command_line(home: Path, tmp_path: Path) -> None:
    suite = tmp_path / "tea.yaml"
    suite.write_text(SUITE, "utf-8")
    assert read_suite(suite).size == 2
    with serving(settings_of(home, suites=(suite,))) as served:
        begun = served.admin.post("/v1/suites/runs", json={})
        assert begun.status_code == 202
        address = begun.headers["location"]
        until(lambda: served.admin.get(address).json()["state"] != "running")
        run = served.admin.get(address).json()
        assert (run["state"], run["asked"], run["total"], run["by"]) == ("done", 2, 2, "chief")
        assert [case["verdict"] for case in run["report"]["cases"]] == ["passed", "passed"]
        assert any("key “chief” · had version" in line for line in audited(served))
        assert served.admin.get("/v1/suites/runs/none").json()["code"] == "api-no-run"


def test_a_run_that_cannot_be_carried_out_says_why(served: Served) -> None:
    address = served.admin.post("/v1/suites/runs", json={}).headers["location"]
    until(lambda: served.admin.get(address).json()["state"] != "running")
    run = served.admin.get(address, headers={"Accept-Language": "zh-CN"}).json()
    assert (run["state"], run["report"]) == ("failed", None)
    assert "测试集" in run["error"]


def test_gaps_are_listed_in_groups(own: Served) -> None:
    async def ask(database: Database) -> None:
        for message, text in enumerate(("茶园什么时候上市？", "茶园何时上市？")):
            await receive(database, Conversation(7, None, 7), message, text, "zh-Hans", datetime.now(UTC))
            await finish(database, 7, message, "refused")

    with_database(own.settings, ask)
    (group,) = own.admin.get("/v1/gaps").json()
    assert group["texts"] == ["茶园何时上市？", "茶园什么时候上市？"]
    assert {gap["status"] for gap in group["gaps"]} == {"refused"}
