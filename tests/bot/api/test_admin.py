"""What admins' keys do: versions, gaps; the audit log has their names."""

from datetime import UTC, datetime
from pathlib import Path

from bot.reindexing.collection import Request
from bot.reindexing.engine import reindex
from bot.state.database import Database
from bot.state.questions import Conversation, finish, receive
from index.versions import current_version
from tests.bot.api.conftest import QUESTION, Served, audited, until, with_database
from tests.bot.conftest import no_advance, no_stage


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


def test_gaps_are_listed_in_groups(own: Served) -> None:
    async def ask(database: Database) -> None:
        for message, text in enumerate(("茶园什么时候上市？", "茶园何时上市？")):
            await receive(database, Conversation(7, None, 7), message, text, "zh-Hans", datetime.now(UTC))
            await finish(database, 7, message, "refused")

    with_database(own.settings, ask)
    (group,) = own.admin.get("/v1/gaps").json()
    assert group["texts"] == ["茶园何时上市？", "茶园什么时候上市？"]
    assert {gap["status"] for gap in group["gaps"]} == {"refused"}
