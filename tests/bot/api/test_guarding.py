"""Only small JSON requests with a good key get in, and problems are told in one form."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest

from bot.api.guarding import MAX_BODY_BYTES
from bot.state.audit import newest
from bot.state.keys import list_keys, revoke_key
from tests.bot.api.conftest import Served, until, with_database

ADDRESSES = ("/v1/ask", "/v1/documents", "/v1/nothing", "/mcp", "/")


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    ("header", "code"),
    [
        ({}, "api-no-key"),
        ({"Authorization": "Basic c2JrOng="}, "api-no-key"),
        ({"Authorization": "Bearer"}, "api-no-key"),
        ({"Authorization": "Bearer sbk_1_" + "A" * 43}, "api-bad-key"),
        ({"Authorization": "Bearer sbk_99999999999999999_" + "A" * 43}, "api-bad-key"),
        ({"Authorization": "Bearer what?"}, "api-bad-key"),
    ],
)
def test_without_a_good_key_nothing_is_told(served: Served, address: str, header: dict[str, str], code: str) -> None:
    told = served.stranger.post(address, headers=header, content=b"{no json")
    assert told.status_code == 401
    assert told.headers["www-authenticate"] == "Bearer"
    assert told.json()["code"] == code


def test_a_key_with_another_id_or_one_more_character_opens_nothing(served: Served) -> None:
    prefix, number, secret = served.keys["member"].split("_", 2)
    for wrong in (
        f"{prefix}_{int(number) + 1}_{secret}",
        f"{prefix}_0{number}_{secret}",
        f"{prefix}_{number}_{secret}A",
    ):
        told = served.stranger.get("/v1/documents", headers={"Authorization": f"Bearer {wrong}"})
        assert told.status_code == 401


def test_a_key_that_is_revoked_opens_nothing_from_the_next_request_on(own: Served) -> None:
    assert own.member.get("/v1/documents").status_code == 200
    with_database(own.settings, lambda database: revoke_key(database, "reader", "Ada"))
    assert own.member.get("/v1/documents").json()["code"] == "api-bad-key"
    assert own.admin.get("/v1/documents").status_code == 200


def test_only_digests_of_keys_are_kept(served: Served) -> None:
    assert [key.name for key in with_database(served.settings, list_keys)] == ["reader", "chief"]
    kept = served.settings.data_folder.database
    content = b"".join(path.read_bytes() for path in kept.parent.glob(f"{kept.name}*"))
    assert not [key for key in served.keys.values() if key.split("_", 2)[2].encode() in content]
    entries = with_database(served.settings, lambda database: newest(database, 100))
    assert "key-made" in {entry.action for entry in entries}
    assert not [key for key in served.keys.values() if key.split("_", 2)[2] in str(entries)]


def test_a_large_request_is_refused_whether_or_not_it_says_so(served: Served) -> None:
    def in_parts() -> Iterator[bytes]:
        for _ in range(MAX_BODY_BYTES // 1024 + 1):
            yield b" " * 1024

    kind = {"Content-Type": "application/json"}
    for content in (b" " * (MAX_BODY_BYTES + 1), in_parts()):
        told = served.member.post("/v1/ask", content=content, headers=kind)
        assert told.status_code == 413
        assert "64 KB" in told.json()["detail"]


def test_what_is_no_json_is_refused(served: Served) -> None:
    body = b'{"question": "x"}'
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""):
        told = served.member.post("/v1/ask", content=body, headers={"Content-Type": kind})
        assert (told.status_code, told.json()["code"]) == (415, "api-not-json")
    told = served.member.post("/v1/ask", content=body, headers={"Content-Type": "Application/JSON; charset=utf-8"})
    assert told.status_code == 200


@pytest.mark.parametrize(
    ("method", "address", "status", "code"),
    [
        ("GET", "/v1/nothing", 404, "api-not-found"),
        ("GET", "/", 404, "api-not-found"),
        ("DELETE", "/v1/documents", 405, "api-method"),
        ("GET", "/v1/passages/zzzzzz", 404, "api-no-passage"),
        ("GET", "/v1/passages", 422, "api-impossible"),
        ("GET", "/v1/outline?depth=x", 422, "api-impossible"),
    ],
)
def test_problems_are_told_in_one_form(served: Served, method: str, address: str, status: int, code: str) -> None:
    told = served.member.request(method, address)
    assert (told.status_code, told.headers["content-type"]) == (status, "application/problem+json")
    problem = told.json()
    assert (problem["code"], problem["status"]) == (code, status)
    assert problem["request_id"] == told.headers["x-request-id"]
    assert problem["detail"]


def test_the_place_of_a_mistake_is_named_and_what_was_sent_is_not_repeated(served: Served) -> None:
    told = served.member.post("/v1/ask", json={"question": "x", "limit": "secret-words", "more": "secret-words"})
    assert {each["where"] for each in told.json()["errors"]} == {"body.limit", "body.more"}
    assert "secret-words" not in told.text


def test_members_are_kept_from_what_is_for_admins(served: Served) -> None:
    for method, address in (
        ("GET", "/v1/gaps"), ("GET", "/v1/versions/x"), ("POST", "/v1/versions/x/live"), ("POST", "/v1/rollback"),
        ("POST", "/v1/suites/runs"), ("GET", "/v1/suites/runs/x"),
    ):  # fmt: skip
        told = served.member.request(method, address, json={} if method == "POST" else None)
        assert (told.status_code, told.json()["code"]) == (403, "api-admins-only"), address


def test_no_other_site_may_read_answers(served: Served) -> None:
    answered = served.member.get("/v1/documents", headers={"Origin": "https://elsewhere.example"})
    assert not [name for name in answered.headers if name.startswith("access-control-")]


def test_too_many_requests_at_once_are_refused_as_a_problem_and_health_is_still_told(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.api.guarding._MAX_AT_ONCE", 2)
    url = httpx.URL(served.url)
    head = (
        f"POST /v1/ask HTTP/1.1\r\nHost: {url.host}\r\nAuthorization: Bearer {served.keys['member']}\r\n"
        "Content-Type: application/json\r\nContent-Length: 20\r\nExpect: 100-continue\r\n\r\n"
    )
    with ExitStack() as slow:  # whose bodies do not come
        for _ in range(2):
            connection = slow.enter_context(socket.create_connection((url.host, url.port)))
            connection.sendall(head.encode())
            assert connection.recv(64).startswith(b"HTTP/1.1 100")  # it waits for the body
        refused = served.member.get("/v1/documents", headers={"Accept-Language": "en"})
        assert refused.headers["content-type"] == "application/problem+json"
        assert refused.headers["retry-after"] == "1"
        assert (refused.json()["code"], refused.json()["status"]) == ("api-busy", 503)
        assert served.stranger.get("/healthz").status_code == 200
    until(lambda: served.member.get("/v1/documents").status_code == 200)
