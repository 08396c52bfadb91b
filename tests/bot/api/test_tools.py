"""The same by MCP, asked by the SDK's own client over HTTP and on standard input and output."""

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp import Client, MCPError, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

from bot.state.keys import KeyRole
from tests.bot.api.conftest import QUESTION, Served, serving, settings_of

ROOT = Path(__file__).parents[3]
RUN = "from scripts.app import main; main('mcp')"


@asynccontextmanager
async def over_http(served: Served, role: KeyRole = "member") -> AsyncIterator[Client]:
    headers = {"Authorization": f"Bearer {served.keys[role]}"}
    async with (
        httpx2.AsyncClient(headers=headers) as http,
        Client(streamable_http_client(f"{served.url}/mcp", http_client=http)) as client,
    ):
        yield client


@asynccontextmanager
async def as_a_process(home: Path) -> AsyncIterator[Client]:
    env = dict(os.environ) | {"DATA_DIR": str(home)}
    async with Client(StdioServerParameters(command=sys.executable, args=["-c", RUN], env=env, cwd=ROOT)) as client:
        yield client


async def call(client: Client, tool: str, **arguments: object) -> dict[str, Any]:
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result
    content: dict[str, Any] = result.structured_content
    return content


async def check_tools(client: Client) -> None:
    tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    assert set(tools) == {"ask", "read_passage", "outline", "check_quote"}
    assert all(tool.description and tool.annotations and tool.annotations.read_only_hint for tool in tools.values())
    answer = await call(client, "ask", question=QUESTION, limit=1)
    assert (answer["status"], [passage["ref"] for passage in answer["passages"]]) == ("answered", ["2.1.1"])
    quote = answer["passages"][0]["key_sentences"][0]
    assert (await call(client, "check_quote", text=quote))["as_written"]
    (passage,) = (await call(client, "read_passage", place="2.1.1"))["passages"]
    assert (await call(client, "read_passage", place=passage["id"]))["passages"] == [passage]
    top = await call(client, "outline")
    assert [node["title"] for node in top["nodes"]] == ["茶叶市场", "直播怎么做"]


async def check_resources(client: Client) -> None:
    (document,) = (await client.list_resources()).resources
    assert document.title == "高山茶直播销售报告"
    (content,) = (await client.read_resource(document.uri)).contents
    text = getattr(content, "text", "")
    assert text.startswith("高山茶直播销售报告\n\n[1.1.1] 一、1 (1) 茶叶市场 › 市场规模\n")
    with pytest.raises(MCPError):
        await client.read_resource("springboard://documents/none")


async def test_tools_and_documents_over_http(served: Served) -> None:
    async with over_http(served) as client:
        await check_tools(client)
        await check_resources(client)


@pytest.mark.slow
async def test_tools_and_documents_on_standard_input_and_output(home: Path) -> None:
    async with as_a_process(home) as client:
        await check_tools(client)
        await check_resources(client)


async def test_a_mistake_is_told_as_one_the_model_can_mend(served: Served) -> None:
    async with over_http(served) as client:
        for tool, arguments in (
            ("ask", {"question": " "}), ("ask", {"question": "x", "limit": 500}), ("read_passage", {"place": "99"}),
            ("outline", {"below": "zzzzzz"}), ("check_quote", {"text": ""}),
        ):  # fmt: skip
            result = await client.call_tool(tool, arguments)
            assert result.is_error, tool
            assert "unexpected" not in str(result.content)


async def test_limits_are_those_of_the_key_whichever_door_it_takes(home: Path) -> None:
    settings = settings_of(home).model_copy(update={"questions_per_minute": 2})
    with serving(settings) as served:
        assert served.member.post("/v1/ask", json={"question": QUESTION}).status_code == 200
        async with over_http(served) as client:
            assert not (await client.call_tool("ask", {"question": QUESTION})).is_error
            refused = await client.call_tool("ask", {"question": QUESTION})
            assert refused.is_error
            assert "Too many questions" in str(refused.content)
        async with over_http(served, "admin") as client:
            assert not (await client.call_tool("ask", {"question": QUESTION})).is_error


async def test_without_a_key_it_is_shut(served: Served) -> None:
    assert served.stranger.post("/mcp", json={"jsonrpc": "2.0", "id": 1, "method": "tools/list"}).status_code == 401
