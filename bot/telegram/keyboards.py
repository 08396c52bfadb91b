"""The buttons below answers, passages and the outline."""

from collections.abc import Callable, Mapping, Sequence

from rich.cells import cell_len, chop_cells
from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup, MaybeInaccessibleMessage, Message

from bot.answering.asides import Aside
from bot.answering.assistant import Answer
from bot.answering.copying import copyable, quotable
from bot.answering.outline import Outline, OutlinePage
from bot.answering.quotes import Quote
from bot.answering.sheet import Sheet
from bot.answering.shown import GOING_ON
from bot.answering.sides import Sides
from bot.answering.suggestions import MAX_CELLS, Suggestion
from bot.answering.wording import node_line
from bot.i18n import say
from bot.languages import Language
from bot.telegram.admin_buttons import BestButton
from bot.telegram.callbacks import (
    MAX_KEY_SENTENCES,
    EditionPageButton,
    LinkButton,
    OthersButton,
    OutlineButton,
    PageButton,
    PassageButton,
    RateButton,
    RestButton,
    SectionButton,
    SidesButton,
    SuggestionButton,
    WhyButton,
)
from bot.telegram.packed import Button, Row, button
from bot.telegram.rating_buttons import FACES, thumb
from bot.telegram.telling_buttons import BellButton
from knowledge.script import Script

MAX_OTHERS = 4  # as many ids as a button holds
_LABEL_CHARACTERS = 60  # characters of a passage's first sentence

_NUMBERS_IN_A_ROW = 8  # buttons; Telegram has no room for more
_PAGES_IN_A_ROW = 4  # buttons; with more, a phone cuts off their numbers
_PAGE = "📄"
ASKS = "💬"  # before a question that a button asks


def answer_buttons(
    answer: Answer, outline: Outline, language: Language, script: Script | None = None, *, curating: bool = False
) -> InlineKeyboardMarkup:
    """Return the buttons below an answer: to other passages, to its source, thumbs, and to what it rests on.

    Below what is not answered stands one that has a person told when it is. With ``curating`` there is also one that
    attaches the question to another passage. ``outline`` is that of the answer's index version.
    """
    last = _last_row(answer, outline, language, curating=curating)
    if answer.sides and answer.sides.headings:
        rows = _heading_rows(answer.sides, answer.sides.headings.twins, outline)
        return InlineKeyboardMarkup([*rows, [_sides_button(answer.sides, language)], last])
    if gathered := answer.gathered:
        return InlineKeyboardMarkup([*_gathered_rows(gathered, outline, language, script), last])
    best = max(answer.quoted, key=lambda quote: quote.score) if answer.quoted else None
    steps, section = _ways_on(outline, best.number, language) if best else ([], [])
    shown = {quote.number for quote in answer.quoted}
    if best and shown.issuperset(outline.section(best.number)):
        section = []
    others = [outline.ids[quote.number] for quote in answer.quotes if quote.number not in shown][:MAX_OTHERS]
    if others:
        label = say(language, "button.others" if best else "button.nearest")
        section = [button(label, OthersButton(version=outline.version, passages=tuple(others))), *section]
    sources = _source_rows(answer.quoted, outline, language, script)
    bell = [] if answer.status == "answered" else [button(say(language, "bell.button"), BellButton())]
    return InlineKeyboardMarkup([row for row in (steps, section, *sources, last, bell) if row])


def _last_row(answer: Answer, outline: Outline, language: Language, *, curating: bool) -> Row:
    """Return the thumbs, and the buttons to the reasons and to attach the question elsewhere where they apply."""
    best = max(answer.quoted, key=lambda quote: quote.score, default=None)
    version, passages = outline.version, (outline.ids[best.number],) if best else ()
    last = [button(thumb(action, 0), RateButton(action=action, version=version, passages=passages)) for action in FACES]
    if not (answer.sides and answer.sides.headings):  # they rest on nothing but the outlines
        nearest = (outline.ids[answer.quotes[0].number],)
        last.append(button(say(language, "button.why"), WhyButton(version=version, passages=nearest)))
    if curating:
        last.append(button(say(language, "curate.button"), BestButton()))
    return last


def _gathered_rows(gathered: Sheet | Sides, outline: Outline, language: Language, script: Script | None) -> list[Row]:
    """Return the buttons to each passage with sentences and to its page, by its first number, and to further places.

    Between them stand those that hand on what is shown: a link to each passage, and a copy of the first sentences. Of
    an earlier edition, which the outline does not have, only the page is shown.
    """
    version, first, openers, numbered = outline.version, 1, Row(), dict[int, Quote]()
    for quote in gathered.listed:
        if quote.version == version:
            openers.append(button(str(first), OthersButton(version=version, passages=(outline.ids[quote.number],))))
        numbered[first] = quote
        first += len(quote.key_sentences) if quote.table is None else 1
    rows = [openers, *_page_rows(numbered, outline), _handing_on(gathered, outline, language, script)]
    if gathered.more:
        ids = tuple(outline.ids[quote.number] for quote in gathered.more)[:MAX_OTHERS]
        label = say(language, "button.rest", number=len(gathered.more))
        rows.append([button(label, RestButton(version=version, passages=ids))])
    return [row for row in rows if row]


def _page_rows(numbered: Mapping[int, Quote], outline: Outline) -> list[Row]:
    """Return the buttons to the page of each quote, by its number in the message."""
    pages = [button(f"{_PAGE} {number}", _page_button(quote, outline)) for number, quote in numbered.items()]
    return [pages[start : start + _PAGES_IN_A_ROW] for start in range(0, len(pages), _PAGES_IN_A_ROW)]


def _heading_rows(sides: Sides, twins: Sequence[Quote], outline: Outline) -> list[Row]:
    """Return the buttons to where each heading begins; that of a heading that both documents have opens both."""
    twin_of = dict(zip(sides.both, twins, strict=True))
    openers = Row()
    for number, quote in enumerate(sides.listed, start=1):
        begins = [each for each in (quote, twin_of.get(quote)) if each and each.version == outline.version]
        if ids := tuple(outline.ids[each.number] for each in begins):
            openers.append(button(str(number), OthersButton(version=outline.version, passages=ids)))
    return [openers[start : start + _NUMBERS_IN_A_ROW] for start in range(0, len(openers), _NUMBERS_IN_A_ROW)]


def _handing_on(gathered: Sheet | Sides, outline: Outline, language: Language, script: Script | None) -> Row:
    """Return the button to the picture of two sides, that to links to what is shown, and one that copies what fits."""
    numbers = dict.fromkeys(quote.number for quote in gathered.listed if quote.version == outline.version)
    row = [_sides_button(gathered, language)] if isinstance(gathered, Sides) else []
    row += [link_button(outline, tuple(numbers), language)] if numbers else []
    return [*row, _copy_button(copied, language)] if (copied := copyable(gathered, language, script)) else row


def _sides_button(sides: Sides, language: Language) -> InlineKeyboardButton:
    return button(say(language, "button.sides"), SidesButton(digest=sides.digest))


def linked_by_numbers(message: MaybeInaccessibleMessage) -> dict[str, OthersButton | PageButton]:
    """Return what the numbers below a message hold that open passages to link to; nothing if it has no link button."""
    shown = message.reply_markup if isinstance(message, Message) else None
    buttons = [one for row in shown.inline_keyboard for one in row] if shown else []
    linked = any(LinkButton.unpack(str(each.callback_data)) for each in buttons)  # not below headings
    held = dict[str, OthersButton | PageButton]()
    for each in buttons if linked else ():
        number, data = each.text.removeprefix(f"{_PAGE} "), str(each.callback_data)
        opens = (OthersButton.unpack(data) or PageButton.unpack(data)) if number.isdecimal() else None
        if opens and opens.passages:
            held.setdefault(number, opens)
    return held


def _source_rows(quoted: Sequence[Quote], outline: Outline, language: Language, script: Script | None) -> list[Row]:
    """Return the buttons that show the page of each quote, link to it, and copy what answers with its place."""
    if len(quoted) > 1:  # an overview, which is handed on as a sheet is
        numbered = dict(enumerate(quoted, start=1))
        return [*_page_rows(numbered, outline), _handing_on(Sheet(tuple(quoted), ()), outline, language, script)]
    return [
        [
            button(_PAGE, _page_button(quote, outline)),
            link_button(outline, (quote.number,), language),
            _copy_button(quotable(quote, language, script), language),
        ]
        for quote in quoted
    ]


def link_button(outline: Outline, numbers: Sequence[int], language: Language) -> InlineKeyboardButton:
    """Return the button that makes a link to each of the passages; of many it holds the first."""
    holds = LinkButton(version=outline.version, passages=tuple(outline.ids[number] for number in numbers)[:MAX_OTHERS])
    return button(say(language, "button.link"), holds)


def _copy_button(copied: str, language: Language) -> InlineKeyboardButton:
    # The client copies by itself, without a request to the bot.
    return InlineKeyboardButton(say(language, "button.copy"), copy_text=CopyTextButton(copied))


def _page_button(quote: Quote, outline: Outline) -> Button:
    """Return the button to the page of a quote, with those of its key sentences that fit into it."""
    if quote.version != outline.version:
        starts = tuple(start for start, _ in quote.key_sentences[:MAX_KEY_SENTENCES])
        return EditionPageButton(version=quote.version, row=quote.number, starts=starts)
    spans = outline.passages[quote.number].sentences
    key = tuple(spans.index(span) for span in quote.key_sentences if span in spans)[:MAX_KEY_SENTENCES]
    return PageButton(version=outline.version, passages=(outline.ids[quote.number],), key=key)


def aside_buttons(
    aside: Aside, outline: Outline, language: Language, script: Script | None
) -> InlineKeyboardMarkup | None:
    """Return the buttons that lead on through the outline, or None if the aside shows nothing of it."""
    if len(aside.quotes) == 1:
        return passage_buttons(outline, aside.quotes[0].number, language)
    if aside.kind not in ("about", "chapters", "no-edition", "place", "complete", *GOING_ON):
        return None
    depth = aside.place.count(".") + 2 if aside.first is not None else 1
    return outline_buttons(outline.page(aside.first or 0, depth, 0), language, script)


def with_suggestions(
    buttons: InlineKeyboardMarkup | None, suggested: Sequence[Suggestion]
) -> InlineKeyboardMarkup | None:
    """Return ``buttons`` with a row for each suggested question below them; None if there is nothing to show."""
    rows = [] if buttons is None else list(buttons.inline_keyboard)
    rows += [(_suggestion_button(each),) for each in suggested]
    return InlineKeyboardMarkup(rows) if rows else None


def _suggestion_button(suggestion: Suggestion) -> InlineKeyboardButton:
    holds = SuggestionButton(script=suggestion.script or "", kept=suggestion.kept, key=suggestion.key)
    return button(f"{ASKS} {shortened(suggestion.text)}", holds)


def shortened(text: str) -> str:
    """Return a text as a button shows it, cut off where it would be too long for a phone."""
    return f"{chop_cells(text, MAX_CELLS - 1)[0]}…" if cell_len(text) > MAX_CELLS else text


def page_steps(page: int, pages: int, language: Language, to_page: Callable[[int], Button]) -> Row:
    """Return the buttons from a page of a list, counted from 0, to the pages beside it."""
    steps = [("back", page - 1)] if page > 0 else []
    steps += [("on", page + 1)] if page + 1 < pages else []
    return [button(say(language, f"button.page-{key}"), to_page(number)) for key, number in steps]


def passage_buttons(outline: Outline, number: int, language: Language) -> InlineKeyboardMarkup:
    """Return the buttons below a single passage: to the points beside it, to its section, the outline and its page.

    The points beside it are shown in the same message.
    """
    steps, section = _ways_on(outline, number, language, in_place=True)
    here = (outline.ids[number],)
    depth = 1 + len(outline.passages[number].headings)
    up = OutlineButton(version=outline.version, passages=here, depth=depth, page=0)
    ways = [*section, button(say(language, "button.up"), up)]
    return InlineKeyboardMarkup([row for row in (steps, ways, _page_and_link(outline, number, language)) if row])


def rows_below_quotes(outline: Outline, numbers: Mapping[int, int], language: Language, *, numbered: bool) -> list[Row]:
    """Return the buttons below a message that quotes passages ``numbers`` among other things, which none replaces.

    If they are ``numbered`` by their places in it, so are the buttons; else there are also some to the points beside.
    """
    rows: list[Row] = []
    for place, number in numbers.items():
        steps, section = _ways_on(outline, number, language)
        row = [*_page_and_link(outline, number, language), *section]
        rows += [[_numbered(place, each) for each in row]] if numbered else [steps, row]
    return [row for row in rows if row]


def _page_and_link(outline: Outline, number: int, language: Language) -> Row:
    """Return the buttons that show the page of a passage and make a link to it."""
    page = PageButton(version=outline.version, passages=(outline.ids[number],), key=())
    return [button(_PAGE, page), link_button(outline, (number,), language)]


def _numbered(place: int, shown: InlineKeyboardButton) -> InlineKeyboardButton:
    return InlineKeyboardButton(f"{place} {shown.text}", callback_data=shown.callback_data)


def more_button(outline: Outline, number: int, left: int, language: Language) -> InlineKeyboardMarkup:
    """Return the button that continues a section too long for one message.

    ``left`` passages of the section are left, from ``number`` on.
    """
    holds = SectionButton(action="more", version=outline.version, passages=(outline.ids[number],))
    return InlineKeyboardMarkup([[button(say(language, "button.more", number=left), holds)]])


def outline_buttons(page: OutlinePage, language: Language, script: Script | None) -> InlineKeyboardMarkup:
    """Return a button for each node of the page, and buttons to the other pages and the level above."""
    rows = []
    for node in page.nodes:
        holds: Button = OutlineButton(version=page.version, passages=(node.id,), depth=node.depth, page=0)
        if node.passages is None:
            holds = PassageButton(action="view", version=page.version, passages=(node.id,))
        rows.append([button(node_line(node, script, _LABEL_CHARACTERS), holds)])
    steps = []
    for key, depth, number in page.steps:
        holds = OutlineButton(version=page.version, passages=(page.here,), depth=depth, page=number)
        steps.append(button(say(language, f"button.{key}"), holds))
    return InlineKeyboardMarkup([*rows, steps] if steps else rows)


def _ways_on(outline: Outline, number: int, language: Language, *, in_place: bool = False) -> tuple[Row, Row]:
    """Return the buttons to the points beside a passage, and the button to its section; either row may be empty."""
    version, here = outline.version, (outline.ids[number],)
    ways = outline.ways(number)
    steps = []
    if ways.back:
        back = PassageButton(action="back" if in_place else "prev", version=version, passages=here)
        steps.append(button(say(language, "button.previous"), back))
    if ways.on:
        on = PassageButton(action="on" if in_place else "next", version=version, passages=here)
        steps.append(button(say(language, "button.next"), on))
    section = SectionButton(action="section", version=version, passages=here)
    return steps, [button(say(language, "button.section"), section)] if ways.section else []
