"""Whatever is sent, the server never fails, and answers as its OpenAPI description says."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bot.api.conftest import Served

RUN = "from schemathesis.cli import schemathesis; schemathesis()"
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
BODIES = (
    b"", b"\xff\xfe", b"null", b"[]", b"{", b'""', b"NaN", b"[" * 30_000, b'{"question":' * 3_000, b'{"a":1}' * 2,
    b'{"question": 1e999}', b'{"question": NaN}', b'{"question": "\\ud800"}', b'{"question": "\\u0000"}',
    b'{"question": "x", "question": "y"}', b'{"question": "x", "limit": 1e30}', b'{"question": "x", "limit": true}',
    b'{"question": "x", "previous": "\\udfff"}', b'{"question": ["x"]}', b'{"question": "x", "script": "fr"}',
    json.dumps({"question": "\ufdfa" * 3_000}).encode(), json.dumps({"question": "茶\u0301" * 3_000}).encode(),
    json.dumps({"text": "\u202e" * 500 + "茶"}).encode(), json.dumps({"text": "ﷺ" * 2_000}).encode(),
    json.dumps({"why": "x" * 501}).encode(), json.dumps({"version": "../../etc/passwd"}).encode(),
)  # fmt: skip
ADDRESSES = ("/v1/ask", "/v1/quotes/check", "/v1/rollback", "/v1/versions/x/live", "/v1/suites/runs", "/mcp")


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_body_makes_it_fail(served: Served, address: str) -> None:
    for body in BODIES:
        told = served.admin.post(address, content=body, headers={"Content-Type": "application/json"})
        assert told.status_code < 500, (body[:50], told.text)


@pytest.mark.parametrize(
    "query",
    [
        "ref=%00",
        "ref=%ff",
        "ref=" + "9." * 2_000,
        "ref=2&limit=" + "9" * 22,
        "ref=2&document=%ed%a0%80",
        "ref=",
    ],
)
def test_no_query_makes_it_fail(served: Served, query: str) -> None:
    for address in ("/v1/passages", "/v1/outline", "/v1/passages/%ff%00", "/v1/versions/%2e%2e"):
        assert served.admin.get(f"{address}?{query}").status_code < 500


@pytest.mark.slow
def test_what_is_made_from_the_description_gets_what_it_promises(served: Served, tmp_path: Path) -> None:
    arguments = ["run", f"{served.url}/openapi.json", "-H", f"Authorization: Bearer {served.keys['admin']}"]
    arguments += ["--checks", CHECKS, "--max-examples", "10", "--no-color", "--seed", "7"]
    done = subprocess.run([sys.executable, "-c", RUN, *arguments], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-5_000:] + done.stderr
    assert "13/13" in done.stdout  # each operation was tried
