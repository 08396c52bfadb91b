"""Texts as the Bot API takes them: HTML or entities, counted in UTF-16 code units, refused in Telegram's words."""

from html.parser import HTMLParser
from typing import Any


class Refusal(Exception):
    """An answer that is not ok: HTTP code, description, parameters."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
}
_KINDS = {*_TAGS.values(), "expandable_blockquote", "text_mention", "custom_emoji", "mention", "url", "bot_command"}


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def bad(description: str, **parameters: int) -> Refusal:
    return Refusal(400, f"Bad Request: {description}", **parameters)


def formatted(params: dict[str, Any], key: str, limit: int, too_long: str) -> tuple[str, list[dict[str, Any]]]:
    """The text and entities of a request after parsing; refused where Telegram would."""
    text = str(params.get(key, ""))
    mode = str(params.get("parse_mode", "")).lower()
    if mode == "html":
        text, entities = parse_html(text)
    elif mode:
        raise bad("unsupported parse_mode")
    else:
        entities = params.get("entities" if key == "text" else "caption_entities") or []
    check_entities(text, entities)
    if units(text.strip()) > limit:
        raise bad(too_long)
    return text, entities


def check_entities(text: str, entities: list[dict[str, Any]]) -> None:
    total = units(text)
    spans: list[tuple[int, int, str]] = []
    for entity in entities:
        kind, offset, length = entity["type"], int(entity["offset"]), int(entity["length"])
        if kind not in _KINDS:
            raise bad("unsupported entity type")
        if length <= 0 or offset < 0 or offset + length > total:
            raise bad("ENTITY_BOUNDS_INVALID")
        for edge in (offset, offset + length):
            _check_edge(text, edge)
        spans.append((offset, offset + length, kind))
    if len(spans) > 100:
        raise bad("ENTITIES_TOO_LONG")
    for start, end, kind in spans:
        for other_start, other_end, other in spans:
            if start < other_start < end < other_end:
                raise bad("entities overlap")
            nested = start <= other_start and other_end <= end and (start, end, kind) != (other_start, other_end, other)
            if nested and "blockquote" in kind and "blockquote" in other:
                raise bad("can't parse entities: blockquotes can't be nested")


def _check_edge(text: str, edge: int) -> None:
    try:
        text.encode("utf-16-le")[: edge * 2].decode("utf-16-le")
    except UnicodeDecodeError:
        raise bad("entity begins in a middle of a UTF-16 symbol") from None


def parse_html(text: str) -> tuple[str, list[dict[str, Any]]]:
    parser = _Parser()
    parser.feed(text)
    parser.close()
    if parser.open:
        raise bad(f"can't parse entities: Can't find end tag corresponding to start tag \"{parser.open[-1][0]}\"")
    return parser.text, parser.entities


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.entities: list[dict[str, Any]] = []
        self.open: list[tuple[str, str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kind = _TAGS.get(tag)
        if kind is None:
            raise bad(f'can\'t parse entities: Unsupported start tag "{tag}" at byte offset {self.getpos()[1]}')
        if tag == "blockquote" and any(name == "expandable" for name, _ in attrs):
            kind = "expandable_blockquote"
        self.open.append((tag, kind, units(self.text)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open:
            raise bad(f"can't parse entities: Unexpected end tag at byte offset {self.getpos()[1]}")
        name, kind, start = self.open.pop()
        if name != tag:
            raise bad(f'can\'t parse entities: Unmatched end tag, expected "</{name}>", found "</{tag}>"')
        if units(self.text) > start:
            self.entities.append({"type": kind, "offset": start, "length": units(self.text) - start})

    def handle_data(self, data: str) -> None:
        self.text += data
