"""The passages that links open, each kept as it was when it was first shared."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from sqlalchemy import select

from bot.state.database import Database, get_or_make
from bot.state.tables import LinkRow


@dataclass(frozen=True, slots=True)
class Link:
    """A passage as it was when it was shared; ``code`` is what the link holds."""

    code: str
    document: str
    version: str
    ref: str
    label: str
    headings: tuple[str, ...]
    page: int | None
    text: str


async def keep_links(database: Database, links: Iterable[Link]) -> None:
    """Keep what these links open, unless a link to the same is kept already. Raises `NotKeptError`."""
    by_code = {link.code: link for link in links}
    async with database.read() as session:
        known = set(await session.scalars(select(LinkRow.code).where(LinkRow.code.in_(by_code))))
    new = [link for code, link in by_code.items() if code not in known]
    if not new:
        return
    async with database.begin() as session:
        for link in new:
            values = asdict(link) | {"headings": list(link.headings), "shared_at": datetime.now(UTC)}
            await get_or_make(session, LinkRow, {"code": values.pop("code")}, **values)


async def find_link(database: Database, code: str) -> Link | None:
    """Return what the link with that code opens, None if no such link was made here."""
    async with database.read() as session:
        row = await session.get(LinkRow, code)
        return _link(row) if row else None


def _link(row: LinkRow) -> Link:
    return Link(
        code=row.code, document=row.document, version=row.version, ref=row.ref, label=row.label,
        headings=tuple(row.headings), page=row.page, text=row.text,
    )  # fmt: skip
