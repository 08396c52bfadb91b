"""The same by the Model Context Protocol (MCP): tools and, for each document, a resource."""

import asyncio
from typing import Annotated, Any

from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ResourceNotFoundError, ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import Resource, ToolAnnotations
from pydantic import Field
from starlette.applications import Starlette

from bot.answering.assistant import DEFAULT_LIMIT
from bot.answering.live import follow
from bot.answering.snapshot import Snapshot
from bot.api.answering import Answering
from bot.api.errors import ApiError
from bot.api.guarding import MAX_BODY_BYTES
from bot.api.reading import outline_record, passage_records, rows_at
from bot.api.speaking import QuoteScript, script_of
from bot.errors import explain
from knowledge.errors import UserError

_INSTRUCTIONS = (
    "Answers questions about the indexed documents by quoting their passages word for word. An answer has the status "
    "answered, hedged (the documents are on the subject, but do not say it) or refused (another subject). Only the "
    "first may be given as what the documents say. Check anything you quote with check_quote."
)
_DOCUMENTS = "springboard://documents/"
_MAX_PASSAGES = 50
_TERMINAL = 0  # stands for a key where none is needed: the client has started this process itself
_READING = ToolAnnotations(read_only_hint=True, open_world_hint=False)

Script = Annotated[QuoteScript, Field(description="The Chinese characters of what is returned.")]
Limit = Annotated[int, Field(ge=1, le=_MAX_PASSAGES, description="Passages at most.")]


class _Tools(MCPServer[Any]):
    """A server whose resources are the documents that are live when they are asked for."""

    def __init__(self, answering: Answering) -> None:
        super().__init__("springboard", instructions=_INSTRUCTIONS)
        self.answering = answering

    @property
    def now(self) -> Snapshot:
        return self.answering.live.assistant.snapshot

    async def list_resources(self) -> list[Resource]:
        return [
            Resource(uri=f"{_DOCUMENTS}{each.sha256}", name=each.name, title=each.title, mime_type="text/plain")
            for each in self.now.index.manifest.documents
        ]


def make_tools(answering: Answering) -> MCPServer[Any]:
    """Return the server with its tools and resources."""
    server = _Tools(answering)
    _add_answering(server)
    _add_reading(server)
    return server


def over_http(server: MCPServer[Any]) -> Starlette:
    """Return the server at /mcp; `bot.api.guarding` looks at the keys before it."""
    # A browser that was led here by a foreign name has no key, so any name of this server is taken: a proxy's, too.
    names = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    return server.streamable_http_app(
        json_response=True, stateless_http=True, max_request_body_size=MAX_BODY_BYTES, transport_security=names
    )


async def serve_one(answering: Answering) -> None:
    """Answer one client on standard input and output until it ends."""
    following = asyncio.create_task(follow(answering.live))
    try:
        await make_tools(answering).run_stdio_async()
    finally:
        following.cancel()


def _add_answering(server: _Tools) -> None:
    @server.tool(annotations=_READING)
    async def ask(
        question: Annotated[str, Field(description="In Simplified or Traditional Chinese, or English.")],
        ctx: Context[Any, Any],
        previous: Annotated[str | None, Field(description="The question before, if this follows it up.")] = None,
        limit: Limit = DEFAULT_LIMIT,
        script: Script = "as-written",
    ) -> dict[str, Any]:
        """Answer a question with passages of the documents, or say that they do not answer it."""
        try:
            return await server.answering.ask(_user_id(ctx), question, previous, limit, script_of(script))
        except UserError as error:
            raise _told(error) from error

    @server.tool(annotations=_READING)
    async def check_quote(
        text: Annotated[str, Field(description="The words to check, without quotation marks around them.")],
        ctx: Context[Any, Any],
    ) -> dict[str, Any]:
        """Say whether a text is in the documents word for word, where, and if it is not, what differs."""
        try:
            return await server.answering.check(_user_id(ctx), text)
        except UserError as error:
            raise _told(error) from error


def _add_reading(server: _Tools) -> None:
    @server.tool(annotations=_READING)
    async def read_passage(
        place: Annotated[str, Field(description="A passage's id, or a ref such as 5.2.1, or 5.2 for a section.")],
        document: Annotated[str | None, Field(description="Title or SHA-256; without it, all documents.")] = None,
        limit: Limit = _MAX_PASSAGES,
        script: Script = "as-written",
    ) -> dict[str, Any]:
        """Read the passage with an id, or the passages at a place or below it."""
        now = server.now
        number = now.outline.number(place)
        rows = await asyncio.to_thread(rows_at, now, place, document) if number is None else [number]
        if not rows:
            raise _told(ApiError("api-no-passage"))
        records = await asyncio.to_thread(passage_records, now, rows[:limit], script)
        return {"version": now.version, "total": len(rows), "passages": records}

    @server.tool(annotations=_READING)
    async def outline(
        below: Annotated[str | None, Field(description="The id of a node; without it, the top.")] = None,
        depth: Annotated[int, Field(ge=1, description="The depth of that node.")] = 1,
        script: Script = "as-written",
    ) -> dict[str, Any]:
        """List what is directly below a place of the outline: documents, chapters, sections, passages."""
        try:
            return await asyncio.to_thread(outline_record, server.now, below, depth, script)
        except UserError as error:
            raise _told(error) from error

    @server.resource(_DOCUMENTS + "{sha256}", mime_type="text/plain")
    async def document(sha256: str) -> str:
        """A document as text, each passage below its place."""
        return await asyncio.to_thread(_document_text, server.now, sha256)


def _document_text(now: Snapshot, sha256: str) -> str:
    title = next((each.title for each in now.index.manifest.documents if each.sha256 == sha256), None)
    if title is None:
        raise ResourceNotFoundError(f"no document {sha256}")
    passages = [passage for passage in now.index.passages if passage.document == title]
    places = (f"[{each.ref}] {each.label} {' › '.join(each.headings)}".rstrip() for each in passages)
    return "\n\n".join([title, *(f"{place}\n{each.text}" for place, each in zip(places, passages, strict=True))])


def _user_id(ctx: Context[Any, Any]) -> int:
    """Return the id of the key of an HTTP request."""
    request = ctx.request_context.request
    return int(request.state.key.user_id) if request is not None else _TERMINAL


def _told(error: UserError) -> ToolError:
    return ToolError(explain(error, "en", "program"))
