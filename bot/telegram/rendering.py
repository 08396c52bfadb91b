"""How answers, passages and the outline look in a chat: text with entities, and the buttons below."""

from collections.abc import Iterable

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity
from telegram.constants import MessageEntityType

from bot.answering import wording
from bot.answering.asides import Aside
from bot.answering.assistant import LONGEST_QUESTION, Answer, Quote
from bot.answering.outline import Node, Outline
from bot.answering.wording import written
from bot.i18n import say
from bot.settings import Language
from bot.telegram.callbacks import Action, Press
from bot.telegram.rich import Rich, join
from knowledge.script import Script

_NEAREST_HEADINGS = 3
_OTHERS = 4  # as many ids as a button holds
_NODES_A_PAGE = 10
_TITLE = 60  # characters of a passage's first sentence on a button
_LINE = 150  # characters of one in the text of the outline: a page and the way to it are one message

ATTACH = "curate|best|s|0||0|0"  # what a button on an answer holds; the question is known by the message it is on

Row = list[InlineKeyboardButton]


def answer_text(answer: Answer, language: Language, script: Script | None) -> Rich:
    """The answer in one piece: what it falls short of, then the key sentence, the passages and their places."""
    notes = [say(language, "answer.shortened", limit=LONGEST_QUESTION)] if answer.shortened else []
    if answer.read_as:
        notes.append(wording.read_as(answer, language))
    if answer.status != "answered":
        notes.append(wording.note(answer, language))
    if answer.blank:
        notes.append(say(language, "answer.blank"))
    parts = [Rich("\n".join(notes)).styled("italic")]
    if answer.status == "refused":
        nearest = dict.fromkeys(wording.heading(quote, script) for quote in answer.quotes[:_NEAREST_HEADINGS])
        return join([*parts, Rich("\n".join(f"· {heading}" for heading in nearest if heading))], "\n")
    best = max(answer.quoted, key=lambda quote: quote.score)
    parts.append(_key_sentence(best, script).styled("bold"))
    if answer.status == "answered":
        parts.append(Rich(wording.note(answer, language)).styled("italic"))
    return join([*parts, *(quote_text(quote, language, script) for quote in answer.quoted)], "\n\n")


def aside_text(aside: Aside, language: Language, script: Script | None) -> Rich:
    """The reply to what is no question to the text: what it says, and the passages that it opens."""
    quoted = [quote_text(quote, language, script) for quote in aside.quotes]
    return join([Rich(wording.aside(aside, language, script)), *quoted], "\n\n")


def aside_buttons(
    aside: Aside, outline: Outline, language: Language, script: Script | None
) -> InlineKeyboardMarkup | None:
    """Ways on through the outline, where the reply shows some of it."""
    if len(aside.quotes) == 1:
        return passage_buttons(outline, aside.quotes[0].number, language)
    if aside.kind not in ("about", "chapters", "place"):
        return None
    depth = aside.place.count(".") + 2 if aside.first is not None else 1
    return outline_buttons(outline, aside.first or 0, depth, 0, language, script)


def quote_text(quote: Quote, language: Language, script: Script | None) -> Rich:
    """A passage in a block quote that opens, its key sentences bold, and below it where it stands."""
    body = Rich("")
    position = 0
    for start, end in sorted(quote.key_sentences):
        body = body + Rich(written(quote.text[position:start], script))
        body = body + Rich(written(quote.text[start:end], script)).styled("bold")
        position = end
    body = (body + Rich(written(quote.text[position:], script))).styled("expandable_blockquote")
    place = wording.citation(quote, language, script)
    broken_off = say(language, "answer.incomplete") if quote.incomplete else ""
    return join([body, Rich(broken_off), Rich(place).styled("italic")], "\n")


def answer_buttons(
    answer: Answer, outline: Outline, language: Language, *, curating: bool = False
) -> InlineKeyboardMarkup:
    """Ways on from an answer, and thumbs; for ``curating`` also one that attaches the question to another passage.

    ``outline`` is that of the answer's index version.
    """
    best = max(answer.quoted, key=lambda quote: quote.score) if answer.quoted else None
    steps, section = _ways_on(outline, best.number, language) if best else ([], [])
    shown = {quote.number for quote in answer.quoted}
    others = [outline.ids[quote.number] for quote in answer.quotes if quote.number not in shown][:_OTHERS]
    if others:
        key = "button.others" if best else "button.nearest"
        section = [_button(language, key, Press("others", outline.version, tuple(others))), *section]
    passage = (outline.ids[best.number],) if best else ()
    thumbs = [("👍", Press("up", outline.version, passage)), ("👎", Press("down", outline.version, passage))]
    faces = [InlineKeyboardButton(face, callback_data=press.encode()) for face, press in thumbs]
    if answer.status != "answered":
        nearest = (outline.ids[answer.quotes[0].number],)
        faces.append(_button(language, "button.why", Press("why", outline.version, nearest)))
    if curating:
        faces.append(InlineKeyboardButton(say(language, "curate.button"), callback_data=ATTACH))
    return InlineKeyboardMarkup([row for row in (steps, section, faces) if row])


def passage_buttons(outline: Outline, number: int, language: Language) -> InlineKeyboardMarkup:
    """Ways on from a passage that was opened by a button: in the same message, or up to the outline."""
    steps, section = _ways_on(outline, number, language, back="back", on="on")
    up = _place_button(language, "button.up", outline, number, 1 + len(outline.passages[number].headings), 0)
    return InlineKeyboardMarkup([row for row in (steps, [*section, up]) if row])


def _ways_on(
    outline: Outline, number: int, language: Language, back: Action = "prev", on: Action = "next"
) -> tuple[Row, Row]:
    """Buttons to the points beside a passage, and to its section; each may be none."""
    here = (outline.ids[number],)
    steps = []
    if outline.neighbour(number, -1) is not None:
        steps.append(_button(language, "button.previous", Press(back, outline.version, here)))
    if outline.neighbour(number, 1) is not None:
        steps.append(_button(language, "button.next", Press(on, outline.version, here)))
    section = [_button(language, "button.section", Press("section", outline.version, here))]
    return steps, section if len(outline.section(number)) > 1 else []


def section_page(quotes: Iterable[Quote], language: Language, script: Script | None) -> tuple[Rich, int]:
    """As many of the passages as one message holds (one at least), and how many these are."""
    page = Rich("")
    shown = 0
    for quote in quotes:
        longer = join([page, quote_text(quote, language, script)], "\n\n")
        if shown and not longer.fits():
            break
        page, shown = longer, shown + 1
    return page, shown


def outline_text(
    outline: Outline, number: int, depth: int, page: int, language: Language, script: Script | None
) -> Rich:
    """The way down to a node, and what is right below it (that page of it)."""
    above = [outline.node(number, d) for d in range(1, depth + 1)]
    way = [Rich(_short(_titled(node, script), _LINE)) for node in above]
    title = join([*way[:-1], *(part.styled("bold") for part in way[-1:])], "\n")
    nodes = outline.children(number, depth)
    lines = [_short(_titled(node, script), _LINE) for node in _page(nodes, page)]
    pages = -(-len(nodes) // _NODES_A_PAGE)
    if pages > 1:
        lines.append(say(language, "outline.page", page=page + 1, pages=pages))
    return join([title, Rich("\n".join(lines))], "\n\n")


def outline_buttons(
    outline: Outline, number: int, depth: int, page: int, language: Language, script: Script | None
) -> InlineKeyboardMarkup:
    """A button for each node below, and ways up and on."""
    nodes = outline.children(number, depth)
    rows = [[_node_button(outline, node, script)] for node in _page(nodes, page)]
    steps = []
    if page > 0:
        steps.append(_place_button(language, "button.page-back", outline, number, depth, page - 1))
    if (page + 1) * _NODES_A_PAGE < len(nodes):
        steps.append(_place_button(language, "button.page-on", outline, number, depth, page + 1))
    if depth > outline.root:
        steps.append(_place_button(language, "button.up", outline, number, depth - 1, 0))
    return InlineKeyboardMarkup([*rows, steps] if steps else rows)


def last_page(outline: Outline, number: int, depth: int) -> int:
    """The highest page number of a node, counted from 0."""
    return max(len(outline.children(number, depth)) - 1, 0) // _NODES_A_PAGE


def to_entities(rich: Rich) -> list[MessageEntity]:
    """Its spans as Telegram takes them, counted in UTF-16 code units."""
    entities = [MessageEntity(MessageEntityType(span.style), span.start, span.end - span.start) for span in rich.spans]
    return list(MessageEntity.adjust_message_entities_to_utf_16(rich.text, entities))


def _key_sentence(quote: Quote, script: Script | None) -> Rich:
    start, end = quote.key_sentences[0] if quote.key_sentences else (0, len(quote.text))
    return Rich(written(quote.text[start:end], script))


def _page(nodes: list[Node], page: int) -> list[Node]:
    return nodes[page * _NODES_A_PAGE : (page + 1) * _NODES_A_PAGE]


def _titled(node: Node, script: Script | None) -> str:
    return f"{node.label}  {written(node.title, script)}" if node.label else written(node.title, script)


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _node_button(outline: Outline, node: Node, script: Script | None) -> InlineKeyboardButton:
    short = _short(_titled(node, script), _TITLE)
    if node.passages is None:
        press = Press("view", outline.version, (outline.ids[node.first],))
    else:
        press = Press("outline", outline.version, (outline.ids[node.first],), node.depth, 0)
    return InlineKeyboardButton(short, callback_data=press.encode())


def _place_button(
    language: Language, key: str, outline: Outline, number: int, depth: int, page: int
) -> InlineKeyboardButton:
    return _button(language, key, Press("outline", outline.version, (outline.ids[number],), depth, page))


def _button(language: Language, key: str, press: Press) -> InlineKeyboardButton:
    return InlineKeyboardButton(say(language, key), callback_data=press.encode())
